"""The product in its two sizes, each with the processes that can be killed in it."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.with_services import Server, postgresql_make, redis_make
from tests.chaos.draws import Draws
from tests.chaos.supervised import (
    Start,
    Supervised,
    Supervisor,
    children_of,
    command_of,
    kill,
    started,
    wait_until,
)
from tests.election.product import ROOT, Place, answers

START_SECONDS = 90
SLOTS = ("--concurrency", "1")

Kill = Callable[[Draws], list[int]]
"""Kills somebody; returns the ids of the processes."""


@dataclass(frozen=True)
class Installation:
    """A running product.

    Attributes:
        setting: its size, in a word.
        place: its folder, address and environment.
        supervisor: who starts its processes again.
        kills: what can be killed in it, by name.
    """

    setting: str
    place: Place
    supervisor: Supervisor
    kills: Mapping[str, Kill]


Prepare = Callable[[Place], None]
"""Makes what is to be there before web and workers start."""


@contextmanager
def embedded(folder: Path, prepare: Prepare) -> Iterator[Installation]:
    """`manage.py serve`, with SQLite and a queue in a folder."""
    place = _place(folder)
    prepare(place)
    with Supervisor() as supervisor:
        serve = supervisor.run("serve", _program(place, "manage.py", "serve", "--no-demonstration"))
        wait_until(lambda: answers(place.url), "an answering product", START_SECONDS)
        kills = {
            "web": lambda _: kill(_children(serve, "gunicorn")),
            "a web process": lambda draws: _one(draws, _grandchildren(serve, "gunicorn")),
            "a worker": lambda draws: _one(draws, _children(serve, " worker ")),
            "all workers": lambda _: kill(_children(serve, " worker ")),
            "scheduler": lambda _: kill(_children(serve, " beat ")),
            "serve": lambda _: serve.kill_main(),
            "all": lambda _: serve.kill_all(),
        }
        yield Installation("embedded", place, supervisor, kills)


@contextmanager
def scaled(folder: Path, prepare: Prepare) -> Iterator[Installation]:
    """PostgreSQL and Redis, gunicorn, two workers on ballots, one on the rest, a scheduler."""
    place = _place(folder)
    with Supervisor() as supervisor:
        database = _server(supervisor, "database", postgresql_make(folder / "postgresql"), place)
        queue = _server(supervisor, "queue", redis_make(folder / "redis"), place)
        prepare(place)
        sequencers = [
            supervisor.run(name, _worker(place, name, "ballots"))
            for name in ("sequencer-1", "sequencer-2")
        ]
        worker = supervisor.run("worker", _worker(place, "worker", "tally,mail,default"))
        scheduler = supervisor.run("scheduler", _celery(place, "beat"))
        web = supervisor.run("web", _gunicorn(place))
        wait_until(lambda: answers(place.url), "an answering product", START_SECONDS)
        kills: dict[str, Kill] = {
            "web": lambda _: web.kill_all(),
            "a web process": lambda draws: _one(draws, web.children()),
            "worker": lambda _: worker.kill_all(),
            "scheduler": lambda _: scheduler.kill_all(),
            "sequencer": lambda draws: draws.one_of(sequencers).kill_all(),
            "a sequencer process": lambda draws: _one(draws, draws.one_of(sequencers).children()),
            "database": lambda _: database.kill_main(),
            "a database process": lambda draws: _one(draws, database.children()),
            "queue": lambda _: queue.kill_all(),
        }
        yield Installation("scaled", place, supervisor, kills)


def _place(folder: Path) -> Place:
    """A place that knows no server but those made for it here."""
    folder.mkdir(parents=True, exist_ok=True)
    place = Place(folder, redis_number=0)
    place.database_url = place.broker_url = ""
    place.var.mkdir()
    return place


def _server(supervisor: Supervisor, name: str, server: Server, place: Place) -> Supervised:
    kept = supervisor.run(name, server.start)
    wait_until(server.is_answering, f"an answering {name}", START_SECONDS)
    if name == "database":
        place.database_url = server.url
    else:
        place.broker_url = f"{server.url}/0"
    return kept


def _program(place: Place, *arguments: str) -> Start:
    command = [sys.executable, *arguments]
    # Celery warns at every start of a container that runs as root.
    environment = place.environment | {"PYTHONWARNINGS": "ignore"}
    return lambda: started(command, environment=environment, folder=ROOT, log=place.log)


def _celery(place: Place, *arguments: str) -> Start:
    return _program(place, "-m", "celery", "--app", "config", *arguments, "--loglevel", "warning")


def _worker(place: Place, name: str, queues: str) -> Start:
    return _celery(place, "worker", "--queues", queues, "--hostname", f"{name}@%h", *SLOTS)


def _gunicorn(place: Place) -> Start:
    address = place.url.removeprefix("http://")
    size = ("--preload", "--workers", "2", "--threads", "4", "--log-level", "warning")
    return _program(place, "-m", "gunicorn", "config.wsgi:application", "--bind", address, *size)


def _children(serve: Supervised, program: str) -> list[int]:
    return [pid for pid in serve.children() if program in command_of(pid)]


def _grandchildren(serve: Supervised, program: str) -> list[int]:
    return [pid for child in _children(serve, program) for pid in children_of(child)]


def _one(draws: Draws, pids: list[int]) -> list[int]:
    """One of them; nobody where none is there just now, because an earlier kill still works."""
    return kill([draws.one_of(pids)]) if pids else []
