"""The catalogues: complete, current, with every place for a name or number, and compiled."""

import re
from gettext import GNUTranslations

import pytest

from tests.catalogues import LOCALE, asked_for, read_catalogue

LANGUAGES = ("fr", "es", "ar")
PLACE = re.compile(r"%\(\w+\)s|%%\d|\{\w+\}|</?[a-z]+|(?:class|href)=\"[^\"]+\"")
# Forms that are for one number only may say it as a word: none, one and two in Arabic.
SINGLE = {"fr": (), "es": (), "ar": (0, 1, 2)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_left_over_or_there_twice(language):
    messages = [entry.message for entry in read_catalogue(language)]
    assert set(messages) == asked_for()
    assert len(messages) == len(set(messages))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_untranslated_or_doubtful(language):
    for entry in read_catalogue(language):
        assert all(form.strip() for form in entry.forms), entry.message
        assert not entry.is_fuzzy, entry.message
    assert "#~" not in (LOCALE / language / "LC_MESSAGES" / "django.po").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_number_and_tag_keeps_its_place(language):
    for entry in read_catalogue(language):
        wanted = sorted(PLACE.findall(entry.message[-1]))
        for number, form in enumerate(entry.forms):
            found = sorted(PLACE.findall(form))
            if len(entry.forms) > 1 and number in SINGLE[language]:
                assert set(found) <= set(wanted), form
            else:
                assert found == wanted, form


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_ends_where_the_english_one_does(language):
    for entry in read_catalogue(language):
        for form in entry.forms:
            assert form.endswith("\n") == entry.message[0].endswith("\n"), form


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_one_that_people_read(language):
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    expected = {}
    for entry in read_catalogue(language):
        if len(entry.message) == 1:
            expected[entry.message[0]] = entry.forms[0]
        else:
            expected |= {
                (entry.message[0], number): form for number, form in enumerate(entry.forms)
            }
    assert {key: text for key, text in compiled._catalog.items() if key} == expected


def test_all_six_forms_of_arabic_are_there():
    forms = [entry.forms for entry in read_catalogue("ar") if len(entry.message) == 2]
    assert {len(each) for each in forms} == {6}
