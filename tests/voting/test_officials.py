from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from voting.errors import InputError, SignInError
from voting.models import SignInLink
from voting.services import official_create, sign_in_link_create, sign_in_link_use

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"


@pytest.fixture
def official(db) -> User:
    return official_create(email="olga@example.org", name="Olga", password=PASSWORD)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


def is_signed_in(client: Client) -> bool:
    """With the first step at least; what else it takes: tests/voting/test_second_step.py."""
    answer = client.get("/officials/")
    return answer.status_code == 200 or answer["Location"].startswith("/officials/second-step")


def test_a_link_works_once(official):
    token = sign_in_link_create(user=official)
    assert sign_in_link_use(token=token) == official
    with pytest.raises(SignInError):
        sign_in_link_use(token=token)


def test_only_the_hash_of_a_link_is_kept(official):
    token = sign_in_link_create(user=official)
    assert token not in str(SignInLink.objects.values_list())


def test_a_link_dies_after_a_day_or_with_its_account(official):
    token = sign_in_link_create(user=official)
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(SignInError):
        sign_in_link_use(token=token)
    token = sign_in_link_create(user=official)
    official.is_active = False
    official.save()
    with pytest.raises(SignInError):
        sign_in_link_use(token=token)


def test_two_officials_cannot_share_an_address(official):
    with pytest.raises(InputError):
        official_create(email="OLGA@example.org", name="Someone else")


def test_signing_in_with_a_password(official):
    client = Client()
    answer = client.post("/officials/sign-in", {"email": "Olga@example.org", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/officials/")
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_look_alike(official):
    pages = []
    for email in ("olga@example.org", "nobody@example.org"):
        client = Client()
        answer = client.post("/officials/sign-in", {"email": email, "password": "wrong"})
        assert not is_signed_in(client)
        pages.append(answer.content.decode().count("do not fit together"))
    assert pages == [1, 1]


def test_guessing_is_slowed_down(official):
    client = Client()
    for _ in range(5):
        client.post("/officials/sign-in", {"email": official.email, "password": "wrong"})
    right = {"email": official.email, "password": PASSWORD}
    assert b"Too many tries" in client.post("/officials/sign-in", right).content
    assert not is_signed_in(client)


def test_signing_in_with_a_link_leaves_no_token_in_an_address(official):
    client = Client()
    token = sign_in_link_create(user=official)
    answer = client.post("/officials/sign-in/link", {"link": token})
    assert (answer.status_code, answer["Location"]) == (302, "/officials/")
    assert is_signed_in(client)
    again = Client().post("/officials/sign-in/link", {"link": token})
    assert b"used already or is too old" in again.content


def test_a_link_cannot_be_used_by_opening_an_address(official):
    assert Client().get("/officials/sign-in/link").status_code == 405


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("/officials/elections/new", "/officials/elections/new"),
        ("https://evil.example/", "/officials/"),
        ("//evil.example/", "/officials/"),
        ("javascript:alert(1)", "/officials/"),
    ],
)
def test_signing_in_leads_to_pages_of_ours_only(official, wanted, place):
    values = {"email": official.email, "password": PASSWORD, "next": wanted}
    assert Client().post("/officials/sign-in", values)["Location"] == place


def test_signing_out_takes_a_form(official, signed_in):
    client = signed_in(official)
    assert client.get("/officials/sign-out").status_code == 405
    assert is_signed_in(client)
    client.post("/officials/sign-out")
    assert not is_signed_in(client)


def test_passwords_are_kept_with_argon2(official):
    assert official.password.startswith("argon2")
