"""Requests of key holders that come late: after the link was given to another, or a second time."""

from collections.abc import Callable

import pytest

from crypto.ceremony_payloads import ComplaintPayload
from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret
from tests.elections import (
    BuiltElection,
    confirm_payload,
    draft_election,
    key_payload,
    keyed_election,
    send_entry,
    share_payload,
)
from voting.ceremonies import ceremony_view
from voting.errors import NotFoundError, StateError
from voting.models import CeremonyStep, ReportKind, Trustee, TrusteeReport
from voting.selectors import trustee_get
from voting.services import (
    ceremony_restart,
    ceremony_start,
    ceremony_stop,
    trustee_entry_accept,
    trustee_invite,
    trustee_link_void,
    trustee_remove,
    trustee_replace,
    trustee_report,
)

pytestmark = pytest.mark.django_db


def replaced(trustee: Trustee) -> None:
    trustee_replace(trustee=trustee, name="Mei", email="mei@keys.example")


def void(trustee: Trustee) -> None:
    trustee_link_void(trustee=trustee)


def removed(trustee: Trustee) -> None:
    trustee_remove(trustee=trustee)


@pytest.fixture
def built() -> BuiltElection:
    built = draft_election(trustees=4, threshold=2)
    ceremony_start(election=built.election)
    group = ceremony_view(built.reload()).ceremony.group
    built.secrets = [TrusteeSecret.draw(group, index=i, threshold=2) for i in (1, 2, 3, 4)]
    return built


def known_by_link(built: BuiltElection, index: int) -> Trustee:
    """As a request finds the key holder when it begins."""
    trustee_invite(trustee=trustee_get(built.election, index))
    return trustee_get(built.election, index)


def give(trustee: Trustee, secret: TrusteeSecret, kind: str, payload: bytes) -> int:
    signature = secret.sign(kind, sha256(payload))
    return trustee_entry_accept(
        trustee=trustee, kind=kind, payload=payload, signature=signature
    ).index


@pytest.mark.parametrize("change", [replaced, void, removed])
def test_a_request_begun_with_a_link_of_before_makes_no_key(
    built: BuiltElection, change: Callable[[Trustee], None]
) -> None:
    trustee = known_by_link(built, 3)
    ceremony_stop(election=built.election)
    change(trustee_get(built.election, 3))
    ceremony_restart(election=built.reload())
    kind, payload = key_payload(built.reload(), built.secrets[2])
    with pytest.raises(NotFoundError, match="not for you or was replaced"):
        give(trustee, built.secrets[2], kind, payload)
    assert not CeremonyStep.objects.exists()


def test_a_request_begun_with_a_link_of_before_reports_nothing(built: BuiltElection) -> None:
    trustee = known_by_link(built, 1)
    ceremony_stop(election=built.election)
    replaced(trustee_get(built.election, 1))
    with pytest.raises(NotFoundError):
        trustee_report(trustee=trustee, kind=ReportKind.KEY_LOST, text="")
    assert not trustee_get(built.election, 1).has_lost_key
    assert not TrusteeReport.objects.exists()


def test_a_complaint_whose_answer_was_lost_is_answered_with_its_number(
    built: BuiltElection,
) -> None:
    for make in (key_payload, share_payload):
        for secret in built.secrets:
            send_entry(built, secret, make)
    payload = ComplaintPayload(
        election_id=built.election.slug, attempt=1, trustee=3, against=2, reason="share"
    ).encode()
    trustee, secret = trustee_get(built.election, 3), built.secrets[2]
    index = give(trustee, secret, "complaint", payload)
    assert give(trustee, secret, "complaint", payload) == index
    assert built.reload().ceremony_phase == "stopped"
    other = ComplaintPayload(
        election_id=built.election.slug, attempt=1, trustee=3, against=1, reason="share"
    ).encode()
    with pytest.raises(StateError, match="not under way"):
        give(trustee, secret, "complaint", other)


def test_a_confirmation_sent_again_after_the_round_is_one_confirmation() -> None:
    built = keyed_election(trustees=3, threshold=2)
    kind, payload = confirm_payload(built.reload(), built.secrets[0])
    trustee = trustee_get(built.election, 1)
    step = CeremonyStep.objects.get(trustee=trustee, kind="confirm")
    assert give(trustee, built.secrets[0], kind, payload) == step.entry_index
