"""Run a command with DATABASE_URL, CELERY_BROKER_URL and CACHE_URL of servers started for it alone.

A PostgreSQL cluster and a Redis server are made in a temporary folder, listen on loopback, and
end with the command. Where a server's program is missing the command is not run, and the reason is
printed; with CI=true that is an error.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

START_SECONDS = 60


def main(command: list[str]) -> int:
    missing = [name for name, found in _programs().items() if not found]
    if missing:
        print(f"skipped, not installed: {', '.join(missing)}")
        return 1 if os.environ.get("CI") == "true" else 0
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tabella-services-")))
        folder.chmod(0o755)
        environment = dict(os.environ)
        programs = _postgresql_folder()
        environment["DATABASE_URL"] = stack.enter_context(
            _postgresql(folder / "postgresql", programs)
        )
        redis = stack.enter_context(_redis(folder / "redis"))
        environment["CELERY_BROKER_URL"] = f"{redis}/0"
        environment["CACHE_URL"] = f"{redis}/1"
        environment["TABELLA_VAR"] = str(folder / "var")
        return subprocess.run(command, env=environment, check=False).returncode


def _programs() -> dict[str, bool]:
    return {
        "postgresql": (_postgresql_folder() / "postgres").exists(),
        "redis-server": shutil.which("redis-server") is not None,
    }


def _postgresql_folder() -> Path:
    """The newest server's programs; Debian keeps them off the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return versions[-1] if versions else Path("/usr/bin")


@contextlib.contextmanager
def _postgresql(folder: Path, programs: Path) -> Iterator[str]:
    """PostgreSQL refuses to run as root, so root hands the cluster to the package's own user."""
    folder.mkdir()
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    port = _free_port()
    data = folder / "data"
    options = ["-U", "tabella", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    initdb = [*as_user, programs / "initdb", "-D", data, *options]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder)
    options = f"-p {port} -h 127.0.0.1 -c max_connections=200".split()
    server = subprocess.Popen(
        [*as_user, programs / "postgres", "-D", data, "-k", folder, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        probe = f"-h 127.0.0.1 -p {port} -U tabella postgres -c".split()
        _wait_for([programs / "psql", *probe, "select 1"])
        yield f"postgresql://tabella@127.0.0.1:{port}/postgres"
    finally:
        # A fast stop does not wait for idle connections.
        stop = [programs / "pg_ctl", "-D", data, "-m", "fast", "stop"]
        subprocess.run([*as_user, *stop], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        server.wait(timeout=START_SECONDS)


@contextlib.contextmanager
def _redis(folder: Path) -> Iterator[str]:
    folder.mkdir()
    port = _free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(["redis-cli", "-p", str(port), "ping"])
        yield f"redis://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=START_SECONDS)


def _wait_for(probe: list[str | Path]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(probe, capture_output=True, check=False).returncode != 0:
        if time.monotonic() > deadline:
            raise SystemExit(f"no answer: {' '.join(map(str, probe))}")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
