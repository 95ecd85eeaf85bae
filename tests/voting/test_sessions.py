"""When sessions of officials end, and how recent the second step has to be."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.clock import Clock
from tests.elections import frozen_election, open_election
from voting.sessions import FRESH_TO_ACT, FRESH_TO_SEE

pytestmark = pytest.mark.django_db

HOME = "/officials/"


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def olga(clock, official) -> Client:
    return people.signed_in(official)


def test_a_quarter_of_an_hour_without_a_word_ends_it(olga, clock):
    clock.go(minutes=14, seconds=59)
    assert olga.get(HOME).status_code == 200
    clock.go(minutes=15)
    assert olga.get(HOME)["Location"] == f"/officials/sign-in?next={HOME}"
    clock.go(minutes=-14)
    assert olga.get(HOME).status_code == 302, "a clock put back brings nothing back"


def test_eight_hours_end_it_however_busy_it_was(olga, clock):
    for _ in range(8 * 6 - 1):
        clock.go(minutes=10)
        assert olga.get(HOME).status_code == 200
    clock.go(minutes=10)
    assert olga.get(HOME)["Location"].startswith("/officials/sign-in")


def test_what_scripts_ask_for_keeps_nobody_signed_in(olga, clock):
    watch = reverse("official-watch-numbers", args=[open_election().election.pk])
    for _ in range(3):
        clock.go(minutes=4)
        assert olga.get(watch).status_code == 200
    clock.go(minutes=4)
    assert olga.get(watch).status_code == 302


def test_a_clock_far_behind_opens_nothing(olga, clock):
    clock.go(hours=-12)
    assert olga.get(HOME).status_code == 302


def test_acts_ask_for_the_second_step_again(olga, clock):
    election = frozen_election().election
    page = reverse("official-open", args=[election.pk])
    assert olga.get(page).status_code == 200
    clock.go(seconds=FRESH_TO_SEE.total_seconds())
    assert olga.get(page)["Location"] == f"/officials/second-step?next={page.replace('/', '%2F')}"
    answer = olga.post(page, {"typed": election.title_text})
    assert answer["Location"] == reverse("official-election", args=[election.pk])
    election.refresh_from_db()
    assert election.state == "open"


def test_an_act_with_an_old_second_step_is_not_done(olga, clock):
    election = frozen_election().election
    for _ in range(2):
        clock.go(seconds=FRESH_TO_ACT.total_seconds() / 2)
        olga.get(HOME)
    page = reverse("official-open", args=[election.pk])
    form = {"typed": election.title_text}
    answer = olga.post(page, form, headers={"Referer": f"http://testserver{page}"})
    place = f"http://testserver{page}".replace("/", "%2F").replace(":", "%3A")
    assert answer["Location"] == f"/officials/second-step?next={place}"
    election.refresh_from_db()
    assert election.state == "frozen"


def test_a_session_from_before_the_second_step_is_none(client, official):
    """As sessions were that began before there was one."""
    client.force_login(official)
    assert client.get(HOME).status_code == 302
