"""C20. A key part that does not fit: the receiver names its sender, and keys are made again."""

import pytest
from django.test import Client

from crypto.canonical_json import encode
from crypto.ceremony import Phase
from crypto.trustee_keys import TrusteeSecret
from tests import people
from tests.attacks.doors import entries, give
from tests.attacks.followers import before, blamed, browser_modules, followed
from tests.attacks.lies import (
    HONEST,
    LIAR,
    Seen,
    complaint_of,
    one_share_that_does_not_fit,
    shares_that_do_not_fit,
)
from tests.elections import (
    BuiltElection,
    confirm_payload,
    draft_election,
    drill_payload,
    key_payload,
    run_ceremony,
    send_entry,
    share_payload,
)
from tests.pages import Page
from tests.simulated_line import Line
from tests.verifier.defects import stopped_by_complaint
from trustee import steps
from voting.ceremonies import ceremony_view
from voting.errors import NotReadyError
from voting.models import CeremonyPhase
from voting.services import ceremony_restart, ceremony_start, election_freeze


@pytest.fixture
def shared(db) -> BuiltElection:
    """Everybody's parts are on the record; one of Ana's, the one for Tom, does not fit."""
    built = draft_election(trustees=3, threshold=2, is_demonstration=False)
    ceremony_start(election=built.election)
    group = ceremony_view(built.reload()).ceremony.group
    built.secrets = [TrusteeSecret.draw(group, index=i, threshold=2) for i in (1, 2, 3)]
    for secret in built.secrets:
        send_entry(built, secret, key_payload)
    for secret in built.secrets[:2]:
        send_entry(built, secret, share_payload)
    false = encode(one_share_that_does_not_fit(_seen(built)))
    assert give(built, built.secrets[LIAR - 1], "share", false).status_code == 201
    built.reload()
    return built


def _seen(built) -> Seen:
    return Seen(ceremony_view(built.reload()), built.secrets)


def _complain(built, by=2):
    complaint = encode(complaint_of(_seen(built), built.secrets[by - 1]))
    return give(built, built.secrets[by - 1], "complaint", complaint)


def test_the_receiver_complains_of_the_sender_and_nobody_else_has_reason_to(shared):
    view = ceremony_view(shared.election)
    fine, wronged = (steps.confirm_step(view, secret) for secret in shared.secrets[:2])
    assert fine.kind == "confirm"
    assert wronged.kind == "complaint"
    payload = view.decode("complaint", wronged.payload)
    assert (payload.trustee, payload.against, payload.reason) == (2, LIAR, "share")


def test_a_complaint_ends_the_ceremony_and_everybody_reads_of_whom(shared):
    assert _complain(shared).status_code == 201
    assert shared.reload().ceremony_phase == CeremonyPhase.STOPPED
    (complaint,) = ceremony_view(shared.election).complaints
    assert (complaint.trustee, complaint.against) == (2, LIAR)
    olga = Client()
    people.sign_in(olga, people.official())
    page = Page(olga.get(f"/officials/elections/{shared.election.slug}/key-holders"))
    assert "Tom" in page.text
    assert "Ana" in page.text
    number = shared.election.log.size - 1
    entry = Page(Client().get(f"/e/{shared.election.slug}/record/{number}"))
    assert "complaint" in entry.text


@pytest.mark.parametrize(
    ("by", "kind", "make"),
    [(1, "confirm", confirm_payload), (3, "confirm", confirm_payload), (1, "drill", drill_payload)],
)
def test_a_stopped_ceremony_cannot_finish(shared, by, kind, make):
    secret = shared.secrets[by - 1]
    _, payload = make(shared.election, secret)
    _complain(shared)
    size = entries(shared)
    assert 400 <= give(shared, secret, kind, payload).status_code < 500
    assert entries(shared) == size
    with pytest.raises(NotReadyError):
        election_freeze(election=shared.election)


def test_a_new_attempt_begins_from_nothing_and_comes_to_its_end(shared):
    old_secrets, old_key = shared.secrets, ceremony_view(shared.election).joint_key()
    _, old_share = share_payload(shared.election, old_secrets[0])
    _complain(shared)
    ceremony_restart(election=shared.election)
    assert ceremony_view(shared.reload()).missing() == (1, 2, 3)
    size = entries(shared)
    for secret, kind, payload in (
        (old_secrets[0], "share", old_share),
        (old_secrets[1], "complaint", encode(complaint_of(_seen(shared), old_secrets[1]))),
    ):
        assert 400 <= give(shared, secret, kind, payload).status_code < 500
    assert entries(shared) == size
    run_ceremony(shared)
    view = ceremony_view(shared.reload())
    assert view.is_complete
    assert view.joint_key() != old_key


def test_a_key_proof_of_the_attempt_before_is_void(shared):
    old = HONEST["trustee"](_seen(shared), shared.secrets[0])
    _complain(shared)
    ceremony_restart(election=shared.election)
    size = entries(shared)
    for document in (old, old | {"attempt": 2}):
        answer = give(shared, shared.secrets[0], "trustee", encode(document))
        assert answer.status_code == 422
        assert "trustee 1" in answer.json()["message"]
    assert entries(shared) == size


def test_a_complaint_against_nobody_is_refused(shared):
    document = complaint_of(_seen(shared), shared.secrets[1])
    size = entries(shared)
    for against in (0, 4, 101):
        answer = give(
            shared, shared.secrets[1], "complaint", encode(document | {"against": against})
        )
        assert 400 <= answer.status_code < 500
    assert entries(shared) == size


@pytest.fixture(scope="module")
def modules():
    with browser_modules() as modules:
        yield modules


@pytest.fixture(scope="module")
def false_parts(honest_record) -> list[Line]:
    """A record on which every part of key holder 3 is false, though well proven."""
    honest = before(honest_record, "share", LIAR)
    seen = Seen(followed(honest), honest_record.secrets)
    fields = {"trustee": LIAR}
    line = Line("share", encode(shares_that_do_not_fit(seen)), seen.liar.signing_seed, fields)
    return [*honest, line]


def test_both_programs_find_the_same_sender(false_parts, honest_record, modules):
    assert blamed(false_parts) is None, "nobody but the receivers can see it"
    view = followed(false_parts)
    assert view.phase is Phase.CONFIRMING
    for secret in honest_record.secrets[:2]:
        said = modules.follow(false_parts, secret)
        assert said["misfit"] == LIAR
        complaint = steps.confirm_step(view, secret)
        assert view.decode("complaint", complaint.payload).against == LIAR
    whole = before(honest_record, "confirm", 1)
    assert modules.follow(whole, honest_record.secrets[0])["misfit"] == 0


def test_both_programs_stop_at_a_complaint_and_go_on_with_the_next_attempt(modules):
    simulation = stopped_by_complaint(against=2)
    complaint = simulation.index("complaint")
    assert modules.follow(simulation.lines[: complaint + 1])["phase"] == "stopped"
    assert followed(simulation.lines[: complaint + 1]).phase is Phase.STOPPED
    first_key = simulation.line("trustee")
    for stray in (simulation.lines[complaint + 1 :][0], first_key):
        lines = [*simulation.lines[: complaint + 1], stray]
        is_taken = modules.follow(lines)["taken"] == len(lines)
        assert is_taken is (stray.kind == "ceremony")
        assert (blamed(lines) is None) is (stray.kind == "ceremony")
    until_drills = simulation.lines[: simulation.index("election")]
    assert modules.follow(until_drills)["phase"] == "drilling"
    assert followed(until_drills).is_complete


def test_the_verifier_tells_of_the_complaint_and_passes_the_attempt_that_went_through(honest):
    simulation = stopped_by_complaint(against=2)
    code, words = honest.verify(simulation)
    assert code == 0, words
    entry = f"entry {simulation.index('complaint')} (complaint, by trustee 1)"
    assert f"{entry}: says that the proof of trustee 2 is wrong" in words
