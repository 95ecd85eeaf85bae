"""Elections whose key files are being checked, with one key holder left out or about to be."""

from django.urls import reverse

from crypto.trustee_keys import TrusteeSecret
from tests.elections import (
    BuiltElection,
    confirm_payload,
    draft_election,
    drill_payload,
    key_payload,
    open_election,
    send_entry,
    share_payload,
)
from voting.ceremonies import ceremony_view, trustee_statuses
from voting.services import (
    ceremony_start,
    credentials_issue,
    drill_waive,
    election_cancel,
    election_freeze,
)

WHY = "Mei is in hospital.\nWe spoke to her sister."


def drilling(*, drilled: int, trustees: int = 5, threshold: int = 2) -> BuiltElection:
    """Keys are made; the first `drilled` key holders have checked their key files."""
    built = draft_election(trustees=trustees, threshold=threshold, is_demonstration=False)
    ceremony_start(election=built.election)
    group = ceremony_view(built.reload()).ceremony.group
    numbers = range(1, trustees + 1)
    built.secrets = [TrusteeSecret.draw(group, index=i, threshold=threshold) for i in numbers]
    for make in (key_payload, share_payload, confirm_payload):
        for secret in built.secrets:
            send_entry(built, secret, make)
    for secret in built.secrets[:drilled]:
        send_entry(built, secret, drill_payload)
    return built


def frozen_with_waiver() -> BuiltElection:
    built = drilling(drilled=4)
    drill_waive(election=built.election, trustees=[5], reason=WHY)
    issued = credentials_issue(election=built.election)
    built.codes = {voter.number: code for voter, code in issued}
    election_freeze(election=built.election)
    built.reload()
    return built


def steps(built: BuiltElection) -> list[str]:
    return [status.step.value for status in trustee_statuses(built.reload())]


def waive_page(built: BuiltElection, index: int) -> str:
    return reverse("official-drill-waive", args=[built.election.pk, index])


def cancelled() -> BuiltElection:
    built = open_election()
    election_cancel(election=built.election, reason="Never mind.")
    return built
