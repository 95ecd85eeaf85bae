"""The second step of an official's sign-in: nothing but setting it up is possible without it."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from tests import people
from tests.clock import Clock
from tests.elections import draft_election
from voting.models import AuditEntry, RecoveryCode, SecondStep
from voting.services import recovery_codes_make, second_step_reset, sign_in_link_create
from voting.services.sign_in_brakes import SECOND_STEP

pytestmark = pytest.mark.django_db

PROVE = "/officials/second-step"
SET_UP = "/officials/second-step/set-up"
APP = "/officials/second-step/app"
CODES = "/officials/second-step/codes"


@pytest.fixture
def olga(official) -> Client:
    """Olga after the first step."""
    client = Client()
    client.post("/officials/sign-in/link", {"link": sign_in_link_create(user=official)})
    return client


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch)


def app_of(client: Client) -> pyotp.TOTP:
    shown = client.get(APP).content.decode()
    return pyotp.TOTP(re.search(r'id="secret">([A-Z2-7]{32})<', shown)[1])


def digits_of(app: pyotp.TOTP, clock: Clock) -> str:
    return app.at(clock.now)


def with_app(client: Client, clock: Clock) -> pyotp.TOTP:
    app = app_of(client)
    assert client.post(APP, {"digits": digits_of(app, clock)})["Location"] == SET_UP
    return app


def is_in(client: Client) -> bool:
    return client.get("/officials/").status_code == 200


def signed_in_again(official) -> Client:
    client = Client()
    client.post("/officials/sign-in/link", {"link": sign_in_link_create(user=official)})
    assert not is_in(client)
    return client


def test_without_a_second_step_there_is_only_the_page_that_sets_one_up(olga):
    election = draft_election().election
    for page in ("/officials/", "/officials/elections/new", f"/officials/elections/{election.pk}/"):
        assert olga.get(page)["Location"].startswith(PROVE)
        assert olga.post(page)["Location"].startswith(PROVE)
    assert olga.get(PROVE)["Location"] == SET_UP
    assert "Set up a second step before you go on" in olga.get(SET_UP).content.decode()


def test_nobody_sets_a_step_up_without_the_first(db):
    for page in (PROVE, SET_UP, APP):
        assert Client().get(page)["Location"].startswith("/officials/sign-in")
    assert Client().post(CODES)["Location"].startswith("/officials/sign-in")


def test_an_app_is_taken_into_use_by_its_digits_and_asked_for_next_time(olga, official, clock):
    app = app_of(olga)
    assert olga.post(APP, {"digits": "000000"}).status_code == 200
    assert not is_in(olga)
    olga.post(APP, {"digits": digits_of(app, clock)})
    assert is_in(olga)
    again = signed_in_again(official)
    clock.go(seconds=30)
    answer = again.post(PROVE, {"code": digits_of(app, clock), "next": "/officials/elections/new"})
    assert answer["Location"] == "/officials/elections/new"
    assert is_in(again)


def test_digits_work_once(olga, official, clock):
    app = with_app(olga, clock)
    clock.go(seconds=30)
    digits = digits_of(app, clock)
    assert signed_in_again(official).post(PROVE, {"code": digits}).status_code == 302
    thief = signed_in_again(official)
    assert thief.post(PROVE, {"code": digits}).status_code == 200
    assert not is_in(thief)


@pytest.mark.parametrize(("off", "works"), [(-90, False), (-30, True), (30, True), (90, False)])
def test_a_phone_may_be_half_a_minute_off(olga, official, clock, off, works):
    app = with_app(olga, clock)
    clock.go(minutes=5)
    digits = app.at(clock.now + timedelta(seconds=off))
    again = signed_in_again(official)
    again.post(PROVE, {"code": digits})
    assert is_in(again) == works


def test_guessing_digits_is_slowed_down_however_many_sessions_guess(olga, official, clock):
    app = with_app(olga, clock)
    clock.go(seconds=30)
    for _ in range(SECOND_STEP.free):
        signed_in_again(official).post(PROVE, {"code": "000000"})
    right = signed_in_again(official)
    assert b"Too many tries" in right.post(PROVE, {"code": digits_of(app, clock)}).content
    clock.go(seconds=30)
    right.post(PROVE, {"code": digits_of(app, clock)})
    assert is_in(right)


def test_whoever_has_only_the_first_step_cannot_change_the_second(olga, official, clock):
    with_app(olga, clock)
    thief = signed_in_again(official)
    for page in (SET_UP, APP):
        assert thief.get(page)["Location"].startswith(PROVE)
    for page in (APP, CODES, f"{APP}/remove"):
        assert thief.post(page)["Location"].startswith(PROVE)
    assert SecondStep.objects.get().code_confirmed_at is not None


def test_changing_it_takes_a_recent_second_step(olga, clock):
    with_app(olga, clock)
    assert olga.get(SET_UP).status_code == 200
    for _ in range(2):
        clock.go(minutes=8)
        olga.get("/officials/")
    assert olga.get("/officials/").status_code == 200
    assert olga.get(SET_UP)["Location"].startswith(PROVE)


def test_recovery_codes_work_once_each_and_new_ones_replace_them(olga, official, clock):
    with_app(olga, clock)
    draft_election(official=official)
    shown = olga.post(CODES).content.decode()
    codes = re.findall(r"(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}", shown)
    assert len(codes) == 10
    assert not any(code in str(list(RecoveryCode.objects.values())) for code in codes)
    first, second = signed_in_again(official), signed_in_again(official)
    first.post(PROVE, {"code": codes[0].lower().replace("-", " ")})
    second.post(PROVE, {"code": codes[0]})
    assert (is_in(first), is_in(second)) == (True, False)
    assert AuditEntry.objects.filter(kind="recovery-used").count() == 1
    recovery_codes_make(user=official)
    third = signed_in_again(official)
    third.post(PROVE, {"code": codes[1]})
    assert not is_in(third)


def test_the_last_second_step_cannot_be_removed(olga, clock):
    with_app(olga, clock)
    assert b"one second step has to stay" in olga.post(f"{APP}/remove", follow=True).content
    assert is_in(olga)


def test_a_reset_ends_what_sessions_have_proved_and_is_in_the_log(olga, official, clock):
    election = draft_election(official=official).election
    with_app(olga, clock)
    olga.post(CODES)
    assert is_in(olga)
    call_command("second_step_reset", official.username)
    assert not is_in(olga)
    assert not RecoveryCode.objects.exists()
    assert olga.get(PROVE)["Location"] == SET_UP
    line = election.audit.last()
    assert (line.kind, line.first, line.second) == ("step-reset", "", official.username)
    with pytest.raises(CommandError):
        call_command("second_step_reset", "nobody@example.org")


def test_a_reset_of_somebody_else_touches_nobody(olga, other_official, clock):
    with_app(olga, clock)
    second_step_reset(user=other_official)
    assert is_in(olga)


def test_the_secret_of_an_app_is_not_in_the_database(olga, clock, settings):
    app = with_app(olga, clock)
    rows = str(list(SecondStep.objects.values()))
    assert app.secret not in rows
    settings.CODE_APP_SECRETS = [bytes(32)]
    clock.go(seconds=30)
    again = signed_in_again(people.official())
    again.post(PROVE, {"code": digits_of(app, clock)})
    assert not is_in(again)


def test_an_app_goes_on_after_a_new_secret_that_was_not_stolen(olga, official, clock, settings):
    app = with_app(olga, clock)
    settings.CODE_APP_SECRETS = [bytes(32), *settings.CODE_APP_SECRETS]
    clock.go(seconds=30)
    again = signed_in_again(official)
    again.post(PROVE, {"code": digits_of(app, clock)})
    assert is_in(again)


def test_each_step_gives_the_session_a_new_name(official, clock):
    client = Client()
    client.get("/officials/sign-in")
    client.post("/officials/sign-in/link", {"link": sign_in_link_create(user=official)})
    first = client.cookies["sessionid"].value
    with_app(client, clock)
    second = client.cookies["sessionid"].value
    assert first != second
    old = Client()
    old.cookies["sessionid"] = first
    assert old.get("/officials/")["Location"].startswith("/officials/sign-in")


def test_a_wrong_place_to_go_on_to_leads_home(olga, official, clock):
    app = with_app(olga, clock)
    clock.go(seconds=30)
    again = signed_in_again(official)
    values = {"code": digits_of(app, clock), "next": "https://evil.example/"}
    assert again.post(PROVE, values)["Location"] == "/officials/"
