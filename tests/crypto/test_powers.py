"""Tables of powers and products of powers give what plain exponentiation gives."""

from hypothesis import given
from hypothesis import strategies as st

from crypto.entropy import random_nonzero_scalar
from crypto.fixed_base import FixedBase, cached_base
from crypto.group import PARAMETER_SETS
from crypto.multi_power import product_of_powers
from tests.tiny_group import TINY, P, Q

TABLES = [FixedBase(TINY, TINY.g, window) for window in (1, 5, 8)]


@given(st.integers(0, Q - 1))
def test_a_table_gives_every_power(exponent):
    e = TINY.scalar(exponent)
    assert {table.power(e) for table in TABLES} == {TINY.power(TINY.g, e)}


def test_a_table_gives_the_first_and_the_last_power():
    for table in TABLES:
        assert table.power(TINY.scalar(0)) == TINY.one
        assert table.power(TINY.scalar(-1)) == TINY.inverse(TINY.g)


def test_a_table_works_at_real_sizes():
    for group in PARAMETER_SETS.values():
        table = cached_base(group, group.g)
        e = random_nonzero_scalar(group)
        assert table.power(e) == group.power(group.g, e)
        assert table is cached_base(group, group.g)


@given(st.lists(st.tuples(st.integers(1, P - 1), st.integers(0, 2**130)), max_size=40))
def test_a_product_of_powers_is_the_product_of_the_powers(terms):
    expected = 1
    for base, exponent in terms:
        expected = expected * pow(base, exponent, P) % P
    bases, exponents = [b for b, _ in terms], [e for _, e in terms]
    assert product_of_powers(bases, exponents, TINY.p) == expected
