"""D18. What leaks of keys: too few shares say nothing, and files open for their owner alone."""

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.entropy import random_scalar
from crypto.tally import combine_shares, lagrange_coefficients
from crypto.trustee_keys import TrusteeSecret, key_share
from tests.crypto.tiny_ceremonies import shared
from tests.js.node import NODE
from tests.tiny_group import TINY, tiny_parameters
from trustee.errors import UnusableError
from trustee.files import new_passphrase
from trustee.passphrases import verify_strong

Q = int(TINY.q)
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def tiny():
    with tiny_parameters():
        yield


def value_at(points: dict[int, int], x: int) -> int:
    """The polynomial of lowest degree through some points, somewhere else."""
    total = 0
    for i, y in points.items():
        numerator = denominator = 1
        for other in points:
            if other != i:
                numerator = numerator * (x - other) % Q
                denominator = denominator * (i - other) % Q
        total += y * numerator * pow(denominator, -1, Q)
    return total % Q


def coefficients_through(points: dict[int, int]) -> tuple[int, ...]:
    """All coefficients of the polynomial of lowest degree through some points."""
    found, left = [], dict(points)
    while left:
        found.append(value_at(left, 0))
        # (P(x) - P(0)) / x is known at one point less.
        left = {x: (y - found[-1]) * pow(x, -1, Q) % Q for x, y in list(left.items())[1:]}
    return tuple(found)


@given(
    k=st.integers(2, 5),
    secret=st.integers(0, Q - 1),
    guess=st.integers(0, Q - 1),
    others=st.lists(st.integers(0, Q - 1), min_size=4, max_size=4),
    holders=st.permutations(range(1, 8)),
)
def test_one_share_too_few_fits_every_secret_there_is(k, secret, guess, others, holders):
    """For each secret one polynomial of the right degree goes through the leaked shares."""
    polynomial = TrusteeSecret(1, (TINY.scalar(secret), *map(TINY.scalar, others[: k - 1])), 1, b"")
    leaked = {i: int(polynomial.evaluate(TINY, i)) for i in holders[: k - 1]}
    # k points fix it: those that leaked, and one more chosen so that P(0) is the guess.
    extra = holders[k - 1]
    through_zero = {0: guess, **leaked}
    fitting = coefficients_through({**leaked, extra: value_at(through_zero, extra)})
    assert len(fitting) == k
    assert fitting[0] == guess
    imagined = TrusteeSecret(1, tuple(map(TINY.scalar, fitting)), 1, b"")
    assert {i: int(imagined.evaluate(TINY, i)) for i in leaked} == leaked
    whole = {**leaked, extra: int(polynomial.evaluate(TINY, extra))}
    assert value_at(whole, 0) == secret


@pytest.mark.parametrize(("n", "k"), [(3, 2), (5, 3), (4, 4)])
def test_shares_of_a_ceremony_open_nothing_until_there_are_enough(n, k):
    held = shared(n, k)
    shares = {i: key_share(secret, held.view) for i, secret in held.secrets.items()}
    base = TINY.power(TINY.g, random_scalar(TINY))
    joint = TINY.scalar(sum(int(secret.coefficients[0]) for secret in held.secrets.values()))
    opened = TINY.power(base, joint)
    factors = {i: TINY.power(base, z) for i, z in shares.items()}
    numbers = sorted(factors)
    assert combine_shares(TINY, {i: factors[i] for i in numbers[:k]}) == opened
    assert combine_shares(TINY, {i: factors[i] for i in numbers[-k:]}) == opened
    for few in range(1, k):
        assert combine_shares(TINY, {i: factors[i] for i in numbers[:few]}) != opened


def test_leaked_parts_of_one_key_holder_give_no_share_of_the_others():
    """All that went to key holder 1 is known: it is one share, of everybody's sum."""
    held = shared(5, 3)
    z = key_share(held.secrets[1], held.view)
    assert TINY.power(TINY.g, z) == held.view.share_key(1)
    weights = lagrange_coefficients(TINY, [1, 2, 3])
    assert TINY.power(TINY.g, TINY.scalar(int(z) * int(weights[1]))) != held.view.joint_key()


@pytest.mark.parametrize(
    "passphrase",
    ["", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "abababababababab", "password1234"],
)
def test_a_weak_passphrase_makes_no_key_file(passphrase, tmp_path):
    file = tmp_path / "passphrase"
    file.write_text(passphrase)
    with pytest.raises(UnusableError, match="passphrase"):
        new_passphrase(file)


SAME_RULE = """
import { weaknessOf } from "./static/js/trustee/passphrase.js";
const texts = JSON.parse(process.argv[1]);
process.stdout.write(JSON.stringify(texts.map((text) => weaknessOf(text) === undefined)));
"""
PASSPHRASES = [
    "", "a" * 11, "a" * 12, "abcdabcdabcd", "abcdeabcdeab", "aBcDeAbCdEaB", "abcdefghijklmnop",
    "zyxwvutsrqponmlk", "qwertyuiopasdf", "asdfghjklzxcvbnm", "0123456789012", "Pass-Word 4711 x",
    "my PASSPHRASE is it", "correct horse battery", "violet otter climbs 7 hills", "é" * 12,
    "e\u0301" * 6, "e\u0301" * 12, "öäüß日本語中文字符號", "tabella tabella 99", "letmein please 1",
    "hgfedcba 4826 no", " " * 13, "one two three four", "😀😁😂😃😄" * 3,
]  # fmt: skip


def test_page_and_program_find_the_same_passphrases_too_weak():
    command = [NODE, "--input-type=module", "-e", SAME_RULE, json.dumps(PASSPHRASES)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout) == [_is_strong(text) for text in PASSPHRASES]


def _is_strong(text: str) -> bool:
    try:
        verify_strong(text)
    except UnusableError:
        return False
    return True


def test_a_good_passphrase_is_taken_as_it_is(tmp_path):
    file = tmp_path / "passphrase"
    file.write_text("six words that nobody else says\nmore")
    assert new_passphrase(file) == "six words that nobody else says"
