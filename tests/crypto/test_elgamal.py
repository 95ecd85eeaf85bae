"""Encryption, and what products of encryptions hold."""

from hypothesis import given
from hypothesis import strategies as st

from crypto.elgamal import Ciphertext, encrypt, multiply
from crypto.entropy import random_scalar
from tests.crypto.tiny_ballots import BASES, JOINT_KEY, SECRET_KEY
from tests.tiny_group import TINY

votes = st.lists(st.integers(0, 100), max_size=6)


def fresh(value):
    return encrypt(BASES, value, random_scalar(TINY))


def opened(ciphertext):
    """K^t of the plaintext t."""
    mask = TINY.power(ciphertext.alpha, SECRET_KEY)
    return TINY.product([ciphertext.beta, TINY.inverse(mask)])


def power_of_key(value):
    return TINY.power(JOINT_KEY, TINY.scalar(value))


@given(st.integers(0, 1000))
def test_what_is_encrypted_can_be_decrypted(value):
    assert opened(fresh(value)) == power_of_key(value)


def test_an_encrypted_zero_and_one_look_alike():
    zero = encrypt(BASES, 0, TINY.scalar(6))
    one = encrypt(BASES, 1, TINY.scalar(5))
    assert zero.beta == one.beta
    assert fresh(1) != fresh(1)


@given(votes)
def test_a_product_holds_the_sum(values):
    assert opened(multiply(TINY, [fresh(value) for value in values])) == power_of_key(sum(values))


def test_the_product_of_nothing_is_neutral():
    assert multiply(TINY, []) == Ciphertext(TINY.one, TINY.one)
