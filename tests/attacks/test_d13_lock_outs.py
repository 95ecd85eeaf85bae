"""D13. Wrong tries in somebody's name, to keep them out."""

from uuid import uuid4

from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from crypto import entropy
from tests.attacks.doors import fate, locked, post
from tests.attacks.test_p13_watched_ballots import signed_in
from voting.services import sign_in_link_create

TRIES = 25
PASSWORD = "a long enough pass phrase"


def test_no_number_of_wrong_tries_keeps_a_voter_out(built):
    """There is nothing to lock: a code of 100 bits is not guessed."""
    stranger = entropy.random_bytes(32)
    for _ in range(TRIES):
        assert signed_in(built, stranger, built.credential(1)).status_code == 403
    mine = locked(built)
    forged = mine.cast_body() | {"signature": "00" * 64}
    for _ in range(TRIES):
        assert post(f"{mine.address}/ballots", forged).status_code == 403
    assert signed_in(built, built.seed(1), built.credential(1)).status_code == 200
    assert fate(mine) == "recorded"


def test_wrong_passwords_for_one_official_slow_down_that_one_alone(db):
    """From one network, too; and the link that is mailed to them opens the door at once."""
    cache.clear()
    attacked, other = (official() for _ in range(2))
    for _ in range(TRIES):
        try_password(attacked, "wrong")
    assert "Too many tries" in try_password(attacked, PASSWORD).content.decode()
    assert "Too many tries" not in try_password(other, PASSWORD).content.decode()
    link = sign_in_link_create(user=attacked)
    assert Client().post("/officials/sign-in/link", {"link": link}).status_code == 302


def official() -> User:
    name = f"{uuid4()}@example.org"
    return User.objects.create_user(name, name, PASSWORD)


def try_password(user: User, password: str):
    return Client().post("/officials/sign-in", {"email": user.username, "password": password})
