"""The real product on loopback, in processes and a folder of its own."""

import contextlib
import email
import email.policy
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90
STOP_SECONDS = 40
COMMAND_SECONDS = 300
POLL_SECONDS = 0.05
# A Redis server has 16 databases; 0 and 1 are those the environment names.
FIRST_REDIS_DATABASE, REDIS_DATABASES = 2, 14
OURS = ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "TABELLA_", "DJANGO_", "EMAIL_")


def wait_until(condition, what, *, seconds=60):
    """Poll a condition; returns what it gave once that is true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"never came: {what}"
        time.sleep(POLL_SECONDS)
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Place:
    """Where one installation keeps everything: a folder, a database, a broker, an address.

    With DATABASE_URL and CELERY_BROKER_URL in the environment it gets a PostgreSQL database and a
    Redis database of its own there; otherwise it is the embedded default.
    """

    def __init__(self, folder, *, redis_number):
        self.folder = folder
        self.var = folder / "var"
        self.url = f"http://127.0.0.1:{free_port()}"
        self.log = folder / "output.log"
        self._server_url = os.environ.get("DATABASE_URL", "")
        self.database_url = _with_path(self._server_url, f"tabella_{uuid.uuid4().hex}")
        broker = os.environ.get("CELERY_BROKER_URL", "")
        self.broker_url = _with_path(broker, str(FIRST_REDIS_DATABASE + redis_number))
        self.extra: dict[str, str] = {}

    @property
    def environment(self):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "TABELLA_VAR": str(self.var),
            "TABELLA_URL": self.url,
            "DATABASE_URL": self.database_url,
            "CELERY_BROKER_URL": self.broker_url,
            "CACHE_URL": self.broker_url,
            "PYTHONUNBUFFERED": "1",
            **self.extra,
        }

    @contextlib.contextmanager
    def made(self):
        """The place from its making to its end."""
        self.var.mkdir(parents=True)
        if self.database_url:
            self._at_server("CREATE DATABASE {}")
        try:
            yield self
        finally:
            if self.broker_url:
                with redis.Redis.from_url(self.broker_url) as broker:
                    broker.flushdb()
            if self.database_url:
                self._at_server("DROP DATABASE {} WITH (FORCE)")

    def run(self, *arguments, seconds=COMMAND_SECONDS):
        """Run one of the repository's programs to its end; its answer is for its caller alone."""
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        with self.log.open("a", encoding="utf-8") as log:
            log.write(done.stderr)
        return done

    def manage(self, *arguments, seconds=COMMAND_SECONDS):
        return self.run("manage.py", *arguments, seconds=seconds)

    def mails(self):
        """Every message sent so far, in the order of their sending."""
        files = sorted((self.var / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
        texts = [text for path in files for text in path.read_text("utf-8").split("-" * 79 + "\n")]
        return [
            email.message_from_string(text, policy=email.policy.default)
            for text in texts
            if text.strip()
        ]

    def log_text(self):
        return self.log.read_text("utf-8", errors="replace")

    def database_dump(self):
        """Every row of every table as text; bytes as hex digits."""
        return _dump_postgresql(self.database_url) if self.database_url else self._dump_sqlite()

    def table_sizes(self):
        """How many rows each table of ours holds."""
        with self.connection() as connection:
            return {
                name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
                for name in _tables(connection)
                if name.split("_")[0] in {"board", "voting", "ballots", "tally"}
            }

    def connection(self):
        if self.database_url:
            return psycopg.connect(self.database_url)
        return contextlib.closing(sqlite3.connect(self.var / "tabella.sqlite3"))

    def broker_contents(self):
        """Everything that stands in the broker now: name, bytes."""
        if not self.broker_url:
            files = (path for path in (self.var / "queue").rglob("*") if path.is_file())
            return {str(path.relative_to(self.var)): _bytes_if_there(path) for path in files}
        with redis.Redis.from_url(self.broker_url) as broker:
            return {key.decode(): _redis_value(broker, key) for key in broker.keys()}  # noqa: SIM118

    @contextlib.contextmanager
    def broker_commands(self):
        """Give a function that returns the commands Redis was given since the block began."""
        if not self.broker_url:
            yield tuple
            return
        with redis.Redis.from_url(self.broker_url) as broker, broker.monitor() as monitor:
            yield lambda: _commands_so_far(broker, monitor)

    def _dump_sqlite(self):
        with self.connection() as connection:
            return "\n".join(connection.iterdump())

    def _at_server(self, statement):
        name = urlsplit(self.database_url).path.removeprefix("/")
        with psycopg.connect(self._server_url, autocommit=True) as server:
            server.execute(statement.format(name))


@dataclass
class Product:
    """A place where web and worker are running."""

    place: Place
    process: subprocess.Popen = field(repr=False)

    @property
    def url(self):
        return self.place.url

    @contextlib.contextmanager
    def broker_overheard(self):
        """Give a dict that holds, after the block, what went to the broker during it.

        Workers are held meanwhile, so that messages in a folder stay there. Redis hands a message
        to a waiting worker at once, so there it is asked for every command it was given.
        """
        overheard: dict[str, bytes] = {}
        with self._workers_held(), self.place.broker_commands() as commands:
            yield overheard
            overheard |= self.place.broker_contents()
            overheard |= {f"command {number}": text for number, text in enumerate(commands())}

    @contextlib.contextmanager
    def _workers_held(self):
        workers = self._workers()
        for worker in workers:
            os.kill(worker, signal.SIGSTOP)
        try:
            yield
        finally:
            for worker in workers:
                os.kill(worker, signal.SIGCONT)

    def _workers(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children.split()}
        workers = [int(pid) for pid, text in commands.items() if b"\0worker\0" in text]
        assert workers, "no worker is running"
        return workers


@contextlib.contextmanager
def running_product(place):
    """Web and worker, from their start to their end."""
    with place.log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--no-demonstration"],
            cwd=ROOT,
            env=place.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until(
            lambda: answers(place.url) or process.poll() is not None,
            "an answering product",
            seconds=START_SECONDS,
        )
        assert process.poll() is None, place.log_text()
        yield Product(place, process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=STOP_SECONDS)
        finally:
            process.kill()


def redis_number(worker, *, of=0):
    """A Redis database that no other process of this test run uses, for two places of each."""
    number = int(worker.removeprefix("gw")) if worker.startswith("gw") else 0
    return (2 * number + of) % REDIS_DATABASES


def _with_path(url, path):
    return urlunsplit(urlsplit(url)._replace(path=f"/{path}")) if url else ""


def answers(url):
    with contextlib.suppress(OSError):
        urllib.request.urlopen(url, timeout=5).close()  # noqa: S310  an address of our own making
        return True
    return False


def _tables(connection):
    names = (
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        if isinstance(connection, psycopg.Connection)
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    return [name for (name,) in connection.execute(names)]


def _dump_postgresql(url):
    parts = []
    with psycopg.connect(url) as connection:
        for name in _tables(connection):
            with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as rows:
                parts += [name, *(bytes(row).decode("utf-8") for row in rows)]
    return "\n".join(parts)


def _bytes_if_there(path):
    # A worker may take a message away between the listing and the reading.
    with contextlib.suppress(FileNotFoundError):
        return path.read_bytes()
    return b""


def _commands_so_far(broker, monitor):
    end = f"end {uuid.uuid4().hex}"
    broker.echo(end)
    commands = iter(lambda: monitor.next_command()["command"], f"ECHO {end}")
    return [command.partition(" ")[2].encode() for command in commands]


def _redis_value(broker, key):
    match broker.type(key):
        case b"list":
            return b"\n".join(broker.lrange(key, 0, -1))
        case b"hash":
            return b"\n".join(part for pair in broker.hgetall(key).items() for part in pair)
        case b"zset":
            return b"\n".join(broker.zrange(key, 0, -1))
        case b"set":
            return b"\n".join(broker.smembers(key))
        case _:
            return broker.get(key) or b""
