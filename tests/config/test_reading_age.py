"""Messages and the apps' words can be read at 13; tests/browser/looks.py holds pages to the same.

Left out by name: the documents of the specification, the record's entries as they were hashed, and
the interface for programs. They are for people who build on them.
"""

import json
import subprocess

import pytest

from tests.catalogues import read_catalogue
from tests.js.node import NODE
from tests.reading_age import HARDEST, grade


def messages():
    """What is mailed: the texts of several paragraphs."""
    texts = {entry.message[0] for entry in read_catalogue("fr") if "\n\n" in entry.message[0]}
    return sorted(texts)


@pytest.fixture(scope="module")
def told():
    """The apps' words as a page shows them together, by app and part."""
    output = subprocess.run([NODE, "tests/js/told.js"], check=True, capture_output=True).stdout
    return json.loads(output)


def test_messages_are_there():
    assert len(messages()) >= 4


@pytest.mark.parametrize("text", messages(), ids=lambda text: text.split("\n")[2][:40])
def test_a_message_can_be_read_at_thirteen(text):
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
    assert grade(paragraphs) <= HARDEST


def test_every_part_of_an_app_can_be_read_at_thirteen(told):
    hard = {part: grade(texts) for part, texts in told.items()}
    assert {part: value for part, value in hard.items() if value > HARDEST} == {}


def test_a_text_for_lawyers_is_found_out():
    text = (
        "Notwithstanding the aforementioned stipulations, participants acknowledge that the "
        "verification of cryptographic commitments constitutes an irrevocable determination "
        "regarding the admissibility of electronically transmitted ballots in accordance with "
        "applicable regulations."
    )
    assert grade([text, text]) > HARDEST


def test_names_and_labels_do_not_count():
    assert grade(["Accessibility", "Organisation identification"] * 20) == 0
