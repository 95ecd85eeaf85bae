"""V12. What voters bring forward: saved pages and promises, true, forged and changed."""

import json
from pathlib import Path

import pytest

from crypto.notes import NoteSigner
from tests.receipts import receipt_page
from tests.verifier import test_disputes as disputes
from tests.verifier.public_logs import PublicLog
from tests.verifier.test_disputes import (
    AT_FAULT,
    FIRST_OF_VOTER_0,
    FORGED,
    LAST_OF_VOTER_0,
    NO_FAULT,
    NOT_JUDGED,
    OF_VOTER_1,
    STRANGER,
    TEST_OF_VOTER_1,
    ballot_of,
    forged_signature,
    other_index,
    outcome,
    promise,
)
from verifier import cli

# The fixtures of that file, by their names.
_proofs_stay_here = disputes._proofs_stay_here
judge, log, open_log, other = disputes.judge, disputes.log, disputes.open_log, disputes.other
UNUSABLE = ("unusable", 2)


def kept_page(case):
    return receipt_page(case.log.receipt(OF_VOTER_1, 20))


def page_of_a_replaced_ballot(case):
    return receipt_page(case.log.receipt(FIRST_OF_VOTER_0, 20))


def page_of_a_test(case):
    return receipt_page(case.log.receipt(TEST_OF_VOTER_1, 20))


def page_of_a_ballot_that_is_gone(case):
    return receipt_page(case.other.receipt(OF_VOTER_1, 20))


def page_with_a_forged_signature(case):
    return receipt_page(forged_signature(case.log.receipt(OF_VOTER_1, 20)))


def page_with_another_number(case):
    return receipt_page(other_index(case.log.receipt(OF_VOTER_1, 20)))


def page_signed_by_a_voter(case):
    forger = case.log.twin(20)
    forger.log = NoteSigner(case.log.log.name, b"\7" * 32)
    return receipt_page(forger.receipt(OF_VOTER_1))


def promise_that_was_kept(case):
    return promise(case.log, *ballot_of(case.log, OF_VOTER_1))


def promise_of_a_replaced_ballot(case):
    return promise(case.log, *ballot_of(case.log, FIRST_OF_VOTER_0))


def promise_that_was_broken(case):
    return promise(case.log, STRANGER, STRANGER)


def promise_of_another_ballot_written_over(case):
    return promise_that_was_kept(case).replace(ballot_of(case.log, OF_VOTER_1)[0], STRANGER)


def promise_signed_by_a_voter(case):
    forger = PublicLog(NoteSigner(case.log.log.name, b"\7" * 32))
    return promise(forger, STRANGER, STRANGER)


CASES = {
    kept_page: (NO_FAULT, "counted"),
    page_of_a_replaced_ballot: (NO_FAULT, "replaced"),
    page_of_a_test: (NO_FAULT, "test"),
    page_of_a_ballot_that_is_gone: (AT_FAULT, "counted"),
    page_with_a_forged_signature: (FORGED, ""),
    page_with_another_number: (FORGED, ""),
    page_signed_by_a_voter: (FORGED, ""),
    promise_that_was_kept: (NO_FAULT, "counted"),
    promise_of_a_replaced_ballot: (NO_FAULT, "replaced"),
    promise_that_was_broken: (AT_FAULT, ""),
    promise_of_another_ballot_written_over: (FORGED, ""),
    promise_signed_by_a_voter: (FORGED, ""),
}


class Case:
    """The honest log, and another history under the same key."""

    def __init__(self, log, other):
        self.log = log
        self.other = other


@pytest.fixture
def case(log, other):
    return Case(log, other)


@pytest.mark.parametrize("command", ["receipt", "dispute"])
@pytest.mark.parametrize("claim", CASES, ids=lambda claim: claim.__name__)
def test_each_claim_is_classified_right(claim, command, judge, case):
    verdict, standing = CASES[claim]
    answer = judge(claim(case), command=command)
    assert outcome(answer) == verdict
    if verdict == NO_FAULT:
        assert answer["standing"] == standing


@pytest.mark.parametrize("claim", [page_of_a_ballot_that_is_gone, promise_that_was_broken])
def test_a_proven_fault_is_proven_to_everybody_else(claim, judge, case):
    proof = Path(judge(claim(case))["proof"]).read_bytes()
    assert outcome(judge(proof)) == AT_FAULT


def test_a_page_is_judged_as_the_receipt_in_it(judge, case):
    receipt = case.log.receipt(LAST_OF_VOTER_0, 22)
    plain, page = judge(receipt), judge(receipt_page(receipt))
    assert plain == page


def test_two_pages_of_one_number_prove_the_fault_by_themselves(judge, case):
    pages = [receipt_page(one.receipt(OF_VOTER_1, 20)) for one in (case.log, case.other)]
    key = ["--key", case.log.log.verifier().text()]
    assert outcome(judge(*pages, bench=None, more=key)) == AT_FAULT


def test_a_page_and_a_promise_of_one_ballot_agree(judge, case):
    answer = judge(kept_page(case), promise_that_was_kept(case))
    assert (outcome(answer), answer["standing"]) == (NO_FAULT, "counted")


def test_a_page_of_a_ballot_that_was_promised_later_is_still_gone(judge, case):
    answer = judge(promise_that_was_broken(case), page_of_a_ballot_that_is_gone(case))
    assert outcome(answer) == AT_FAULT


def test_a_promise_is_not_due_before_the_close(judge, case, open_log):
    assert outcome(judge(promise_that_was_broken(case), by=open_log)) == NO_FAULT


def test_a_page_cannot_be_judged_by_an_older_copy(judge, case):
    page = receipt_page(case.log.receipt(LAST_OF_VOTER_0))
    assert outcome(judge(page, by=case.log.twin(20))) == NOT_JUDGED


def test_line_ends_and_marks_of_other_systems_change_nothing(judge, case):
    page = kept_page(case).replace("\n", "\r\n")
    assert outcome(judge(b"\xef\xbb\xbf" + page.encode())) == NO_FAULT


# Pages that somebody changed: nobody is accused for them, and they are not believed


def two_receipts(case):
    place = '<pre id="tlog-proof">'
    inner = page_of_a_replaced_ballot(case).partition(place)[2].partition("</pre>")[0]
    return kept_page(case).replace("<footer>", f"{place}{inner}</pre><footer>")


def script_inside(case):
    return kept_page(case).replace("</main>", "<script>alert(1)</script></main>")


def script_in_the_marked_place(case):
    return kept_page(case).replace("\nindex ", "<script>alert(1)</script>\nindex ")


def receipt_of_another_ballot(case):
    mine, theirs = kept_page(case), page_of_a_replaced_ballot(case)
    place = '<pre id="tlog-proof">'
    return mine.partition(place)[0] + place + theirs.partition(place)[2]


def code_of_another_ballot(case):
    return receipt_page(case.log.receipt(OF_VOTER_1, 20), code="7K3M-9QXD-2VTA-R8HN-5CWE")


def cut_short(case):
    return kept_page(case)[:-900]


def saved_again_by_a_browser(case):
    comment = "<!-- saved from url=(0030)https://tabella.example/ -->\n"
    return kept_page(case).replace("<html ", comment + "<html ")


def without_a_receipt(case):
    head, place, tail = kept_page(case).partition('<pre id="tlog-proof">')
    return head + place + "</pre>" + tail.partition("</pre>")[2]


def far_too_long(case):
    return kept_page(case).replace("</main>", "<p>" + "x" * 300_000 + "</p></main>")


CHANGED = {
    two_receipts: "expected one receipt, got 2",
    script_inside: "holds the tag script",
    script_in_the_marked_place: "holds the tag script",
    receipt_of_another_ballot: "its receipt is of another",
    code_of_another_ballot: "its receipt is of another",
    cut_short: "cut short",
    saved_again_by_a_browser: "something else than text and plain tags",
    without_a_receipt: "expected one receipt, got 0",
    far_too_long: "too long",
}


@pytest.mark.parametrize("command", ["receipt", "dispute"])
@pytest.mark.parametrize("change", CHANGED, ids=lambda change: change.__name__)
def test_a_changed_page_is_an_error_and_accuses_nobody(change, command, judge, case):
    answer = judge(change(case), command=command)
    assert outcome(answer) == UNUSABLE
    assert CHANGED[change] in answer["detail"]


def test_the_error_is_said_in_words(case, tmp_path, capsys):
    page = tmp_path / "receipt.html"
    page.write_text(script_inside(case))
    words = ["receipt", str(page), "--mirror", str(case.log.write(tmp_path / "log"))]
    assert cli.main(words) == 2
    said = capsys.readouterr().out
    assert said == "receipt.html: receipt page: holds the tag script\n"
    page.write_text(kept_page(case))
    assert cli.main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["standing"] == "counted"
