"""Several writers at once, and writers that die: on a SQLite file, and on a PostgreSQL server."""

import json
import os
import subprocess
import sys
import uuid

import psycopg
import pytest
from psycopg import sql

from tests.board.writers import BATCH, BATCHES, THREADS

SLUG = "raced"
ONE_RACE = THREADS * BATCHES * BATCH


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite:///{tmp_path / 'raced.sqlite3'}"


@pytest.fixture
def postgresql_url():
    """A database of its own on the server that DATABASE_URL names."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        pytest.skip("DATABASE_URL names no PostgreSQL server")
    name = f"raced_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield f"{server.rpartition('/')[0]}/{name}"
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(params=["sqlite_url", pytest.param("postgresql_url", marks=pytest.mark.services)])
def start(request, tmp_path):
    """Start a writer in a process of its own, on a log that all of one test share."""
    url = request.getfixturevalue(request.param)
    # The product's own settings, so that all writers share one folder and one secret.
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TABELLA_VAR": str(tmp_path / "var"),
    }

    def start_writer(act):
        command = [sys.executable, "-m", "tests.board.writers", act, SLUG]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    assert finished(start_writer("create")) == 0
    return start_writer


def finished(writer):
    _, fault = writer.communicate(timeout=120)
    assert not fault, fault
    return writer.returncode


def facts(start):
    output, fault = start("report").communicate(timeout=120)
    assert not fault, fault
    return json.loads(output)


def test_sixteen_writers_in_two_processes_make_one_log_without_gaps(start):
    writers = [start("race"), start("race")]
    assert [finished(writer) for writer in writers] == [0, 0]
    assert facts(start) == {
        "size": 2 * ONE_RACE,
        "signed": 2 * ONE_RACE,
        "published": 2 * ONE_RACE,
        "is_unsigned": False,
        "is_one_log": True,
    }


def test_a_crash_before_the_commit_leaves_nothing(start):
    assert finished(start("crash_before_commit")) == 9
    assert facts(start) == {
        "size": 0,
        "signed": 0,
        "published": 0,
        "is_unsigned": False,
        "is_one_log": True,
    }


def test_a_crash_after_the_commit_leaves_a_head_that_the_next_call_signs(start):
    assert finished(start("crash_after_commit")) == 9
    before = facts(start)
    assert (before["size"], before["signed"], before["is_unsigned"]) == (BATCH, 0, True)
    assert finished(start("publish")) == 0
    after = facts(start)
    assert (after["size"], after["signed"], after["is_unsigned"]) == (BATCH, BATCH, False)


def test_a_writer_killed_at_any_moment_loses_nothing_it_had_acknowledged(start):
    acknowledged = 0
    for lines in (1, 3):
        writer = start("go_on")
        acknowledged += [int(writer.stdout.readline()) for _ in range(lines)][-1]
        writer.kill()
        writer.communicate(timeout=120)
        assert finished(start("publish")) == 0
        left = facts(start)
        assert left["is_one_log"]
        assert left["size"] == left["signed"] == left["published"] >= acknowledged
