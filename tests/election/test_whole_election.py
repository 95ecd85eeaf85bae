"""A whole election in real browsers, from draft to a result anyone can verify."""

import re
import zipfile

import pytest

from crypto.cosignatures import has_cosigned
from crypto.manifest import decode_manifest
from crypto.notes import decode_tlog_proof
from crypto.receipt_page import decode_receipt_page
from tests.election import ballot_paper as paper

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("election")]


def test_the_published_result_counts_the_last_ballot_of_each_voter(story):
    options = (paper.CHAIRS, paper.EVENING_NAMES, paper.BOOK_NAMES)
    assert story.totals == {
        question: dict(zip(names, votes, strict=True))
        for question, names, votes in zip(paper.QUESTIONS, options, paper.RESULT, strict=True)
    }


def test_the_downloaded_record_passes_all_twelve_checks(story):
    lines = story.verifier_report.splitlines()
    assert story.verifier_status == 0, story.verifier_report
    assert [line.split()[:2] for line in lines if re.match(r"C\d\d ", line)] == [
        [f"C{number:02}", "pass"] for number in range(1, 13)
    ]
    assert "DEMONSTRATION" not in story.verifier_report
    assert lines[-1].startswith("All twelve checks passed")


def test_a_test_ballot_shows_what_it_held_and_is_not_counted(story):
    for title in ("Dana Levi", "Monday", "Wednesday", "Science: 3 points"):
        assert title in story.held
    for title in ("Noor Aziz", "Sam Okoro", "Friday", "Novels", "Atlases"):
        assert title not in story.held
    assert story.trackers["Ada's test"] != story.trackers["Ada"]
    assert story.lookups["Ada's test"] == "test"


def test_ballot_codes_say_where_each_ballot_stands(story):
    assert story.lookups == {
        "Ada": "counted",
        "Ada's test": "test",
        "Ben": "counted",
        "Ben's first": "replaced",
        "Cyd": "counted",
        "nobody": "not_found",
    }


def test_receipts_name_the_ballot_and_show_no_choice(story):
    for name, receipt in story.receipts.items():
        assert story.trackers[name] in receipt
        assert not [title for title in paper.OPTION_TITLES if title in receipt]


def test_the_record_is_signed_by_the_witnesses_that_were_there_to_the_end(story):
    with zipfile.ZipFile(story.record) as record:
        note = record.read("checkpoint").decode()
        manifest = decode_manifest(record.read("manifest.json"))
    assert (manifest.witnesses.quorum, manifest.witnesses.degraded) == (2, "wait")
    assert [has_cosigned(note, key) for key in manifest.witnesses.verifiers()] == [
        True,
        True,
        False,
    ]
    assert "2 of 3 witnesses have signed the public record as it is now." in story.record_page


def test_every_receipt_was_signed_by_enough_witnesses(story):
    with zipfile.ZipFile(story.record) as record:
        witnesses = decode_manifest(record.read("manifest.json")).witnesses
    for receipt in story.receipts.values():
        proof = decode_tlog_proof(decode_receipt_page(receipt).proof)
        assert witnesses.signed(proof.checkpoint) >= witnesses.quorum


def test_no_witness_had_anything_to_complain_of(story):
    assert [witness.evidence() for witness in story.witnesses] == ["", "", ""]


def test_no_page_broke_a_rule_of_its_browser(story):
    assert [(name, seen.complaints) for name, seen in story.evidence.items()] == [
        (name, []) for name in story.evidence
    ]


def test_no_page_asked_for_something_that_is_not_there(story):
    assert [(name, seen.failures) for name, seen in story.evidence.items()] == [
        (name, []) for name in story.evidence
    ]


def test_browsers_spoke_to_the_product_alone(story):
    for seen in story.evidence.values():
        assert seen.requests
        assert seen.foreign_requests(story.product.url) == []
