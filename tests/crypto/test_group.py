"""Named groups, strict decoding and membership."""

from decimal import Decimal, localcontext

import gmpy2
import pytest
from gmpy2 import mpz
from hypothesis import given
from hypothesis import strategies as st

from crypto import group as group_module
from crypto.errors import DecodeError, MembershipError
from crypto.group import (
    DEFAULT_PARAMETERS,
    PARAMETER_SETS,
    Residue,
    group_named,
)
from tests.tiny_group import MINUS_ONE, STRAY, TINY, P, Q, S, tiny_parameters

REAL_SETS = [PARAMETER_SETS["EG-2.1-3072"], PARAMETER_SETS["EG-2.1-4096"]]
ALL_SETS = [*REAL_SETS, TINY]
BAD_SPELLINGS = {
    "empty": lambda _: "",
    "short": lambda x: x[1:],
    "long": lambda x: "0" + x,
    "upper case": lambda x: x[:-1] + "F",
    "plus": lambda x: "+" + x[1:],
    "minus": lambda x: "-" + x[1:],
    "prefix": lambda x: "0x" + x[2:],
    "underscore": lambda x: x[:-2] + "_" + x[-1:],
    "leading space": lambda x: " " + x[1:],
    "trailing newline": lambda x: x[:-1] + "\n",
    "newline after it": lambda x: x + "\n",
    "Arabic-Indic digits": lambda x: "٣" * len(x),
    "full-width digits": lambda x: "３" * len(x),
    "no digit": lambda x: x[:-1] + "g",
    "null character": lambda x: x[:-1] + "\0",
}

scalars = st.integers(0, Q - 1).map(TINY.scalar)
elements = scalars.map(lambda e: TINY.power(TINY.g, e))


def element_of_order(group, order):
    """An element of the whole group modulo p of this order, a product of some of 2, q and s."""
    cofactor = (group.p - 1) // order
    base = next(
        b for b in range(2, 100) if has_order(gmpy2.powmod(b, cofactor, group.p), order, group)
    )
    return Residue(gmpy2.powmod(base, cofactor, group.p))


def has_order(x, order, group):
    factors = [2, group.q, (group.p - 1) // (2 * group.q)]
    parts = [f for f in factors if order % f == 0]
    return all(gmpy2.powmod(x, order // f, group.p) != 1 for f in parts)


@pytest.mark.parametrize("group", ALL_SETS, ids=lambda g: g.name)
def test_a_group_has_the_structure_that_batch_membership_rests_on(group):
    assert gmpy2.is_prime(group.p, 40)
    assert gmpy2.is_prime(group.q, 40)
    assert (group.p - 1) % (2 * group.q) == 0
    assert gmpy2.is_prime((group.p - 1) // (2 * group.q), 40)
    assert group.p % 4 == 3
    assert group.g != 1
    assert gmpy2.powmod(group.g, group.q, group.p) == 1
    assert group.element_size == (group.p.bit_length() + 7) // 8


@pytest.mark.parametrize("group", REAL_SETS, ids=lambda g: g.name)
def test_a_named_group_is_the_one_of_the_specification(group):
    assert group.q == 2**256 - 189
    assert group.g == gmpy2.powmod(2, (group.p - 1) // group.q, group.p)
    assert group.p.bit_length() == int(group.name[-4:])
    ones = 2**256 - 1
    assert group.p & ones == ones
    assert group.p >> (group.p.bit_length() - 256) == ones


def test_only_two_sets_exist():
    assert set(PARAMETER_SETS) == {"EG-2.1-3072", "EG-2.1-4096"}
    assert DEFAULT_PARAMETERS == "EG-2.1-3072"
    assert group_named(DEFAULT_PARAMETERS) is PARAMETER_SETS[DEFAULT_PARAMETERS]


@pytest.mark.parametrize("name", ["", "tiny", "EG-2.1-2048", "eg-2.1-3072", "EG-2.1-3072 "])
def test_another_set_is_refused(name):
    with pytest.raises(DecodeError, match="not a known parameter set"):
        group_named(name)


def test_the_tiny_group_can_be_named_only_while_a_test_lets_it():
    with tiny_parameters():
        assert group_named("tiny") is TINY
    with pytest.raises(DecodeError):
        group_named("tiny")


@given(elements)
def test_elements_survive_encoding(x):
    text = TINY.element_hex(x)
    assert len(text) == 2 * TINY.element_size
    assert bytes.fromhex(text) == TINY.element_bytes(x)
    assert TINY.decode_residue(text, "x") == x


@given(scalars)
def test_scalars_survive_encoding(s):
    text = TINY.scalar_hex(s)
    assert len(text) == 64
    assert bytes.fromhex(text) == TINY.scalar_bytes(s)
    assert TINY.decode_scalar(text, "s") == s


@pytest.mark.parametrize("group", ALL_SETS, ids=lambda g: g.name)
@pytest.mark.parametrize("spoil", BAD_SPELLINGS.values(), ids=BAD_SPELLINGS)
def test_every_other_spelling_of_an_element_is_refused(group, spoil):
    with pytest.raises(DecodeError, match=r"^here: not exactly \d+ lower-case hex digits$"):
        group.decode_residue(spoil(group.element_hex(group.g)), "here")


@pytest.mark.parametrize("spoil", BAD_SPELLINGS.values(), ids=BAD_SPELLINGS)
def test_every_other_spelling_of_a_scalar_is_refused(spoil):
    with pytest.raises(DecodeError, match="here: not exactly 64 lower-case hex digits"):
        TINY.decode_scalar(spoil("0123456789abcdef" * 4), "here")


def test_the_length_is_looked_at_before_the_digits(monkeypatch):
    monkeypatch.setattr(group_module, "_LOWER_HEX", None)
    huge = "f" * 10_000_000
    for decode in (TINY.decode_residue, TINY.decode_scalar):
        with pytest.raises(DecodeError):
            decode(huge, "here")


@pytest.mark.parametrize("group", ALL_SETS, ids=lambda g: g.name)
def test_an_element_must_lie_between_zero_and_p(group):
    digits = 2 * group.element_size
    for value in (0, group.p, group.p + 1, 256**group.element_size - 1):
        with pytest.raises(DecodeError, match="not in the range"):
            group.decode_residue(f"{int(value):0{digits}x}", "here")
    for value in (1, group.p - 1):
        assert group.decode_residue(f"{int(value):0{digits}x}", "here") == value


@pytest.mark.parametrize("group", ALL_SETS, ids=lambda g: g.name)
def test_a_scalar_must_lie_below_q(group):
    for value in (group.q, group.q + 1, 2**256 - 1):
        with pytest.raises(DecodeError, match="not below"):
            group.decode_scalar(f"{int(value):064x}", "here")
    assert group.decode_scalar(f"{int(group.q) - 1:064x}", "here") == group.q - 1


@given(elements)
def test_elements_are_members(x):
    assert TINY.member(x, "x") == x
    assert TINY.members([x, TINY.g, TINY.one], "xs") == [x, TINY.g, 1]


@pytest.mark.parametrize("group", ALL_SETS, ids=lambda g: g.name)
@pytest.mark.parametrize("factors", ["2", "s", "2s", "2q", "qs", "2qs"])
def test_an_element_of_any_other_order_is_refused(group, factors):
    q, s = group.q, (group.p - 1) // (2 * group.q)
    order = {"2": mpz(2), "s": s, "2s": 2 * s, "2q": 2 * q, "qs": q * s, "2qs": 2 * q * s}[factors]
    stranger = element_of_order(group, order)
    twisted = Residue(group.g * stranger % group.p)
    for x in (stranger, twisted):
        with pytest.raises(MembershipError, match="here: not in the group"):
            group.member(x, "here")
        with pytest.raises(MembershipError, match="here: number 2 is not in the group"):
            group.members([group.g, x], "here")


def test_numbers_out_of_range_are_no_members():
    for x in (0, P, P + 1, -1):
        assert not TINY.is_member(Residue(mpz(x)))
        with pytest.raises(MembershipError):
            TINY.members([Residue(mpz(x))], "here")


@given(elements, st.integers(0, 9))
def test_a_batch_names_the_culprit(x, position):
    xs = [x] * 10
    xs[position] = Residue(P - x)
    with pytest.raises(MembershipError) as caught:
        TINY.members(xs, "here")
    assert caught.value.position == position


def test_no_numbers_are_all_members():
    assert TINY.members([], "here") == []


@pytest.mark.parametrize("stranger", [MINUS_ONE, STRAY], ids=["of order 2", "of order s"])
def test_two_strangers_that_cancel_are_refused_every_time(stranger):
    inverse = Residue(gmpy2.invert(stranger, P))
    false_batch = [Residue(TINY.g * stranger % P), Residue(TINY.g * inverse % P)]
    assert TINY.is_member(Residue(false_batch[0] * false_batch[1] % P))
    for _ in range(500):
        with pytest.raises(MembershipError):
            TINY.members(false_batch, "here")


def test_without_signs_a_negated_number_would_pass_half_of_the_time(monkeypatch):
    monkeypatch.setattr(group_module.numbers, "jacobi", lambda _x, _p: 1)
    passed = sum(TINY._are_members([Residue(P - TINY.g)]) for _ in range(200))
    assert 40 < passed < 160


def test_a_key_must_not_be_one():
    assert TINY.key_member(TINY.g, "key") == TINY.g
    with pytest.raises(MembershipError, match="key: must not be one"):
        TINY.key_member(TINY.one, "key")
    with pytest.raises(MembershipError, match="key: not in the group"):
        TINY.key_member(MINUS_ONE, "key")


@given(scalars, scalars)
def test_powers_add_their_exponents(a, b):
    product = TINY.product([TINY.power(TINY.g, a), TINY.power(TINY.g, b)])
    assert product == TINY.power(TINY.g, TINY.scalar(a + b))
    assert TINY.product([product, TINY.inverse(product)]) == TINY.one


@given(elements, scalars)
def test_a_secret_power_is_the_same_number(x, e):
    assert TINY.secret_power(x, e) == TINY.power(x, e)


def test_a_secret_of_zero_is_no_accident():
    assert TINY.secret_power(TINY.g, TINY.scalar(0)) == TINY.one


def test_an_empty_product_is_one():
    assert TINY.product([]) == TINY.one


@given(st.integers())
def test_any_integer_is_a_scalar_modulo_q(value):
    assert TINY.scalar(value) == value % Q


def test_the_tiny_group_has_the_strangers_it_names():
    assert gmpy2.powmod(STRAY, S, P) == 1
    assert gmpy2.jacobi(STRAY, P) == 1
    assert STRAY != 1
    assert not TINY.is_member(STRAY)


DELTAS = {
    "EG-2.1-3072": int(
        "298707407953437995876300625370749906325322663598036756391867662926569213935809577593"
    ),
    "EG-2.1-4096": int(
        "287975203778583638958138611533602521491887169409704874643524560756486080635197037903"
    ),
}


@pytest.mark.parametrize("group", REAL_SETS, ids=lambda g: g.name)
def test_nobody_could_choose_the_modulus(group):
    bits = group.p.bit_length()
    with localcontext(prec=1400):
        middle = int(Decimal(2).ln() * 2 ** (bits - 512))
    ones = 2**256 - 1
    expected = (ones << bits - 256) + (middle + DELTAS[group.name] << 256) + ones
    assert group.p == expected
