"""The code that `make run` prints: for one account, on this machine, and nowhere else."""

import pytest
from django.test import Client

from config.account_checks import standing_code_stays_here
from tests import people
from voting.errors import StateError
from voting.services import (
    is_set_up,
    second_step_reset,
    sign_in_link_create,
    standing_code_make,
)
from voting.standing_code import DEMONSTRATION_OFFICIAL

pytestmark = pytest.mark.django_db

ELSEWHERE = ("https://vote.example.org", "http://203.0.113.5:8000", "http://localhost.example.org")
HERE = ("http://127.0.0.1:8000", "http://localhost:8123", "http://[::1]:8000")


@pytest.fixture
def demonstrator(settings):
    settings.TABELLA_URL = HERE[0]
    return people.person(DEMONSTRATION_OFFICIAL, "Demonstration official")


def gets_in(user, code: str) -> bool:
    client = Client()
    client.post("/officials/sign-in/link", {"link": sign_in_link_create(user=user)})
    client.post("/officials/second-step", {"code": code})
    return client.get("/officials/").status_code == 200


@pytest.mark.parametrize("address", HERE)
def test_it_works_again_and_again_on_this_machine(demonstrator, settings, address):
    settings.TABELLA_URL = address
    code = standing_code_make(user=demonstrator)
    assert gets_in(demonstrator, code)
    assert gets_in(demonstrator, code)
    assert not gets_in(demonstrator, "AAAA-AAAA-AAAA-AAAA")
    assert standing_code_stays_here(databases=["default"]) == []


@pytest.mark.parametrize("address", ELSEWHERE)
def test_it_is_worth_nothing_where_others_come_and_nothing_starts_with_it(
    demonstrator, settings, address
):
    code = standing_code_make(user=demonstrator)
    settings.TABELLA_URL = address
    assert not gets_in(demonstrator, code)
    assert not is_set_up(demonstrator)
    with pytest.raises(StateError):
        standing_code_make(user=demonstrator)
    assert [fault.id for fault in standing_code_stays_here(databases=["default"])] == [
        "tabella.E005"
    ]
    second_step_reset(user=demonstrator)
    assert standing_code_stays_here(databases=["default"]) == []


def test_nobody_else_gets_one(demonstrator, official):
    with pytest.raises(StateError):
        standing_code_make(user=official)
    code = standing_code_make(user=demonstrator)
    assert not gets_in(official, code)


def test_each_start_makes_another(demonstrator):
    first = standing_code_make(user=demonstrator)
    second = standing_code_make(user=demonstrator)
    assert not gets_in(demonstrator, first)
    assert gets_in(demonstrator, second)
