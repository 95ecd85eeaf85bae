"""Attacked worlds: one real election for each module, put back after each test."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import TestCase

from tests.attacks.doors import Honest
from tests.elections import BuiltElection, contest_draft, open_election
from tests.simulator import Simulation
from tests.tasks import eager, queue  # noqa: F401  fixtures, by their names

BUDGET = {"votes_min": 1, "votes_max": 3, "option_max": 2}


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker) -> Iterator[BuiltElection]:
    """Open, real, three key holders of whom two are needed, two questions, twelve voters.

    Its rows are in a transaction around those of the module's tests.
    """
    block = transaction.atomic()
    block._from_testcase = True  # code that wants no transaction around it is to run all the same
    with django_db_blocker.unblock(), block:
        yield _open()
        transaction.set_rollback(True)


def _open() -> BuiltElection:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return open_election(
            contests=[
                contest_draft(votes_max=1),
                contest_draft("Where should the money go?", ("Parks", "Roads"), **BUDGET),
            ],
            voters=12,
            trustees=3,
            threshold=2,
            is_demonstration=False,
        )


@pytest.fixture(autouse=True)
def tasks_at_once(eager) -> None:  # noqa: F811
    """Workers are never idle, unless a test asks for `queue`."""


@pytest.fixture
def built(shared, db) -> BuiltElection:
    """The module's election as it was when it opened; what a test does to it is undone."""
    shared.reload()
    return shared


@pytest.fixture(scope="session")
def honest_record() -> Simulation:
    return Simulation.honest()


@pytest.fixture
def honest(honest_record, tmp_path, capsys) -> Honest:
    """A whole election in memory to be tampered with, and the verifier's command line."""
    return Honest(honest_record.copy(), tmp_path / "record.zip", capsys)
