"""The page about the interface: everything that is described, in a frame the reader can read."""

import pytest

from config.api_description import ANYBODY, KEY_HOLDER, SIGNER, api_description
from config.api_refusals import REFUSALS
from tests.config.test_schema import description, operations  # noqa: F401  fixtures, by their names
from tests.pages import Page

PAGE = "/api/v1/"


@pytest.fixture
def page(client):
    return Page(client.get(PAGE))


def test_every_operation_has_a_sentence_and_stands_on_the_page(page, operations):  # noqa: F811
    for operation in operations:
        assert operation["summary"].endswith("."), operation["operationId"]
        assert operation["summary"] in page.text


def test_every_refusal_is_told_in_words(operations):  # noqa: F811
    described = {
        code
        for operation in operations
        for status, answer in operation["responses"].items()
        if status >= "400"
        for code in answer["description"].split(", ")
    }
    assert described == set(REFUSALS)


def test_it_says_who_may_call_what():
    callers = {
        each.identity: each.who
        for section in api_description().sections
        for each in section.operations
    }
    assert callers["elections_list"] == ANYBODY
    assert callers["elections_ballots_create"] == SIGNER
    assert callers["elections_trustee_retrieve"] == KEY_HOLDER
    assert callers["elections_trustee_decryptions_create"] == KEY_HOLDER


def test_it_shows_fields_parameters_and_an_example(page):
    assert "how many are on the roll" in page.text
    assert "number of the first entry" in page.text
    example = 'curl "http://127.0.0.1:8000/api/v1/logs/slug/entries?count=COUNT&start=START"'
    assert example in page.text
    assert 'curl -H "Authorization: Bearer TOKEN"' in page.text


def test_every_form_that_is_named_is_there():
    described = api_description()
    known = {form.name for form in described.forms}
    for form in described.forms:
        assert {field.form for field in form.fields} - {""} <= known
    for section in described.sections:
        for each in section.operations:
            assert {each.answers.form, each.takes.form if each.takes else ""} - {""} <= known


@pytest.mark.django_db
def test_its_frame_is_in_the_reader_s_language_and_the_interface_in_none(client):
    page = Page(client.get(PAGE, headers={"accept-language": "fr"}))
    assert page.headings == ["L’interface pour les programmes"]
    assert "Where a browser sends a locked ballot to be cast." in page.text
    answer = client.get("/api/v1/elections/", headers={"accept-language": "fr"})
    assert "Accept-Language" not in answer.headers.get("Vary", "")


def test_it_runs_nothing_of_its_own(page):
    assert page.inline_scripts == []
