"""The tool that weakens checks is honest itself: it weakens what it says, and tells the truth."""

import ast

import pytest

from scripts import mutant_records, mutants
from scripts.mutant_reasons import REASONS
from scripts.mutants import mutants_of, suites_of, table

SAMPLE = """
def check(a, b, report):
    if a != b:
        report.fail("C01.1", "", "differs")
    if a < 0 or b > 10:
        raise ValueError
    verify(a)
    return a == b
"""


def test_every_place_is_weakened_in_one_way_each():
    found = {mutant.name: mutant.source for mutant in mutants_of("m.py", SAMPLE)}
    assert set(found) == {
        "check: never `if a != b`",
        "check: without `report.fail('C01.1', '', 'differs')`",
        "check: never `if a < 0 or b > 10`",
        "check: `a < 0 or b > 10` without `a < 0`",
        "check: `a < 0 or b > 10` without `b > 10`",
        "check: `a < 0` off by one",
        "check: `b > 10` off by one",
        "check: without `verify(a)`",
        "check: `a == b` always",
    }
    assert "if False or b > 10" in found["check: `a < 0 or b > 10` without `a < 0`"]
    assert "if b >= 10" not in found["check: `b > 10` off by one"]
    assert "b >= 10" in found["check: `b > 10` off by one"]
    assert "verify" not in found["check: without `verify(a)`"]
    whole = ast.unparse(ast.parse(SAMPLE))
    for source in found.values():
        changed = [pair for pair in zip(whole.splitlines(), source.splitlines(), strict=True)
                   if pair[0] != pair[1]]  # fmt: skip
        assert len(changed) == 1


def test_every_module_of_proofs_and_every_check_is_weakened():
    named = mutants.modules()
    assert len([name for name in named if name.startswith("verifier/checks/c")]) == 12
    for name in named:
        assert (mutants.ROOT / name).is_file()
        assert not name.startswith("crypto/") or all(suites_of(name)), name


def test_the_reasons_are_of_mutants_there_are():
    there = {
        (name, mutant.name)
        for name in {module for module, _ in REASONS}
        for mutant in mutants_of(name, (mutants.ROOT / name).read_text("utf-8"))
    }
    assert set(REASONS) <= there
    assert all(reason.endswith(".") for reason in REASONS.values())


def test_the_page_names_every_survivor_with_its_reason():
    results = {"m.py": {"mutants": 3, "survivors": ["f: without `a | b`"]}}
    page = table(results)
    assert "| `m.py` | 3 | 2 | 1 |" in page
    assert "| `m.py`, `f` | without `a \\| b` | **not explained** |" in page
    committed = (mutants.ROOT / "docs/mutants.md").read_text("utf-8")
    assert "not explained" not in committed


@pytest.fixture
def runner(tmp_path):
    """A copy of the tree in which tests run."""
    tree = mutants.Tree(tmp_path / "tree")
    yield tree
    tree.close()


def weakened(module, old, new):
    text = (mutants.ROOT / module).read_text("utf-8")
    assert old in text
    return module, text.replace(old, new)


PROOF = "crypto/equality_proof.py"


def test_a_weakened_proof_is_noticed_and_a_word_is_not(runner, monkeypatch):
    monkeypatch.setattr(mutants, "suites_of", lambda _: [["tests/crypto/test_equality_proof.py"]])
    assert runner.notices(*weakened(PROOF, "!= c:", "!= c and 0:"))
    assert not runner.notices(*weakened(PROOF, '"""Proofs that', '"""Proof that'))
    assert runner.notices(*weakened(PROOF, "import", "imoprt"))


def test_a_weakened_check_is_noticed_and_a_word_is_not(tmp_path, monkeypatch):
    some = {"honest", "roll_changed_after_the_freeze", "up-to-roll", "up-to-ballot"}
    made = [(name, make) for name, make in mutant_records.makers() if name in some]
    monkeypatch.setattr(mutant_records, "makers", lambda: made)
    records = mutant_records.Records(tmp_path)
    roll = "verifier/checks/c06_roll.py"
    assert len(made) == len(some)
    assert records.notice(*weakened(roll, "!= election.roll.entry", "is election.roll.entry"))
    assert records.notice(*weakened(roll, "election.freeze is None", "election.freeze is 1"))
    assert not records.notice(*weakened(roll, "Check the roll,", "Check it,"))
    assert records.notice(roll, "import nothing_there")
