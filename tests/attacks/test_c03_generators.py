"""C3, C11. Parameters whose maker knows a secret about them."""

import re
from pathlib import Path

import pytest
from gmpy2 import powmod

from crypto.group import PARAMETER_SETS
from tests.attacks.doors import failed

SCRIPT = Path(__file__).parents[2] / "static/js/crypto/parameters.js"
# A commitment with one of these as its second base can be opened to anything by whoever knows t.
NAMES = ("h", "generator", "generators", "commitment_key")
KINDS = ("ceremony", "election", "trustee", "freeze", "tally", "decryption", "result")


@pytest.mark.parametrize("kind", KINDS)
def test_a_generator_brought_along_has_no_place_on_a_record(kind, honest):
    group = PARAMETER_SETS["EG-2.1-3072"]
    trapdoor = group.element_hex(group.power(group.g, group.scalar(5)))
    for name in NAMES:
        twin = honest.simulation.copy()
        twin.edit(kind, lambda document, name=name: document.update({name: trapdoor}))
        code, words = honest.verify(twin)
        assert code == 1, name
        assert failed(words), name


def test_both_programs_compute_with_the_same_numbers_and_no_others():
    """How the numbers follow from a rule: tests/crypto/test_group.py."""
    text = SCRIPT.read_text(encoding="utf-8")
    written = re.findall(r'\[((?:\s*"[0-9a-f]+",)+)\s*\]\.join\(""\)', text)
    numbers = [int("".join(re.findall(r"[0-9a-f]+", digits)), 16) for digits in written]
    expected = [int(number) for group in PARAMETER_SETS.values() for number in (group.p, group.g)]
    assert numbers == expected
    assert {int(digits, 16) for digits in re.findall(r'Q = "([0-9a-f]+)"', text)} == {
        int(group.q) for group in PARAMETER_SETS.values()
    }


def test_the_generator_is_2_raised_to_the_cofactor():
    """So nobody chose it; any other number of the group would have a secret beside it."""
    for group in PARAMETER_SETS.values():
        assert group.g == powmod(2, (group.p - 1) // group.q, group.p)
