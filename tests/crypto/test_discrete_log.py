"""Counts are found again, and nothing that is no count is taken for one."""

import tracemalloc

import pytest
from gmpy2 import mpz
from hypothesis import given
from hypothesis import strategies as st

from crypto import discrete_log
from crypto.discrete_log import DiscreteLog
from crypto.errors import DecryptionError
from crypto.group import PARAMETER_SETS
from tests.tiny_group import TINY

K = TINY.power(TINY.g, TINY.scalar(987654321))
MILLION = DiscreteLog(TINY, K, 1_000_000)


def power(t):
    return TINY.power(K, TINY.scalar(t))


@given(st.integers(0, 1_000_000))
def test_every_count_up_to_the_bound_is_found(t):
    assert MILLION.of(power(t)) == t


@pytest.mark.parametrize("bound", [0, 1, 2, 3, 4, 8, 9, 10, 99, 100, 101])
def test_the_bound_itself_is_found_and_one_more_is_not(bound):
    logs = DiscreteLog(TINY, K, bound)
    assert logs.of(power(bound)) == bound
    with pytest.raises(DecryptionError, match=f"no number in \\[0, {bound}\\]"):
        logs.of(power(bound + 1))


@pytest.mark.parametrize("t", [-1, -2, 10**9, 2**63])
def test_a_value_far_out_of_bounds_is_an_error_and_never_a_number(t):
    with pytest.raises(DecryptionError, match="out of bounds"):
        MILLION.of(power(t))


def test_a_lower_bound_for_one_element_is_kept():
    assert MILLION.of(power(999), 999) == 999
    with pytest.raises(DecryptionError, match="\\[0, 998\\]"):
        MILLION.of(power(999), 998)


def test_a_higher_bound_than_the_tables_has_no_say():
    with pytest.raises(DecryptionError, match="\\[0, 1000000\\]"):
        MILLION.of(power(1_000_001), 2_000_000)


@pytest.mark.parametrize("bound", [-1, int(TINY.q) // 2, int(TINY.q)])
def test_a_bound_without_unique_logarithms_is_refused(bound):
    with pytest.raises(DecryptionError, match="bound of a count"):
        DiscreteLog(TINY, K, bound)


def test_a_small_table_finds_large_counts_too(monkeypatch):
    monkeypatch.setattr(discrete_log, "MAX_BABY_STEPS", 16)
    logs = DiscreteLog(TINY, K, 5000)
    assert [logs.of(power(t)) for t in (0, 15, 16, 17, 4999, 5000)] == [0, 15, 16, 17, 4999, 5000]


def test_elements_that_share_a_truncated_key_are_told_apart(monkeypatch):
    monkeypatch.setattr(discrete_log, "_KEY_MASK", mpz(3))
    logs = DiscreteLog(TINY, K, 200)
    assert [logs.of(power(t)) for t in range(201)] == list(range(201))


REAL = PARAMETER_SETS["EG-2.1-3072"]
REAL_KEY = REAL.power(REAL.g, REAL.scalar(2**200 + 1))
BILLION = 10**9


def real_power(t):
    return REAL.power(REAL_KEY, REAL.scalar(t))


def test_totals_near_a_billion_are_found_with_one_table_in_little_memory():
    """A hundred totals: the table has 316,228 entries of 8 bytes."""
    totals = [BILLION - 7 * number for number in range(5)] + [0, 1, BILLION // 2]
    elements = [real_power(t) for t in totals]
    tracemalloc.start()
    try:
        logs = DiscreteLog(REAL, REAL_KEY, BILLION, 100)
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 3 * 2**20
    assert peak < 24 * 2**20
    assert [logs.of(element) for element in elements] == totals
    with pytest.raises(DecryptionError, match="out of bounds"):
        logs.of(real_power(BILLION + 1))


@pytest.mark.long
def test_the_largest_table_keeps_to_its_memory():
    tracemalloc.start()
    try:
        logs = DiscreteLog(REAL, REAL_KEY, 2**46, 1000)
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 9 * 2**20
    assert peak < 64 * 2**20
    assert logs.of(real_power(2**30 + 1)) == 2**30 + 1


def test_the_search_ends_somewhere_and_says_so(monkeypatch):
    monkeypatch.setattr(discrete_log, "LARGEST_COUNT", 100)
    logs = DiscreteLog(TINY, K, 1000)
    assert logs.of(power(100)) == 100
    with pytest.raises(DecryptionError, match=r"out of reach: no number in \[0, 100\] fits"):
        logs.of(power(101))
    with pytest.raises(DecryptionError, match="out of bounds"):
        logs.of(power(101), 50)
