"""Unlocking: exactly the totals this computer added up itself, once, and nothing else."""

import dataclasses
import json

import pytest

from crypto.ballot import tracker
from crypto.cosignatures import CosignatureSigner
from crypto.group import Residue
from crypto.manifest import encode_manifest
from crypto.payloads import CancelPayload
from crypto.signing import public_key
from crypto.transcript import sha256
from crypto.witness_policy import Witnesses
from tests.crypto.manifests import ELECTION_ID
from tests.tiny_group import MINUS_ONE
from tests.trustee.served import VOTERS, MemoryElection
from trustee import count


@pytest.fixture(params=["online", "offline"])
def desk(request, desk):
    """Both ways refuse and unlock the same."""
    return dataclasses.replace(desk, is_offline=request.param == "offline")


@pytest.fixture
def counted(closed):
    closed.count()
    return closed


def errors(capsys):
    return capsys.readouterr().err


def test_two_of_three_open_the_count(counted, desk):
    assert [desk.run("unlock", 1), desk.run("unlock", 3)] == [0, 0]
    # Ada's second ballot and Bob's once, Cyd's three times.
    assert counted.opened() == [2, 0, 3, 7, 9]


def test_it_says_how_many_totals_open_and_that_no_ballot_does(counted, desk, capsys):
    desk.run("unlock", 1)
    out = capsys.readouterr().out
    assert "3 counted ballots" in out
    assert "You will open 5 totals. You will not open any single ballot." in out
    assert "proofs were checked on this device" in out
    # A server can show each key holder a record of its own; they can compare what they unlock.
    totals = sha256(counted.payloads("tally")[0]).hex()
    assert f"The code of the locked totals is {tracker(totals)}" in out
    assert totals in out


def test_the_quick_way_says_what_it_did_not_check(counted, desk, capsys):
    assert desk.run("unlock", 1, "--quick") == 0
    out = capsys.readouterr().out
    assert "Not checked on this device: the proofs of the single ballots." in out
    # A made-up ballot that takes all others away again would leave one alone in the totals.
    assert "You will not open any single ballot" not in out


def test_unlocking_twice_is_unlocking_once(counted, desk, capsys):
    assert [desk.run("unlock", 1), desk.run("unlock", 1)] == [0, 0]
    assert "already" in capsys.readouterr().out
    assert len(counted.payloads("decryption")) == 1


def test_before_the_totals_are_there_it_is_too_early(closed, desk, capsys):
    closed.step = "unlock"
    assert desk.run("unlock", 1) == 2
    assert "the totals are not in the public record" in errors(capsys)


def test_waiting_costs_no_reading_of_the_board(closed, desk, capsys):
    closed.step = "wait"
    closed.board.documents = None
    assert desk.run("unlock", 1) == 2
    assert "the totals are not in the public record" in errors(capsys)


@pytest.mark.parametrize(
    ("seed", "status"), [(None, 2), (b"\5" * 32, 2), (b"\4" * 32, 0)], ids=["none", "false", "real"]
)
def test_witnesses_the_manifest_asks_for_have_to_sign_first(drilled, desk, capsys, seed, status):
    key = CosignatureSigner("witness.example", b"\4" * 32).verifier().text()
    changed = dataclasses.replace(drilled.manifest, witnesses=Witnesses((key,), 1))
    drilled.manifest_bytes, drilled.manifest = encode_manifest(changed), changed
    drilled.freeze()
    drilled.turn("open")
    drilled.cast("ada")
    drilled.cast("bob")
    drilled.turn("close")
    drilled.count()
    if seed is not None:
        drilled.board.cosigners = [CosignatureSigner("witness.example", seed)]
    assert desk.run("unlock", 1) == status
    assert (status == 0) == bool(drilled.payloads("decryption"))
    assert status == 0 or "0 of 1 witnesses have signed" in errors(capsys)


def test_a_cancelled_election_is_not_unlocked(counted, desk, capsys):
    at = counted.manifest.closes
    counted.board.append("cancel", CancelPayload(ELECTION_ID, at, "flood").encode())
    assert desk.run("unlock", 1) == 1
    assert "cancelled" in errors(capsys)


def refused(election, desk, capsys, *words):
    """Nothing may leave this computer, quick way or not."""
    for more in ((), ("--quick",)):
        assert desk.run("unlock", 1, *more) == 1
        message = errors(capsys)
        assert all(word in message for word in words), message
    assert not election.payloads("decryption")
    assert not desk.key_file(1).with_name("key-1.txt.unlocked").exists()


def test_totals_of_a_single_ballot_are_refused(closed, desk, capsys):
    first = closed.ballots()[0][0]
    closed.count(contests=closed.totals([first]))
    refused(closed, desk, capsys, "not the ones the ballots add up to")


def test_totals_multiplied_by_something_small_are_refused(closed, desk, capsys):
    closed.count()
    honest = closed.totals(closed.counted_places())
    del closed.board.rows[-2:]
    alpha = Residue(honest[0][0].alpha * MINUS_ONE % closed.context.group.p)
    item = dataclasses.replace(honest[0][0], alpha=alpha)
    closed.count(contests=((item, *honest[0][1:]), *honest[1:]))
    refused(closed, desk, capsys, "not the ones the ballots add up to")


@pytest.mark.parametrize("places", [slice(1, None), slice(0, 3)], ids=["all", "the first"])
def test_another_choice_of_ballots_is_refused(closed, desk, capsys, places):
    indexes = [index for index, _ in closed.ballots()]
    chosen = indexes if places == slice(1, None) else indexes[places]
    closed.count(counted=chosen)
    refused(closed, desk, capsys, "each voter's last one")


def test_a_ballot_that_was_left_out_is_noticed(closed, desk, capsys):
    indexes = [index for index, _ in closed.ballots()]
    closed.count(counted=indexes[1:3])
    refused(closed, desk, capsys, "each voter's last one")


def test_a_list_that_does_not_end_at_the_close_is_refused(closed, desk, capsys):
    closed.count()
    document = json.loads(closed.payloads("tally-input")[0])
    del closed.board.rows[-2:]
    closed.turn("close")
    closed.board.rows[-1] = closed.board.rows[-2]
    closed.count(counted=document["counted"])
    refused(closed, desk, capsys, "not allowed here")


def test_a_ballot_of_somebody_who_is_not_on_the_roll_is_refused(voting, desk, capsys):
    voting.cast("ada")
    voting.cast("ada", seed=bytes([9]) * 32)
    voting.turn("close")
    voting.count()
    refused(voting, desk, capsys, "(ballot): its voter is not on the roll")


def test_a_ballot_somebody_else_signed_is_refused(voting, desk, capsys):
    ballot = voting.cast("ada")
    voting.board.rows.pop()
    voting.record(ballot, VOTERS["bob"])
    entry, payload = voting.board.rows.pop()
    forged = json.loads(entry)["signature"]
    credential = public_key(VOTERS["ada"]).hex()
    voting.board.append("ballot", payload, credential=credential, signature=forged)
    voting.turn("close")
    voting.count()
    refused(voting, desk, capsys, "signature")


def test_a_ballot_under_another_voters_entry_is_refused(voting, desk, capsys):
    ballot = voting.cast("ada")
    voting.board.rows.pop()
    voting.record(ballot, VOTERS["bob"])
    voting.cast("cyd")
    voting.turn("close")
    voting.count()
    refused(voting, desk, capsys, "ballot and voter do not belong together")


def test_an_earlier_ballot_put_on_the_board_again_is_refused(voting, desk, capsys):
    """Its signature holds for ever; as the last one it would undo a change of mind."""
    first = voting.cast("ada", ((0, 1), (1, 0, 0)))
    voting.cast("ada")
    voting.cast("bob")
    voting.record(first, VOTERS["ada"])
    voting.turn("close")
    voting.count()
    refused(voting, desk, capsys, "(ballot): stands in the public record already")


def test_a_counted_test_ballot_is_refused(voting, desk, capsys):
    ballot = voting.cast("ada")
    voting.show_as_test(ballot, "ada")
    voting.cast("bob")
    voting.turn("close")
    voting.count()
    refused(voting, desk, capsys, "shown as a test is counted")


def record_with_false_proof(election, name):
    """The two branches of a selection's proof change places."""
    document = json.loads(election.cast(name))
    election.board.rows.pop()
    proof = document["contests"][0]["selections"][0]["proof"]
    proof[0], proof[1] = proof[1], proof[0]
    election.record(json.dumps(document, separators=(",", ":")).encode(), VOTERS[name])


def test_a_ballot_with_a_false_proof_is_refused_unless_proofs_are_left_out(voting, desk, capsys):
    record_with_false_proof(voting, "ada")
    voting.cast("bob")
    voting.turn("close")
    voting.count()
    assert desk.run("unlock", 1) == 1
    assert "contest 1 option 1" in errors(capsys)
    assert desk.run("unlock", 1, "--quick") == 0


def test_a_replaced_ballot_with_a_false_proof_is_refused(voting, desk, capsys):
    record_with_false_proof(voting, "ada")
    voting.cast("ada")
    voting.cast("bob")
    voting.turn("close")
    voting.count()
    assert desk.run("unlock", 1) == 1
    assert "contest 1 option 1" in errors(capsys)
    assert desk.run("unlock", 1, "--quick") == 0


def shown_as_test(voting, desk, capsys, **changes):
    """Ada shows a test ballot, altered; gives what the program says of it."""
    ballot, nonces = voting.test_ballot("ada")
    ballot = changes.get("ballot", lambda b: b)(ballot)
    nonces = changes.get("nonces", lambda n: n)(nonces)
    voting.show_as_test(ballot, changes.get("name", "ada"), nonces, changes.get("said"))
    voting.cast("ada")
    voting.cast("bob")
    voting.turn("close")
    voting.count()
    return desk.run("unlock", 1), capsys.readouterr()


def test_an_honest_test_ballot_is_checked_and_told(voting, desk, capsys):
    code, said = shown_as_test(voting, desk, capsys)
    assert code == 0
    assert "with 0 replaced and 1 test ballots" in said.out


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nonces": lambda nonces: nonces[::-1]}, "nonces"),
        ({"nonces": lambda nonces: [[*nonces[0][::-1]], *nonces[1:]]}, "does not open"),
        ({"said": bytes(32)}, "another ballot is shown than its entry says"),
        ({"name": "bob"}, "ballot and voter do not belong together"),
        ({"ballot": lambda _: b"{}"}, "ballot: lacks the field"),
    ],
    ids=["another shape", "other nonces", "another hash", "another voter", "no ballot"],
)
def test_a_test_ballot_that_does_not_hold_is_refused(voting, desk, capsys, changes, words):
    code, said = shown_as_test(voting, desk, capsys, **changes)
    assert code == 1
    assert words in said.err
    assert desk.run("unlock", 1, "--quick") == 0


def test_a_single_ballot_is_not_opened_by_accident(voting, desk, capsys):
    voting.cast("ada")
    voting.turn("close")
    voting.count()
    refused(voting, desk, capsys, "in question 1, 2 one ballot is the whole total")
    assert desk.run("unlock", 1, "--open-single") == 0
    assert "You will not open any single ballot" not in capsys.readouterr().out


def test_a_key_that_was_used_once_is_not_used_for_other_totals(counted, desk, capsys):
    """The server hides the first unlock share and comes with totals without Bob's ballot."""
    assert desk.run("unlock", 1) == 0
    del counted.board.rows[-4:]
    bob = public_key(VOTERS["bob"]).hex()
    place = next(i for i, credential in counted.ballots() if credential == bob)
    del counted.board.rows[place]
    counted.turn("close")
    counted.count()
    assert desk.run("unlock", 1) == 1
    assert "used for other totals before" in errors(capsys)
    assert not counted.payloads("decryption")


def test_a_lost_answer_can_be_made_good(counted, desk):
    assert desk.run("unlock", 1) == 0
    counted.board.rows.pop()
    assert desk.run("unlock", 1) == 0
    assert len(counted.payloads("decryption")) == 1


def test_an_unlock_share_of_mine_for_other_totals_is_refused(counted, desk, capsys):
    desk.run("unlock", 1)
    desk.key_file(1).with_name("key-1.txt.unlocked").unlink()
    _, payload = counted.board.rows.pop()
    document = json.loads(payload)
    document["tally"] = "00" * 32
    payload = json.dumps(document, separators=(",", ":")).encode()
    signature = desk.secret(1).sign("decryption", sha256(payload)).hex()
    counted.board.append("decryption", payload, trustee=1, signature=signature)
    assert desk.run("unlock", 1) == 1
    assert "for other totals stands in the public record" in errors(capsys)


def test_without_proofs_numbers_outside_the_group_are_still_not_unlocked(voting, desk, capsys):
    """Raising such a total to the key share would tell whether the share is odd."""
    document = json.loads(voting.cast("ada"))
    voting.board.rows.pop()
    selection = document["contests"][0]["selections"][0]
    group = voting.context.group
    alpha = group.decode_residue(selection["alpha"], "alpha") * MINUS_ONE % group.p
    selection["alpha"] = group.element_hex(alpha)
    voting.record(json.dumps(document, separators=(",", ":")).encode(), VOTERS["ada"])
    voting.cast("bob")
    voting.turn("close")
    voting.count()
    refused(voting, desk, capsys, "contest 1 option 1", "not in the group")


class TestOnEveryCore:
    """Many ballots are checked by several processes."""

    @pytest.fixture(autouse=True)
    def small_chunks(self, monkeypatch):
        monkeypatch.setattr(count, "CHUNK", 1)
        monkeypatch.setattr(count, "ROUND", 2)

    def test_the_same_totals_come_out(self, counted, desk):
        assert desk.run("unlock", 1) == 0
        assert len(counted.payloads("decryption")) == 1

    def test_a_false_proof_is_found(self, voting, desk, capsys):
        record_with_false_proof(voting, "ada")
        voting.cast("bob")
        voting.turn("close")
        voting.count()
        assert desk.run("unlock", 1) == 1
        assert "contest 1 option 1" in errors(capsys)


def test_totals_opened_by_others_need_nothing_more(counted, desk, capsys):
    counted.board.append("result", b"{}")
    assert desk.run("unlock", 1) == 0
    assert "opened without your key" in capsys.readouterr().out


class TestDemonstration:
    @pytest.fixture
    def election(self):
        election = MemoryElection(demonstration=True)
        election.begin()
        return election

    def test_a_single_ballot_opens_with_a_word_of_care(self, voting, desk, capsys):
        voting.cast("ada")
        voting.turn("close")
        voting.count()
        assert desk.run("unlock", 1) == 0
        assert "Careful: in question 1, 2" in capsys.readouterr().out
