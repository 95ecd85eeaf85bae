"""P15. The secret numbers of a ballot are a receipt: where they go, and where they do not."""

import json

from django.db import connection
from django.test import Client

from ballots.models import Submission
from tests.attacks.doors import cast, locked, post, show


def test_a_ballot_sent_with_its_secret_numbers_is_not_taken(built):
    """So no booth can leave them with the server by mistake."""
    mine = locked(built)
    for place in ("nonces", "randomness", "ballot_nonce"):
        answer = post(f"{mine.address}/ballots", mine.cast_body() | {place: mine.nonces})
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert not Submission.objects.exists()


def test_they_are_kept_of_a_ballot_that_was_tested_and_of_no_other(built):
    mine, tested = locked(built, 1), locked(built, 2)
    assert cast(mine).status_code == show(tested).status_code == 202
    kept = everything_kept()
    assert all(number in kept for number in numbers_of(tested))
    assert not any(number in kept for number in numbers_of(mine))


def numbers_of(ballot) -> list[str]:
    """Every number in what a booth keeps beside a ballot until it is sent or tested."""
    found = [text for text in json.dumps(ballot.nonces).split('"') if len(text) == 64]
    assert found
    return found


def everything_kept() -> str:
    """Every row of the database, bytes as text and as digits."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  a name of our own
            told += [value for row in cursor.fetchall() for value in row]
    return "\n".join(
        f"{bytes(value).decode(errors='replace')} {bytes(value).hex()}"
        if isinstance(value, bytes | memoryview)
        else str(value)
        for value in told
    )


def test_what_a_voter_can_do_with_a_program_of_their_own_is_said_plainly():
    words = Client().get("/help/limits").content.decode()
    assert "a voter who wants to prove how they voted can do so" in words
