"""Python's own integers stand in for gmpy2 where it is missing: the same numbers come out."""

import os
import subprocess
import sys

import gmpy2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import numbers, plain_numbers
from crypto.group import PARAMETER_SETS
from tests.tiny_group import TINY

INTEGERS = st.integers(min_value=0, max_value=2**3100)
ODD = st.integers(min_value=1, max_value=2**300).map(lambda n: 2 * n + 1)


@given(INTEGERS, st.integers(min_value=0, max_value=2**64), ODD)
def test_powers_are_the_same(base, exponent, modulus):
    assert plain_numbers.powmod(base, exponent, modulus) == gmpy2.powmod(base, exponent, modulus)


@given(INTEGERS, ODD)
def test_jacobi_symbols_are_the_same(value, modulus):
    assert plain_numbers.jacobi(value, modulus) == gmpy2.jacobi(value, modulus)


@given(INTEGERS)
def test_jacobi_symbols_are_the_same_modulo_the_real_prime(value):
    p = int(PARAMETER_SETS["EG-2.1-3072"].p)
    assert plain_numbers.jacobi(value, p) == gmpy2.jacobi(value, p)


def test_jacobi_symbols_are_the_squares_of_the_tiny_group():
    p = int(TINY.p)
    squares = {x * x % p for x in range(1, 500)}
    assert {plain_numbers.jacobi(x, p) for x in squares} == {1}
    assert {plain_numbers.jacobi(p - x, p) for x in squares} == {-1}
    assert plain_numbers.jacobi(0, p) == plain_numbers.jacobi(p, p) == 0


@given(st.integers(min_value=1, max_value=2**300), ODD)
def test_inverses_are_the_same_or_missing_alike(value, modulus):
    try:
        expected = gmpy2.invert(value, modulus)
    except ZeroDivisionError:
        with pytest.raises(ZeroDivisionError):
            plain_numbers.invert(value, modulus)
    else:
        assert plain_numbers.invert(value, modulus) == expected


def test_gmpy2_computes_where_it_is_installed():
    assert not numbers.IS_PLAIN
    assert numbers.mpz is gmpy2.mpz


def test_secret_powers_are_the_same_when_their_exponent_is_hidden(monkeypatch):
    drawn = []

    def exposed(base, exponent, modulus):
        drawn.append(exponent)
        return plain_numbers.powmod(int(base), int(exponent), int(modulus))

    monkeypatch.setattr(numbers, "IS_PLAIN", True)
    monkeypatch.setattr(numbers, "powmod_sec", exposed)
    secret = TINY.scalar(1234567)
    assert {TINY.secret_power(TINY.g, secret) for _ in range(5)} == {TINY.power(TINY.g, secret)}
    assert {exponent % TINY.q for exponent in drawn} == {secret}
    assert len(set(drawn)) == 5
    assert TINY.secret_power(TINY.g, TINY.scalar(0)) == 1


@pytest.mark.parametrize(
    "gmpy2_text",
    [
        "raise ImportError",
        # gmpy2 2.1, as some systems still install it
        "class mpz: pass\ninvert = jacobi = powmod = powmod_sec = None",
    ],
    ids=["missing", "too old"],
)
def test_plain_numbers_stand_in(tmp_path, gmpy2_text):
    (tmp_path / "gmpy2.py").write_text(gmpy2_text)
    script = (
        "from crypto import numbers\n"
        "from crypto.group import group_named\n"
        "g = group_named('EG-2.1-3072')\n"
        "x = g.power(g.g, g.scalar(7))\n"
        "assert g.members([x, g.inverse(x)], 'here') and g.decode_residue(g.element_hex(x), 'x')\n"
        "print(numbers.IS_PLAIN, type(g.p).__name__)\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}."}
    command = [sys.executable, "-c", script]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True", "int"]
