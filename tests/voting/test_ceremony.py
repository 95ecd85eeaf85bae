from datetime import timedelta

import pytest
from django.utils import timezone

from board.models import Entry
from crypto import canonical_json
from crypto.ceremony_payloads import ComplaintPayload
from crypto.errors import CryptoError, DecodeError, ProofError
from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret
from tests.elections import (
    BuiltElection,
    confirm_payload,
    draft_election,
    drill_payload,
    frozen_election,
    key_payload,
    keyed_election,
    run_ceremony,
    send_entry,
    share_payload,
)
from voting import ceremonies
from voting.ceremonies import ceremony_complaints, ceremony_view, trustee_statuses
from voting.errors import EntryError, StateError
from voting.models import CeremonyStep, Election
from voting.selectors import trustee_get
from voting.services import (
    ceremony_restart,
    ceremony_start,
    ceremony_stop,
    trustee_entry_accept,
    trustee_replace,
)

pytestmark = pytest.mark.django_db

ErrorTypes = type[Exception] | tuple[type[Exception], ...]


@pytest.fixture
def started() -> BuiltElection:
    """Two of three, and nobody has made a key yet."""
    built = draft_election(trustees=3, threshold=2)
    ceremony_start(election=built.election)
    election = built.reload()
    group = ceremony_view(election).ceremony.group
    built.secrets = [TrusteeSecret.draw(group, index=i, threshold=2) for i in (1, 2, 3)]
    return built


def steps(election: Election) -> list[str]:
    return [status.step.value for status in trustee_statuses(election)]


def record(election: Election) -> list[str]:
    entries = Entry.objects.filter(log=election.log).order_by("index")
    return list(entries.values_list("kind", flat=True))


def refused(built: BuiltElection, error: ErrorTypes, **entry: object) -> None:
    """Sending this entry raises and leaves the record and the steps as they were."""
    election = built.reload()
    before = (record(election), CeremonyStep.objects.count(), election.ceremony_phase)
    values = {"trustee": trustee_get(election, 1), **entry}
    with pytest.raises(error):
        trustee_entry_accept(**values)
    election = built.reload()
    assert (record(election), CeremonyStep.objects.count(), election.ceremony_phase) == before


def signed(secret: TrusteeSecret, kind: str, payload: bytes) -> dict[str, object]:
    signature = secret.sign(kind, sha256(payload))
    return {"kind": kind, "payload": payload, "signature": signature}


def test_each_key_holder_is_asked_for_one_thing_at_a_time(started):
    assert steps(started.election) == ["key", "key", "key"]
    send_entry(started, started.secrets[1], key_payload)
    assert steps(started.election) == ["key", "wait", "key"]
    send_entry(started, started.secrets[0], key_payload)
    send_entry(started, started.secrets[2], key_payload)
    assert steps(started.election) == ["share", "share", "share"]
    for secret in started.secrets:
        send_entry(started, secret, share_payload)
    assert steps(started.election) == ["confirm", "confirm", "confirm"]
    for secret in started.secrets:
        send_entry(started, secret, confirm_payload)
    assert steps(started.election) == ["drill", "drill", "drill"]
    for secret in started.secrets:
        send_entry(started, secret, drill_payload)
    assert steps(started.election) == ["wait", "wait", "wait"]
    assert [status.is_drilled for status in trustee_statuses(started.election)] == [True] * 3


def test_starting_twice_is_starting_once(started):
    ceremony_start(election=started.election)
    assert record(started.election) == ["ceremony"]


def test_the_same_entry_sent_twice_is_one_entry(started):
    kind, payload = key_payload(started.election, started.secrets[0])
    entry = signed(started.secrets[0], kind, payload)
    trustee = trustee_get(started.election, 1)
    first = trustee_entry_accept(trustee=trustee, **entry)
    second = trustee_entry_accept(trustee=trustee, **entry)
    assert first.index == second.index
    assert record(started.election) == ["ceremony", "trustee"]


def test_a_second_key_of_one_key_holder_is_refused(started):
    send_entry(started, started.secrets[0], key_payload)
    kind, payload = key_payload(started.election, started.secrets[0])
    refused(started, CryptoError, **signed(started.secrets[0], kind, payload))


def test_an_entry_for_another_key_holder_is_refused(started):
    kind, payload = key_payload(started.election, started.secrets[1])
    refused(started, ProofError, **signed(started.secrets[1], kind, payload))


def test_a_signature_by_another_key_is_refused(started):
    kind, payload = key_payload(started.election, started.secrets[0])
    forged = started.secrets[1].sign(kind, sha256(payload))
    refused(started, ProofError, kind=kind, payload=payload, signature=forged)


@pytest.mark.parametrize(
    "change",
    [
        {"attempt": 2},
        {"election": "00000000-0000-4000-8000-000000000000"},
        {"proof": {"challenge": "00" * 32, "responses": ["00" * 32] * 3}},
        {"communication_key": "00" * 383 + "01"},
        {"communication_key": "FF" * 384},
        {"commitments": []},
        {"extra": 1},
    ],
)
def test_a_tampered_key_is_refused(started, change):
    kind, payload = key_payload(started.election, started.secrets[0])
    document = canonical_json.decode(payload, max_size=1 << 20, place="test")
    tampered = canonical_json.encode({**document, **change})
    refused(started, CryptoError, **signed(started.secrets[0], kind, tampered))


@pytest.mark.parametrize("payload", [b"", b"{}", b"null", b'{"a":1,"a":2}', b"\xff", b"[" * 40])
def test_bytes_that_are_no_payload_are_refused(started, payload):
    refused(started, DecodeError, **signed(started.secrets[0], "trustee", payload))


@pytest.mark.parametrize("kind", ["share", "confirm", "drill"])
def test_a_step_out_of_order_is_refused(started, kind):
    built = keyed_election(trustees=3, threshold=2)
    makers = {"share": share_payload, "confirm": confirm_payload, "drill": drill_payload}
    _, payload = makers[kind](built.election, built.secrets[0])
    document = canonical_json.decode(payload, max_size=1 << 20, place="test")
    early = canonical_json.encode({**document, "election": started.election.slug})
    refused(started, (CryptoError, EntryError), **signed(started.secrets[0], kind, early))


@pytest.mark.parametrize("kind", ["ceremony", "decryption", "open", "ballot", ""])
def test_entries_of_other_kinds_are_refused(started, kind):
    refused(started, EntryError, kind=kind, payload=b"{}", signature=b"\0" * 64)


def complain(built: BuiltElection, *, by: int, against: int, reason: str) -> None:
    def make(election: Election, secret: TrusteeSecret) -> tuple[str, bytes]:
        payload = ComplaintPayload(
            election_id=election.slug,
            attempt=election.attempt,
            trustee=secret.index,
            against=against,
            reason=reason,
        )
        return "complaint", payload.encode()

    send_entry(built, built.secrets[by - 1], make)


def test_a_complaint_stops_everybody_and_names_its_cause(started):
    for make in (key_payload, share_payload):
        for secret in started.secrets:
            send_entry(started, secret, make)
    complain(started, by=3, against=2, reason="share")
    assert steps(started.election) == ["stopped"] * 3
    (complaint,) = ceremony_complaints(started.election)
    assert (complaint.by, complaint.against, complaint.reason) == ("Ana", "Tom", "share")
    kind, payload = confirm_payload(started.election, started.secrets[0])
    refused(started, StateError, **signed(started.secrets[0], kind, payload))


def test_a_restart_begins_from_nothing_and_can_be_finished(started):
    for secret in started.secrets:
        send_entry(started, secret, key_payload)
    complain(started, by=1, against=2, reason="proof")
    trustee_replace(trustee=trustee_get(started.election, 2), name="Mei", email="mei@keys.example")
    ceremony_restart(election=started.election)
    assert started.reload().attempt == 2
    assert steps(started.election) == ["key"] * 3
    run_ceremony(started)
    assert ceremony_view(started.election).is_complete
    assert ceremony_view(started.election).ceremony.trustees == ("Priya", "Mei", "Ana")


def test_an_entry_of_the_attempt_before_is_refused(started):
    kind, payload = key_payload(started.election, started.secrets[0])
    ceremony_restart(election=started.election)
    refused(started, CryptoError, **signed(started.secrets[0], kind, payload))


def test_an_official_can_stop_to_change_key_holders(started):
    ceremony_stop(election=started.election)
    kind, payload = key_payload(started.election, started.secrets[0])
    refused(started, StateError, **signed(started.secrets[0], kind, payload))
    assert ceremony_complaints(started.election) == []
    ceremony_restart(election=started.election)
    assert record(started.reload()) == ["ceremony", "ceremony"]


def test_what_has_not_started_cannot_be_stopped_or_restarted():
    election = draft_election().election
    for act in (ceremony_stop, ceremony_restart):
        with pytest.raises(StateError, match="has not started"):
            act(election=election)


def test_a_drill_answers_a_challenge_of_this_server(started, monkeypatch):
    built = keyed_election()
    monkeypatch.setattr("tests.elections.drill_challenge", lambda _trustee: b"\7" * 32)
    kind, payload = drill_payload(built.election, built.secrets[0])
    refused(built, EntryError, **signed(built.secrets[0], kind, payload))


def test_a_challenge_for_another_key_holder_is_refused(monkeypatch):
    built = keyed_election(trustees=3, threshold=2)
    foreign = ceremonies.drill_challenge(trustee_get(built.election, 2))
    monkeypatch.setattr("tests.elections.drill_challenge", lambda _trustee: foreign)
    kind, payload = drill_payload(built.election, built.secrets[0])
    refused(built, EntryError, **signed(built.secrets[0], kind, payload))


DAY = 24 * 60


@pytest.mark.parametrize(("minutes", "is_taken"), [(DAY - 1, True), (DAY + 1, False), (-1, False)])
def test_a_challenge_is_valid_for_one_day(monkeypatch, minutes, is_taken):
    built = keyed_election()
    kind, payload = drill_payload(built.election, built.secrets[0])
    later = (timezone.now() + timedelta(minutes=minutes)).timestamp()
    monkeypatch.setattr(ceremonies.time, "time", lambda: later)
    entry = signed(built.secrets[0], kind, payload)
    if is_taken:
        assert trustee_entry_accept(trustee=trustee_get(built.election, 1), **entry)
    else:
        refused(built, EntryError, **entry)


def test_a_drill_can_be_repeated_after_the_freeze_and_nothing_else_can():
    built = frozen_election()
    send_entry(built, built.secrets[0], drill_payload)
    assert record(built.election)[-1] == "drill"
    kind, payload = key_payload(built.election, built.secrets[0])
    refused(built, StateError, **signed(built.secrets[0], kind, payload))
