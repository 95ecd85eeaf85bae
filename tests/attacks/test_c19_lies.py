"""C19, C20. Whatever a key holder lies about, everybody who looks names the liar."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import TestCase

from crypto.canonical_json import encode
from crypto.trustee_keys import TrusteeSecret
from tests.attacks.doors import entries, failed, give
from tests.attacks.followers import before, blamed, browser_modules, followed, task_file
from tests.attacks.lies import HONEST, LIAR, LIES, Seen, told
from tests.elections import draft_election
from tests.simulated_line import Line
from trustee.cli import main
from voting.ceremonies import ceremony_view, drill_challenge
from voting.selectors import trustee_get
from voting.services import ceremony_start

STEPS = ("trustee", "share", "confirm", "drill")
NAME = f"trustee {LIAR}"
IN_NO_NAME = {
    "key_under_the_number_of_another",
    "share_for_number_zero",
    "shares_under_the_number_of_another",
    "signing_key_of_another",
    "two_shares_for_one_and_none_for_the_other",
}
"""Refused by form or signature. Who sent it is known from the link, and only the sender is told."""


@pytest.fixture(scope="module")
def told_to_server(django_db_setup, django_db_blocker) -> Iterator[dict]:
    """Status and words of the server for each lie, told in a ceremony that goes on all the same."""
    block = transaction.atomic()
    block._from_testcase = True  # code that wants no transaction around it is to run all the same
    with django_db_blocker.unblock(), block:
        with TestCase.captureOnCommitCallbacks(execute=True):
            yield dict(_tell_everything())
        transaction.set_rollback(True)


def _tell_everything() -> Iterator[tuple[str, tuple[int, str, bool]]]:
    built = draft_election(trustees=3, threshold=2, is_demonstration=False)
    ceremony_start(election=built.election)
    group = ceremony_view(built.reload()).ceremony.group
    built.secrets = [TrusteeSecret.draw(group, index=i, threshold=2) for i in (1, 2, 3)]
    for step in STEPS:
        for secret in built.secrets:
            seen = _seen(built, secret.index)
            if secret.index == LIAR:
                yield from _tell(built, seen, step)
            payload = encode(HONEST[step](seen, secret))
            assert give(built, secret, step, payload).status_code == 201


def _seen(built, index) -> Seen:
    built.reload()
    challenge = drill_challenge(trustee_get(built.election, index))
    return Seen(ceremony_view(built.election), built.secrets, challenge)


def _tell(built, seen, step):
    for name in LIES:
        if LIES[name].step == step:
            size = entries(built)
            answer = give(built, seen.liar, step, told(name, seen))
            yield name, (answer.status_code, answer.json()["message"], entries(built) == size)


@pytest.fixture(scope="module")
def modules():
    with browser_modules() as modules:
        yield modules


@pytest.fixture(scope="module")
def on_record(honest_record) -> dict[str, list[Line]]:
    """Records whose server let a lie through, by the lie; it stands last on each."""
    return {name: _with(honest_record, name) for name in LIES}


def _with(simulation, name) -> list[Line]:
    step = LIES[name].step
    honest = before(simulation, step, LIAR)
    seen = Seen(followed(honest), simulation.secrets)
    lie = Line(step, told(name, seen), seen.liar.signing_seed, {"trustee": LIAR})
    return [*honest, lie]


@pytest.mark.django_db
@pytest.mark.parametrize("name", LIES)
def test_the_server_refuses_the_liar_by_name(told_to_server, name):
    status, words, is_unchanged = told_to_server[name]
    assert 400 <= status < 500
    assert is_unchanged
    assert (NAME in words) is (name not in IN_NO_NAME), words


@pytest.mark.parametrize("name", LIES)
def test_the_program_of_another_key_holder_names_the_liar(on_record, honest, name, capsys):
    """At the command line, with the record in a task file."""
    lines = on_record[name]
    error = blamed(lines)
    assert error.trustee == LIAR
    honest.simulation.lines = lines
    task = task_file(honest.simulation, honest.path.with_name("task.txt"))
    key = task.with_name("key.txt")
    assert main(["status", str(task), "--key", str(key)]) == 1
    assert f"entry {len(lines) - 1} ({LIES[name].step}, by {NAME})" in capsys.readouterr().err


@pytest.mark.parametrize("name", LIES)
def test_the_page_of_another_key_holder_names_the_liar(on_record, modules, name):
    lines = on_record[name]
    said = modules.follow(lines)
    assert said["code"] == "refused"
    assert said["taken"] == said["entry"] == len(lines) - 1
    assert said["trustee"] == LIAR


@pytest.mark.parametrize("name", LIES)
def test_the_verifier_names_the_liar(on_record, honest, name):
    """Also when the ceremony never goes further than the lie."""
    simulation = honest.simulation
    simulation.lines = on_record[name]
    code, words = honest.verify(simulation)
    assert code == 1
    assert failed(words)
    assert f"entry {len(simulation.lines) - 1} ({LIES[name].step}, by {NAME})" in words
