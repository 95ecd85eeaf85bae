"""Disputes about promises."""

import json
from pathlib import Path

import pytest

from crypto import canonical_json
from crypto.ballot import ballot_hash
from crypto.entries import decode_entry
from crypto.notes import NoteSigner
from tests.verifier.disputes.cast import (
    AT_FAULT,
    FIRST_OF_VOTER_0,
    FORGED,
    NO_FAULT,
    NOT_JUDGED,
    OF_VOTER_1,
    STRANGER,
    TEST_OF_VOTER_1,
    ballot_of,
    outcome,
    promise,
)
from tests.verifier.public_logs import PublicLog


@pytest.mark.parametrize(
    ("index", "standing"), [(OF_VOTER_1, "counted"), (FIRST_OF_VOTER_0, "replaced")]
)
def test_a_promise_that_was_kept(index, standing, judge, log):
    answer = judge(promise(log, *ballot_of(log, index)), command="receipt")
    assert (outcome(answer), answer["standing"]) == (NO_FAULT, standing)


def test_a_broken_promise_proves_the_fault(judge, log):
    answer = judge(promise(log, STRANGER, STRANGER))
    assert outcome(answer) == AT_FAULT
    proof = Path(answer["proof"]).read_bytes()
    assert outcome(judge(proof)) == AT_FAULT
    assert (
        outcome(judge(proof, bench=None, more=["--key", log.log.verifier().text()])) == NOT_JUDGED
    )
    tampered = json.loads(proof)
    tampered["first"] = tampered["first"].replace(STRANGER, "cd" * 32)
    assert outcome(judge(canonical_json.encode(tampered))) == FORGED


def test_a_forged_promise_is_called_so(judge, log):
    note = promise(log, STRANGER, STRANGER)
    assert outcome(judge(note.replace(STRANGER, "cd" * 32))) == FORGED
    assert outcome(judge(note.replace("Z\n", "\n"))) == FORGED
    stranger = PublicLog(NoteSigner(log.log.name, b"\7" * 32))
    assert outcome(judge(promise(stranger, STRANGER, STRANGER))) == FORGED


def test_a_promise_is_not_due_while_voting_goes_on(judge, log, open_log):
    note = promise(log, STRANGER, STRANGER)
    answer = judge(note, by=open_log)
    assert outcome(answer) == NO_FAULT
    assert "voting goes on" in answer["reasons"][0]


def test_a_promise_of_a_ballot_that_was_shown_as_a_test(judge, log, honest):
    header = decode_entry(log.entries[TEST_OF_VOTER_1])
    answer = judge(promise(log, header.ballot, header.credential))
    assert (outcome(answer), answer["standing"]) == (NO_FAULT, "test")


def test_another_ballot_of_the_voter_may_be_the_later_one(judge, log):
    answer = judge(promise(log, STRANGER, ballot_of(log, OF_VOTER_1)[1]))
    assert outcome(answer) == NOT_JUDGED
    assert "another ballot of the same voter stands at entry 19" in answer["reasons"]


def test_a_ballot_that_came_to_the_record_after_the_close_keeps_no_promise(judge, honest):
    line = honest.lines.pop(OF_VOTER_1)
    honest.lines.insert(honest.index("close") + 1, line)
    late = PublicLog.of(honest)
    note = promise(late, ballot_hash(line.payload), line.fields["credential"])
    assert outcome(judge(note, by=late)) == AT_FAULT
