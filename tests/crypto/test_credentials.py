import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.credentials import credential_seed, format_code, new_code, parse_code
from crypto.errors import DecodeError
from tests.crypto.published import vectors

CODE = "7K3M9QXD2VTAR8HN5CWE"
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
codes = st.text(alphabet=SYMBOLS, min_size=20, max_size=20)


def test_the_seed_of_a_code_is_that_of_the_second_implementation():
    vector = vectors("protocol-v1.json")["credential"]
    seed = credential_seed(vector["code"], vector["election_id"])
    assert seed.hex() == vector["seed"]


def test_a_code_is_another_seed_in_another_election():
    assert credential_seed(CODE, "a") != credential_seed(CODE, "b")


def test_codes_are_printed_in_groups_with_a_check_symbol():
    assert format_code(CODE) == "7K3M-9QXD-2VTA-R8HN-5CWE-1"
    assert new_code(bytes(13)) == "0000-0000-0000-0000-0000-0"
    assert new_code(b"\xff" * 13) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-B"
    assert new_code(bytes(12) + b"\x0f") == new_code(bytes(13))
    assert new_code(bytes(12) + b"\x10") == "0000-0000-0000-0000-0001-1"


@given(st.binary(min_size=13, max_size=13))
def test_every_new_code_can_be_typed_back(random):
    printed = new_code(random)
    code = parse_code(printed)
    assert format_code(code) == printed
    number = int.from_bytes(random, "big") >> 4
    assert sum(SYMBOLS.index(s) << 5 * i for i, s in enumerate(reversed(code))) == number


@given(codes, st.data())
def test_case_spaces_hyphens_and_look_alikes_do_not_matter(code, data):
    printed = format_code(code)
    typed = ""
    for symbol in printed:
        alike = {"0": "0Oo", "1": "1IiLl", "-": "-– \u00a0"}.get(symbol, symbol + symbol.lower())
        typed += data.draw(st.sampled_from(alike))
    assert parse_code(f" {typed}\n") == code
    assert parse_code(printed.replace("-", "")) == code


@given(codes, st.integers(0, 19), st.sampled_from(SYMBOLS))
def test_a_mistyped_symbol_is_noticed(code, place, symbol):
    typed = code[:place] + symbol + code[place + 1 :] + format_code(code)[-1]
    if typed[:20] != code:
        with pytest.raises(DecodeError, match="a symbol is mistyped"):
            parse_code(typed)


@given(codes, st.integers(0, 18))
def test_two_swapped_neighbours_are_noticed(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        with pytest.raises(DecodeError, match="a symbol is mistyped"):
            parse_code(swapped + format_code(code)[-1])


@given(codes)
def test_every_check_symbol_but_one_is_refused(code):
    right = format_code(code)[-1]
    for symbol in SYMBOLS + "*~$=U":
        if symbol != right:
            with pytest.raises(DecodeError):
                parse_code(code + symbol)


def test_all_37_check_symbols_occur_and_can_be_typed_in_lower_case():
    printed = [new_code((number << 4).to_bytes(13, "big")) for number in range(37)]
    assert {code[-1] for code in printed} == set(SYMBOLS + "*~$=U")
    for number, code in enumerate(printed):
        assert parse_code(code.lower()) == code[:-2].replace("-", ""), number


@pytest.mark.parametrize(
    "text",
    ["", CODE, CODE + "11", "U" + CODE[1:] + "1", CODE[:-1] + "*1", "ſ" * 21, "é" * 21, "0" * 101],
)
def test_what_is_no_code_is_refused(text):
    with pytest.raises(DecodeError, match=r"^code: "):
        parse_code(text)


@given(st.text(min_size=6))
def test_any_text_gives_a_code_or_an_error_that_keeps_it_secret(text):
    said = ""
    try:
        assert format_code(parse_code(text))
    except DecodeError as error:
        said = str(error)
    assert text not in said


def test_another_amount_of_randomness_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="13 random bytes"):
        new_code(bytes(12))
