"""Guessing is slowed down; nobody is locked out by somebody else."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.clock import Clock
from voting.errors import WaitError
from voting.models import SignInBrake
from voting.services import official_create, password_try, try_succeeded
from voting.services.sign_in_brakes import ACCOUNT, NETWORK, PAIR

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
HERE, THERE = "203.0.113.5", "198.51.100.7"


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def official(db) -> User:
    return official_create(email="olga@example.org", name="Olga", password=PASSWORD)


def guessed(account: str, network: str) -> int:
    """How long to wait; 0 if the guess is made."""
    try:
        password_try(account=account, network=network)
    except WaitError as error:
        return error.seconds
    return 0


def test_of_a_thousand_guesses_at_once_few_are_made(clock):
    tried = [guessed("olga@example.org", HERE) for _ in range(1000)].count(0)
    assert tried == PAIR.free


def test_whoever_guesses_whenever_it_is_possible_makes_about_a_hundred_guesses_a_day(clock):
    """However many are sent: 10,000 in a day are no more."""
    end, tried = clock.now + timedelta(days=1), 0
    while clock.now < end:
        wait = guessed("olga@example.org", HERE)
        tried += wait == 0
        clock.go(seconds=wait)
    assert PAIR.free < tried <= 115


def test_guessing_at_many_accounts_from_one_network_is_slowed_down(clock):
    tried = [guessed(f"{number}@example.org", HERE) for number in range(1000)].count(0)
    assert tried == NETWORK.free


def test_many_networks_slow_an_account_down_and_do_not_lock_it(clock, official):
    for number in range(300):
        guessed(official.email, f"net {number}")
    wait = guessed(official.email, "at home")
    assert 0 < wait <= ACCOUNT.most + 1
    clock.go(seconds=wait)
    answer = signed_in_from(HERE, PASSWORD)
    assert answer.status_code == 302


def test_one_person_locks_nobody_else_out(clock, official):
    for number in range(500):
        guessed(f"{number % 3}@example.org", THERE)
        guessed(official.email, THERE)
    assert signed_in_from(HERE, PASSWORD).status_code == 302


def test_the_right_password_forgets_the_failures_here(clock):
    for _ in range(PAIR.free - 1):
        guessed("olga@example.org", HERE)
    try_succeeded(made=password_try(account="OLGA@example.org ", network=HERE))
    assert [guessed("olga@example.org", HERE) for _ in range(PAIR.free)] == [0] * PAIR.free


def test_knowing_one_password_gives_no_further_guesses_at_others(clock):
    for number in range(NETWORK.free + 5):
        guessed(f"{number}@example.org", HERE)
        with suppress(WaitError):
            try_succeeded(made=password_try(account="mine@example.org", network=HERE))
    assert guessed("another@example.org", HERE) > 0


def test_the_rows_name_nobody_and_go_after_a_day(clock):
    guessed("olga@example.org", HERE)
    rows = str(list(SignInBrake.objects.values()))
    assert "olga" not in rows
    assert HERE not in rows
    clock.go(days=1, seconds=1)
    guessed("umar@example.org", THERE)
    assert SignInBrake.objects.count() == 3


def test_a_link_by_mail_needs_no_waiting(clock, official, client):
    for _ in range(20):
        client.post("/officials/sign-in", {"email": official.email, "password": "wrong"})
    shown = client.get("/officials/sign-in/ask")
    assert shown.status_code == 200


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_behind_our_own_web_servers_only_what_they_saw_counts(clock, official, settings, proxies):
    """Whoever adds to the header by themselves does not become somebody else."""
    settings.TABELLA_PROXIES = proxies
    pages = []
    for number in range(PAIR.free + 1):
        seen = [f"192.0.2.{number}", *["203.0.113.9"] * proxies]
        client = Client(headers={"X-Forwarded-For": ", ".join(seen)})
        answer = client.post("/officials/sign-in", {"email": official.email, "password": "wrong"})
        pages.append(b"Too many tries" in answer.content)
    assert pages == [False] * PAIR.free + [True]


def signed_in_from(address: str, password: str):
    values = {"email": "olga@example.org", "password": password}
    return Client(REMOTE_ADDR=address).post("/officials/sign-in", values)
