"""Run a command with DATABASE_URL, CELERY_BROKER_URL and CACHE_URL of servers started for it alone.

A PostgreSQL cluster and a Redis server are made in a temporary folder, listen on loopback, and
end with the command. Where a server's program is missing the command is not run, and the reason is
printed; with CI=true that is an error.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """How to start a server, as often as one likes: it finds its folder as it left it.

    Attributes:
        command: what runs it in the foreground.
        probe: a command that ends with 0 once it answers.
        folder: where it keeps everything.
        user: who has to run it; None for whoever asks.
        url: where it answers.
    """

    command: tuple[str, ...]
    probe: tuple[str, ...]
    folder: Path
    user: str | None
    url: str

    def start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            self.command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            user=self.user,
            group=self.user,
            process_group=0,
        )

    def is_answering(self) -> bool:
        return subprocess.run(self.probe, capture_output=True, check=False).returncode == 0


def main(command: list[str]) -> int:
    missing = missing_programs()
    if missing:
        print(f"skipped, not installed: {', '.join(missing)}")
        return 1 if os.environ.get("CI") == "true" else 0
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tabella-services-")))
        folder.chmod(0o755)
        environment = dict(os.environ)
        environment["DATABASE_URL"] = stack.enter_context(
            _running(postgresql_make(folder / "postgresql"))
        )
        redis = stack.enter_context(_running(redis_make(folder / "redis")))
        environment["CELERY_BROKER_URL"] = f"{redis}/0"
        environment["CACHE_URL"] = f"{redis}/1"
        environment["TABELLA_VAR"] = str(folder / "var")
        return subprocess.run(command, env=environment, check=False).returncode


def missing_programs() -> list[str]:
    """Names of the servers that are not installed."""
    is_there = {
        "postgresql": (_postgresql_folder() / "postgres").exists(),
        "redis-server": shutil.which("redis-server") is not None,
    }
    return [name for name, found in is_there.items() if not found]


def _postgresql_folder() -> Path:
    """The newest server's programs; Debian keeps them off the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return versions[-1] if versions else Path("/usr/bin")


def postgresql_make(folder: Path) -> Server:
    """Make a cluster in a new folder.

    PostgreSQL refuses to run as root, so root hands the cluster to the package's own user.
    """
    programs = _postgresql_folder()
    folder.mkdir()
    user = None
    if os.geteuid() == 0:
        user = "postgres"
        shutil.chown(folder, user, user)
    port = _free_port()
    data = folder / "data"
    options = ["-U", "tabella", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    initdb = [programs / "initdb", "-D", data, *options]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, user=user, group=user)
    where = f"-p {port} -h 127.0.0.1 -c max_connections=200 -k".split()
    probe = f"-h 127.0.0.1 -p {port} -U tabella postgres -c".split()
    return Server(
        command=(str(programs / "postgres"), "-D", str(data), *where, str(folder)),
        probe=(str(programs / "psql"), *probe, "select 1"),
        folder=folder,
        user=user,
        url=f"postgresql://tabella@127.0.0.1:{port}/postgres",
    )


def redis_make(folder: Path) -> Server:
    """Make a folder for a server that keeps nothing but in its memory."""
    folder.mkdir()
    port = str(_free_port())
    options = ("--bind", "127.0.0.1", "--dir", str(folder), "--save", "")
    return Server(
        command=("redis-server", "--port", port, *options),
        probe=("redis-cli", "-p", port, "ping"),
        folder=folder,
        user=None,
        url=f"redis://127.0.0.1:{port}",
    )


@contextlib.contextmanager
def _running(server: Server) -> Iterator[str]:
    process = server.start()
    try:
        _wait_for(server)
        yield server.url
    finally:
        # To PostgreSQL this says not to wait for idle connections; Redis ends by it too.
        process.send_signal(signal.SIGINT)
        process.wait(timeout=START_SECONDS)


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.is_answering():
        if time.monotonic() > deadline:
            raise SystemExit(f"no answer: {' '.join(server.probe)}")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
