"""The record, entry by entry: what stands where it must not is named and refused."""

import io
import json

import pytest

from crypto import canonical_json
from crypto.ceremony_payloads import ComplaintPayload
from crypto.entries import decode_entry
from crypto.manifest import encode_manifest
from crypto.payloads import CancelPayload, TallyInputPayload
from crypto.tally_payloads import TallyPayload
from crypto.transcript import sha256
from tests.crypto.manifests import ELECTION_ID, sample_manifest
from trustee.board import BoardEntry
from trustee.errors import RefusedError
from trustee.record import Phase, Record

OTHER_ID = "00000000-0000-4000-8000-000000000002"


def followed(election, election_id=ELECTION_ID):
    record = Record(election_id, io.BytesIO())
    rows = enumerate(election.board.rows)
    record.read(BoardEntry(i, decode_entry(entry), payload) for i, (entry, payload) in rows)
    return record


def refused(election, words, **arguments):
    with pytest.raises(RefusedError, match=words):
        followed(election, **arguments)


@pytest.fixture
def counted(closed):
    closed.count()
    return closed


def take_last(election, kind):
    """Remove the last entry, which is of a kind, and return its document."""
    entry, payload = election.board.rows.pop()
    assert decode_entry(entry).kind == kind
    return json.loads(payload)


def put(election, kind, document, **fields):
    election.board.append(kind, canonical_json.encode(document), **fields)


def test_every_phase_is_reached(counted, desk):
    desk.run("unlock", 1)
    record = followed(counted)
    assert record.phase is Phase.DECRYPTING
    assert list(record.decryptions) == [1]
    assert [len(record.ballots), record.roll.size] == [4, 3]
    counted.board.append("result", b"{}")
    counted.turn("final")
    assert followed(counted).phase is Phase.END


@pytest.mark.parametrize("kind", ["open", "close", "final"])
def test_a_turn_out_of_turn_is_refused(drilled, kind):
    drilled.turn(kind)
    refused(drilled, f"\\({kind}\\): not allowed here, where the election is in its key ceremony")


@pytest.mark.parametrize("kind", ["ceremony", "election", "ballot"])
def test_nothing_of_before_or_after_comes_into_the_count(counted, kind):
    counted.board.rows.append(
        next(row for row in counted.board.rows if decode_entry(row[0]).kind == kind)
    )
    refused(counted, "not allowed here, where the election is decrypting")


def test_a_ballot_after_the_close_is_refused(closed):
    closed.cast("ada")
    refused(closed, "not allowed here, where the election is closed")


def test_an_election_is_cancelled_at_any_time_but_not_before_it_began(counted):
    at = counted.manifest.closes
    cancel = CancelPayload(ELECTION_ID, at, "flood").encode()
    counted.board.append("cancel", cancel)
    assert followed(counted).phase is Phase.CANCELLED
    counted.turn("final")
    refused(counted, "where the election is cancelled")
    counted.board.rows.clear()
    counted.board.append("cancel", cancel)
    refused(counted, "entry 0")


def test_a_manifest_before_every_drill_is_refused(drilled):
    drilled.board.rows.pop()
    drilled.board.append("election", drilled.manifest_bytes)
    refused(drilled, "not every key holder has proven its key")


@pytest.mark.parametrize(
    "changes",
    [
        {"demonstration": True},
        {"threshold": 3},
        {"trustees": ("Ada", "Grace", "Mallory")},
        {"trustees": ("Ada", "Grace", "Edsger", "Mallory")},
        {"parameters": "EG-2.1-3072"},
    ],
)
def test_a_manifest_of_other_keys_is_refused(drilled, changes):
    fields = {"parameters": "tiny", **changes}
    drilled.board.append("election", encode_manifest(sample_manifest(**fields)))
    refused(drilled, f"its {next(iter(changes))} differs from the key ceremony's")


@pytest.mark.parametrize("field", ["election_hash", "manifest", "roll", "transcript"])
def test_a_freeze_of_something_else_is_refused(drilled, field):
    drilled.freeze()
    document = take_last(drilled, "freeze")
    put(drilled, "freeze", {**document, field: "00" * 32})
    refused(drilled, "does not fix the keys, questions and voters")


def test_a_freeze_of_another_joint_key_is_refused(drilled, tiny):
    drilled.freeze()
    document = take_last(drilled, "freeze")
    put(drilled, "freeze", {**document, "joint_key": tiny.element_hex(tiny.g)})
    refused(drilled, "does not fix the keys")


def test_a_board_of_another_election_is_refused(drilled):
    refused(drilled, "is of another election", election_id=OTHER_ID)


def test_a_roll_of_another_election_is_refused(drilled):
    drilled.freeze()
    take_last(drilled, "freeze")
    document = take_last(drilled, "roll")
    put(drilled, "roll", {**document, "election": OTHER_ID})
    refused(drilled, r"\(roll\): is of another election")


def test_a_tally_of_another_list_is_refused(counted):
    document = take_last(counted, "tally")
    put(counted, "tally", {**document, "tally_input": "00" * 32})
    refused(counted, "of another list of counted ballots")


def test_a_challenge_is_signed_by_a_voter(voting):
    ballot = voting.cast("ada")
    voting.show_as_test(ballot, "bob")
    assert followed(voting).challenged == {sha256(ballot).hex()}
    entry, payload = voting.board.rows.pop()
    header = json.loads(entry)
    fields = {name: header[name] for name in ("ballot", "credential")}
    voting.board.append("challenge", payload, signature="00" * 64, **fields)
    refused(voting, r"\(challenge\): signature")


def test_an_unlock_share_is_signed_by_its_trustee(counted, desk):
    desk.run("unlock", 1)
    entry, payload = counted.board.rows.pop()
    signature = json.loads(entry)["signature"]
    counted.board.append("decryption", payload, trustee=2, signature=signature)
    refused(counted, "entry and payload name different key holders")
    counted.board.rows.pop()
    other = desk.secret(2).sign("decryption", sha256(payload)).hex()
    counted.board.append("decryption", payload, trustee=1, signature=other)
    refused(counted, "signature")


def test_an_unlock_share_stands_once(counted, desk):
    desk.run("unlock", 1)
    counted.board.rows.append(counted.board.rows[-1])
    refused(counted, "has unlocked the count already")


def test_what_depends_on_a_freeze_is_refused_without_one():
    record = Record(ELECTION_ID, io.BytesIO())
    with pytest.raises(RefusedError, match="not frozen"):
        record.frozen_context()


def test_a_stopped_ceremony_can_only_begin_again(keyed, desk):
    payload = ComplaintPayload(ELECTION_ID, 1, 1, 2, "share").encode()
    signature = desk.secret(1).sign("complaint", sha256(payload)).hex()
    keyed.board.append("complaint", payload, trustee=1, signature=signature)
    keyed.turn("open")
    refused(keyed, "in its key ceremony, phase stopped")


class TestCount:
    """Parts of the count that an honest server's payloads never show."""

    def test_a_list_of_another_election_is_refused(self, closed, desk, capsys):
        payload = TallyInputPayload(OTHER_ID, (), len(closed.board.rows)).encode()
        closed.board.append("tally-input", payload)
        self.finish(closed, payload, closed.totals(()))
        assert desk.run("unlock", 1) == 1
        assert "does not say which ballots are counted" in capsys.readouterr().err

    def test_a_list_that_ends_elsewhere_is_refused(self, closed, desk, capsys):
        indexes = tuple(index for index, _ in closed.ballots())[1:]
        payload = TallyInputPayload(ELECTION_ID, indexes, len(closed.board.rows) - 1).encode()
        closed.board.append("tally-input", payload)
        self.finish(closed, payload, closed.totals(indexes))
        assert desk.run("unlock", 1) == 1
        assert "does not end where voting closed" in capsys.readouterr().err

    def test_totals_of_another_election_are_refused(self, counted, desk, capsys):
        document = take_last(counted, "tally")
        put(counted, "tally", {**document, "election": OTHER_ID})
        assert desk.run("unlock", 1) == 1
        assert "no totals of this election" in capsys.readouterr().err

    @staticmethod
    def finish(election, tally_input, totals):
        payload = TallyPayload(ELECTION_ID, totals, sha256(tally_input))
        election.board.append("tally", payload.encode(election.context.group))
        election.step = "unlock"
