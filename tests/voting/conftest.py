from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests import people
from tests.tasks import eager, queue  # noqa: F401  fixtures, by their names


@pytest.fixture
def official(db) -> User:
    return people.official()


@pytest.fixture
def other_official(db) -> User:
    return people.other_official()


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def make(user: User) -> Client:
        client = Client()
        people.sign_in(client, user)
        return client

    return make


@pytest.fixture
def official_client(official, signed_in) -> Client:
    return signed_in(official)
