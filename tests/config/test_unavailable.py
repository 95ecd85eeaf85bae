"""What is answered while a part of the installation is away."""

from uuid import uuid4

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from kombu.exceptions import OperationalError as QueueError
from redis.exceptions import ConnectionError as CacheError

AWAY = [OperationalError, InterfaceError, QueueError, CacheError]
PAGE, API = "/logs/", "/api/v1/logs/registry/checkpoint"


@pytest.fixture
def broken(monkeypatch):
    """Let whatever asks for a log, in a page or in the interface, meet an error."""

    def break_by(error):
        def fail(*_, **__):
            raise error

        monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", fail)

    return break_by


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize("error", AWAY)
def test_programs_are_told_when_to_ask_again(broken, client, error):
    broken(error("connection to 127.0.0.1 refused"))
    answer = client.get(API)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert answer.json()["code"] == "unavailable"
    assert "127.0.0.1" not in answer.content.decode()


@pytest.mark.django_db
def test_people_get_a_page_that_needs_no_database(broken, client):
    broken(OperationalError("the database system is starting up"))
    answer = client.get(PAGE)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert "Nothing you sent was half done" in answer.content.decode()
    assert "starting up" not in answer.content.decode()


@pytest.mark.django_db
def test_what_does_not_pass_by_itself_is_no_503(broken, client):
    broken(ValueError("a fault of ours"))
    assert client.get(API).status_code == 500


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, ValueError])
def test_the_log_of_a_failure_names_no_ballot(broken, client, caplog, error):
    ballot = "ab" * 32
    broken(error("away"))
    client.get(f"/api/v1/elections/{uuid4()}/ballots/{ballot}")
    lines = [record.getMessage() for record in caplog.records if record.name == "django.request"]
    assert lines
    assert [line for line in lines if ballot in line] == []
    assert "ballots/<" in lines[0]
