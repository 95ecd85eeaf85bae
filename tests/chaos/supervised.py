"""Processes that are started again at once when they end, as systemd does with `Restart=always`."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, RLock, Thread

POLL_SECONDS = 0.05
STOP_SECONDS = 20

Start = Callable[[], "subprocess.Popen[bytes]"]


class Supervised:
    """One process with all that it starts."""

    def __init__(self, name: str, start: Start) -> None:
        self.name = name
        self.starts = 0
        self._start = start
        self._lock = RLock()
        self.process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        self.starts += 1
        return self._start()

    def keep(self) -> None:
        """Start it again if it has ended; what it left behind is ended first, as by a cgroup."""
        with self._lock:
            if self.process.poll() is not None:
                kill_group(self.process.pid)
                self.process = self._started()

    def kill_all(self) -> list[int]:
        """Kill the process and everything below it in one go. Returns whom."""
        with self._lock:
            return kill([self.process.pid, *descendants(self.process.pid)])

    def kill_main(self) -> list[int]:
        """Kill the process alone."""
        with self._lock:
            return kill([self.process.pid])

    def children(self) -> list[int]:
        with self._lock:
            return list(children_of(self.process.pid))

    def end(self) -> None:
        """For good."""
        with self._lock:
            self.process.send_signal(signal.SIGINT)
            below = descendants(self.process.pid)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=STOP_SECONDS)
            kill([*below, self.process.pid])
            kill_group(self.process.pid)
            self.process.wait()


class Supervisor:
    """Keeps processes until its block ends, then ends them, the last one first."""

    def __init__(self) -> None:
        self._kept: list[Supervised] = []
        self._ending = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Supervisor":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()
        for kept in reversed(self._kept):
            kept.end()

    def run(self, name: str, start: Start) -> Supervised:
        kept = Supervised(name, start)
        self._kept.append(kept)
        return kept

    def starts(self) -> dict[str, int]:
        """How often each was started by now."""
        return {kept.name: kept.starts for kept in self._kept}

    def _watch(self) -> None:
        while not self._ending.wait(POLL_SECONDS):
            for kept in list(self._kept):
                kept.keep()


def started(
    command: Sequence[str], *, environment: Mapping[str, str], folder: Path, log: Path
) -> "subprocess.Popen[bytes]":
    """Start a program in a group of its own; what it says is added to `log`."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )


def children_of(pid: int) -> Iterator[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            yield from map(int, (task / "children").read_text().split())


def descendants(pid: int) -> list[int]:
    below = list(children_of(pid))
    return [*below, *(deeper for child in below for deeper in descendants(child))]


def command_of(pid: int) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def kill(pids: Sequence[int]) -> list[int]:
    """`kill -9`. All are stopped first, so that none sees another one end."""
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
    return list(pids)


def kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def wait_until(condition: Callable[[], object], what: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"never came: {what}")
        time.sleep(POLL_SECONDS)
