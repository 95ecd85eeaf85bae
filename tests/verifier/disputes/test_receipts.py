"""Disputes about receipts, and what became of the ballot."""

import json
from pathlib import Path

import pytest

from crypto import canonical_json
from crypto.notes import NoteSigner
from tests.simulator import Vote
from tests.verifier.disputes.cast import (
    AT_FAULT,
    FIRST_OF_VOTER_0,
    FORGED,
    LAST_OF_VOTER_0,
    NO_FAULT,
    NOT_JUDGED,
    OF_VOTER_1,
    STRANGER,
    TEST_OF_VOTER_1,
    forged_signature,
    outcome,
    promise,
)
from tests.verifier.public_logs import PublicLog


@pytest.mark.parametrize(
    ("index", "standing"),
    [
        (FIRST_OF_VOTER_0, "replaced"),
        (TEST_OF_VOTER_1, "test"),
        (OF_VOTER_1, "counted"),
        (LAST_OF_VOTER_0, "counted"),
        (0, "entry"),
    ],
)
def test_a_good_receipt_tells_what_became_of_the_entry(index, standing, judge, log):
    answer = judge(log.receipt(index, max(index + 1, 20)), command="receipt")
    assert (outcome(answer), answer["standing"]) == (NO_FAULT, standing)


def test_a_ballot_that_was_replaced_is_told_by_what(judge, log):
    reasons = judge(log.receipt(FIRST_OF_VOTER_0))["reasons"]
    assert any(f"replaced by the same voter's entry {LAST_OF_VOTER_0}" in text for text in reasons)


def test_while_voting_goes_on_a_ballot_is_recorded(judge, log, open_log):
    answer = judge(log.receipt(OF_VOTER_1, 20), by=open_log)
    assert (outcome(answer), answer["standing"]) == (NO_FAULT, "recorded")


def test_a_receipt_for_another_history_proves_the_fault(judge, log, other, capsys):
    answer = judge(other.receipt(OF_VOTER_1, 20), by=log)
    assert outcome(answer) == AT_FAULT
    proof = Path(answer["proof"]).read_bytes()
    key = log.log.verifier().text()
    assert outcome(judge(proof, bench=None, more=["--key", key])) == AT_FAULT


def test_a_receipt_newer_than_the_record_of_an_ended_log_proves_the_fault(judge, log):
    longer = log.twin(len(log.entries))
    longer.entries.append(log.entries[OF_VOTER_1])
    longer.payloads.append(log.payloads[OF_VOTER_1])
    receipt = longer.receipt(len(log.entries))
    answer = judge(receipt)
    assert outcome(answer) == AT_FAULT
    assert any("and signed for entries after it" in text for text in answer["reasons"])
    proof = Path(answer["proof"]).read_bytes()
    key = ["--key", log.log.verifier().text()]
    assert outcome(judge(proof, bench=None, more=key)) == AT_FAULT
    tampered = json.loads(proof)
    tampered["first"] = log.note()
    assert outcome(judge(canonical_json.encode(tampered), bench=None, more=key)) == FORGED
    tampered = json.loads(proof)
    tampered["second"] = log.receipt(OF_VOTER_1)
    assert outcome(judge(canonical_json.encode(tampered), bench=None, more=key)) == FORGED


def test_an_older_copy_cannot_judge_a_newer_receipt(judge, log, open_log):
    late = log.receipt(LAST_OF_VOTER_0)
    assert outcome(judge(late, by=log.twin(20))) == NOT_JUDGED
    assert outcome(judge(late, by=open_log)) == NO_FAULT


def test_an_older_copy_proves_another_entry_at_the_same_place(judge, other, open_log):
    answer = judge(other.receipt(OF_VOTER_1), by=open_log)
    assert outcome(answer) == AT_FAULT
    assert any("two different entries with number 19" in text for text in answer["reasons"])


def other_index(receipt):
    return receipt.replace("\nindex 19\n", "\nindex 18\n")


def other_entry(receipt):
    entry, stranger = receipt.split("\n")[1], "extra " + "e30="
    return receipt.replace(entry, stranger)


def other_size(receipt):
    return receipt.replace("\n20\n", "\n21\n")


def no_form(receipt):
    return receipt.replace("\nindex ", "\nnumber ")


@pytest.mark.parametrize("forge", [forged_signature, other_index, other_entry, other_size, no_form])
def test_a_forged_receipt_is_called_so(forge, judge, log):
    receipt = log.receipt(OF_VOTER_1, 20)
    assert forge(receipt) != receipt
    assert outcome(judge(forge(receipt))) == FORGED
    assert outcome(judge(receipt)) == NO_FAULT


def test_a_receipt_of_another_key_names_both_keys(judge, log):
    stranger = log.twin(20)
    stranger.log = NoteSigner(log.log.name, b"\7" * 32)
    answer = judge(stranger.receipt(OF_VOTER_1))
    assert outcome(answer) == FORGED
    assert stranger.log.verifier().key_id.hex() in answer["reasons"][0]
    assert log.log.verifier().key_id.hex() in answer["reasons"][0]


def test_a_receipt_of_another_log_is_not_judged(judge):
    assert outcome(judge(PublicLog.plain(5).receipt(3))) in {NOT_JUDGED, FORGED}
    elsewhere = PublicLog.plain(5)
    elsewhere.log = NoteSigner("elsewhere.example/e/x", b"\1" * 32)
    assert outcome(judge(elsewhere.receipt(3))) == NOT_JUDGED


def test_line_ends_of_other_systems_forge_nothing(judge, log):
    receipt = log.receipt(OF_VOTER_1).replace("\n", "\r\n")
    assert outcome(judge(b"\xef\xbb\xbf" + receipt.encode())) == NO_FAULT


def test_a_last_ballot_that_was_not_counted_is_the_servers_fault(judge, honest, log):
    honest.edit("tally-input", lambda document: document["counted"].remove(OF_VOTER_1))
    short = PublicLog.of(honest)
    answer = judge(short.receipt(OF_VOTER_1, 20), by=short)
    assert (outcome(answer), answer["standing"]) == (AT_FAULT, "left out")
    assert outcome(judge(log.receipt(OF_VOTER_1, 20), by=log)) == NO_FAULT


def test_a_ballot_recorded_after_the_close_is_the_servers_fault(judge, honest):
    line = honest.lines.pop(OF_VOTER_1)
    honest.lines.insert(honest.index("close") + 1, line)
    late = PublicLog.of(honest)
    index = honest.lines.index(line)
    assert judge(late.receipt(index), by=late)["standing"] == "late"


def test_two_receipts_of_one_number_prove_the_fault(judge, log, other):
    key = ["--key", log.log.verifier().text()]
    two = log.receipt(OF_VOTER_1, 20), other.receipt(OF_VOTER_1, 22)
    answer = judge(*two, bench=None, more=key)
    assert outcome(answer) == AT_FAULT
    proof = json.loads(Path(answer["proof"]).read_bytes())
    assert proof["kind"] == "two-entries"
    proof["second"] = proof["first"]
    assert outcome(judge(canonical_json.encode(proof), bench=None, more=key)) == FORGED


def test_votes_of_a_cancelled_election(judge, honest):
    for kind in ("final", "result", "tally", "tally-input", "close"):
        honest.drop(kind)
    while "decryption" in [line.kind for line in honest.lines]:
        honest.drop("decryption")
    honest.add("cancel", canonical_json.encode({"v": 1}))
    log = PublicLog.of(honest)
    answer = judge(log.receipt(OF_VOTER_1), by=log)
    assert (outcome(answer), answer["standing"]) == (NO_FAULT, "recorded")
    assert outcome(judge(promise(log, STRANGER, STRANGER), by=log)) == NO_FAULT


def test_the_cast_is_as_this_file_says(honest):
    votes = [Vote(*vote) if isinstance(vote, tuple) else vote for vote in honest.plan.votes]
    kinds = ["challenge" if vote.is_test else "ballot" for vote in votes]
    assert [line.kind for line in honest.lines[17:23]] == kinds
