"""One number, five places: specification, code, faulty record, test and report."""

import re
from collections import Counter
from pathlib import Path

from crypto import record_format
from crypto.transcript import sha256
from tests.verifier.defects import DEFECTS
from verifier.report import CHECKS

ROOT = Path(__file__).parents[2]
SPECIFICATION = (ROOT / "docs/spec/verification.md").read_text()
SENTENCES = re.findall(r"^- \*\*(C\d\d\.\d+)\*\*", SPECIFICATION, re.MULTILINE)


def test_specification_numbers_are_gapless():
    counts = Counter(sentence.partition(".")[0] for sentence in SENTENCES)
    expected = [f"{check}.{n}" for check in CHECKS for n in range(1, counts[check] + 1)]
    assert expected == SENTENCES


def test_the_specification_gives_the_fixed_text_of_a_record_and_its_cap():
    text = (ROOT / "docs/spec/record.md").read_text()
    assert f"```\n{record_format.README}```\n" in text
    assert sha256(record_format.README.encode()).hex() in text
    assert f"{record_format.MAX_RECORD:,} bytes" in text


def test_code_can_raise_every_sentence_and_no_other():
    found = set()
    for path in (ROOT / "verifier").rglob("*.py"):
        found |= set(re.findall(r'"(C\d\d\.\d+)"', path.read_text()))
    assert found == set(SENTENCES)


def test_every_sentence_has_a_faulty_record_of_its_own():
    assert {sentence for defect in DEFECTS.values() for sentence in defect.sentences} == set(
        SENTENCES
    )
    alone = {
        s for defect in DEFECTS.values() if len(defect.sentences) == 1 for s in defect.sentences
    }
    together = set(SENTENCES) - alone
    # These cannot break alone: a forged sum or count breaks what it follows from, too.
    assert together == {"C04.5", "C07.9", "C11.3", "C12.7", "C12.8"}


def test_every_check_has_a_module_named_by_its_number():
    modules = {path.name[:3] for path in (ROOT / "verifier/checks").glob("c[0-9]*.py")}
    assert modules == {check.lower() for check in CHECKS}
