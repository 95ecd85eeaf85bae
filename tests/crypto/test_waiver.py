"""Waived drills: only when enough others have passed, and never in silence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.ceremony import CeremonyError, Phase
from crypto.entries import decode_entry, encode_entry
from crypto.errors import DecodeError
from tests.crypto.tiny_ceremonies import beginning, begun, confirmed, keyed, shared, waiver
from tests.tiny_group import tiny_parameters


@pytest.fixture(autouse=True, scope="module")
def tiny():
    with tiny_parameters():
        yield


@pytest.fixture
def four_of_five():
    """Two of five are enough; all but the fifth trustee have passed."""
    return drilled(confirmed(5, 2), 1, 2, 3, 4)


def drilled(held, *trustees):
    for i in trustees:
        held.view.add(held.drill(i))
    return held


def test_a_waiver_takes_the_place_of_a_drill(four_of_five):
    view = four_of_five.view
    assert (view.is_complete, view.missing()) == (False, (5,))
    view.add(waiver(5))
    assert (view.is_complete, view.missing()) == (True, ())
    assert (view.phase, view.waived, view.drilled) == (Phase.DRILLING, {5}, {1, 2, 3, 4})


def test_one_entry_may_waive_several_and_several_may_follow(four_of_five):
    held = drilled(confirmed(6, 2), 2, 4, 6)
    held.view.add(waiver(1, 3))
    assert held.view.missing() == (5,)
    held.view.add(waiver(5))
    assert held.view.is_complete


def test_a_trustee_who_was_waived_may_still_pass(four_of_five):
    four_of_five.view.add(waiver(5))
    drilled(four_of_five, 5)
    assert 5 in four_of_five.view.drilled
    assert four_of_five.view.is_complete


@given(st.data())
@settings(max_examples=20)
def test_a_waiver_stands_exactly_where_one_key_more_than_needed_has_passed(data):
    n = data.draw(st.integers(2, 5))
    k = data.draw(st.integers(1, n))
    passed = data.draw(st.integers(0, n - 1))
    held = drilled(confirmed(n, k), *range(1, passed + 1))
    rest = waiver(*range(passed + 1, n + 1))
    if passed > k:
        held.view.add(rest)
        assert held.view.is_complete
    else:
        with pytest.raises(CeremonyError, match=f"expected {k + 1} drills, got {passed}"):
            held.view.add(rest)
        assert not held.view.is_complete


def test_a_waived_trustee_does_not_count_as_one_who_passed():
    held = drilled(confirmed(6, 3), 1, 2, 3)
    with pytest.raises(CeremonyError, match="expected 4 drills, got 3"):
        held.view.add(waiver(4))
    assert held.view.missing() == (4, 5, 6)


@pytest.mark.parametrize(
    ("trustees", "words"),
    [
        ((4,), "nothing is asked of trustee 4"),
        ((4, 5), "nothing is asked of trustee 4"),
        ((5, 6), "waiver: there are only 5"),
    ],
)
def test_nobody_is_waived_who_passed_or_is_not_there(four_of_five, trustees, words):
    with pytest.raises(CeremonyError, match=words):
        four_of_five.view.add(waiver(*trustees))
    assert four_of_five.view.missing() == (5,)


def test_nobody_is_waived_twice(four_of_five):
    four_of_five.view.add(waiver(5))
    with pytest.raises(CeremonyError, match="nothing is asked of trustee 5"):
        four_of_five.view.add(waiver(5))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"attempt": 2}, "waiver: expected attempt 1, got 2"),
        ({"election_id": "00000000-0000-4000-8000-000000000002"}, "for another election"),
    ],
)
def test_a_waiver_is_of_its_election_and_attempt(four_of_five, changes, words):
    with pytest.raises(CeremonyError, match=words):
        four_of_five.view.add(waiver(5, **changes))


@pytest.mark.parametrize("stage", [begun, keyed, shared])
def test_nothing_is_waived_before_all_have_confirmed(stage):
    with pytest.raises(CeremonyError, match="waiver: not allowed, phase"):
        stage().view.add(waiver(1))


def test_a_new_attempt_forgets_waivers(four_of_five):
    view = four_of_five.view
    view.add(waiver(5))
    view.add(beginning(5, 2, attempt=2))
    assert view.waived == set()


def test_a_waiver_comes_as_an_entry_nobody_signs(four_of_five):
    data = waiver(5).encode()
    header = decode_entry(encode_entry("waiver", data))
    four_of_five.view.add_entry(header, data)
    assert four_of_five.view.is_complete
    with pytest.raises(DecodeError, match="unknown field"):
        encode_entry("waiver", data, trustee=5, signature="00" * 64)
