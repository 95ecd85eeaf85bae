import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.errors import InputError
from voting.texts import clean_text, clean_title, text_shown


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Ada\0", "U\\+0000"),
        ("Ada\x1b[31m", "U\\+001B"),
        ("Ada\u202eneB", "U\\+202E"),
        ("Ada\u2066Ben", "U\\+2066"),
        ("Ada\ud800", "U\\+D800"),
        ("two\nlines", "U\\+000A"),
        ("two\u2028lines", "U\\+2028"),
        ("Ada\uffff", "U\\+FFFF"),
        ("Ada\ufdd0", "U\\+FDD0"),
    ],
)
def test_characters_that_deceive_or_break_are_refused_by_place(text, fault):
    with pytest.raises(InputError, match=f"name: .*{fault}"):
        clean_text(text, place="name", longest=100)


@pytest.mark.parametrize("text", ["Ada Ωmega", "Žofie", "عائشة", "李雷", "O’Brien-Ñ", "👩‍🚒"])
def test_names_of_any_script_are_kept(text):
    assert clean_text(text, place="name", longest=100) == unicodedata.normalize("NFC", text)


@given(st.text(max_size=60))
def test_whatever_passes_is_in_normal_form_c_and_stays_as_it_is(text):
    try:
        once = clean_text(text, place="name", longest=60)
    except InputError:
        return
    assert unicodedata.is_normalized("NFC", once)
    assert clean_text(once, place="name", longest=60) == once


def test_a_title_is_needed_in_the_first_language():
    with pytest.raises(InputError, match=r"title \(fr\): must not be empty"):
        clean_title({"en": "Board"}, languages=["fr", "en"], place="title")
    title = clean_title({"en": "Board"}, languages=["en", "fr"], place="title")
    assert title == {"en": "Board", "fr": ""}


def test_a_language_the_election_does_not_have_is_refused():
    with pytest.raises(InputError, match="language de is not one"):
        clean_title({"en": "Board", "de": "Vorstand"}, languages=["en"], place="title")


def test_texts_are_shown_in_the_first_language_when_the_reader_s_is_missing():
    assert text_shown({"fr": "Conseil", "ar": "مجلس"}, ["fr", "ar"]) == "Conseil"
    assert text_shown({"fr": "Conseil", "en": "Board"}, ["fr", "en"]) == "Board"
