"""Children of `serve`: started again when they end by themselves, or given up."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config import processes
from config.processes import EndsTooOftenError, Kept
from tests.election.product import wait_until

ENDS = [sys.executable, "-c", "pass"]
STAYS = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def keep():
    with contextlib.ExitStack() as stack:
        yield lambda command: Kept("worker", lambda: processes._child(command), stack)


def test_a_child_that_was_killed_is_started_again(keep):
    child = keep(STAYS)
    assert not child.has_ended()
    before = child.process.pid
    os.kill(before, signal.SIGKILL)
    wait_until(child.has_ended, "the end")
    child.start_again()
    assert child.process.pid != before
    assert not child.has_ended()


def test_a_child_that_ends_at_once_is_given_up_after_some_times(keep):
    child = keep(ENDS)
    for _ in range(processes.MOST_ENDS):
        child.process.wait()
        child.start_again()
    child.process.wait()
    with pytest.raises(EndsTooOftenError, match="worker ends again and again"):
        child.start_again()


def test_children_of_a_killed_child_end_with_it(keep, tmp_path):
    said = tmp_path / "pid"
    command = [
        sys.executable,
        "-c",
        "import pathlib, subprocess, sys;"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        f"pathlib.Path({str(said)!r}).write_text(str(child.pid));"
        "child.wait()",
    ]
    child = keep(command)
    wait_until(lambda: said.exists() and said.read_text(), "the grandchild")
    grandchild = int(said.read_text())
    os.kill(child.process.pid, signal.SIGKILL)
    wait_until(child.has_ended, "the end")
    child.start_again()
    wait_until(lambda: _has_ended(grandchild), "the end of the grandchild")


def test_a_child_ends_with_a_parent_that_was_killed():
    program = (
        "import os, time\n"
        "from config import processes\n"
        f"with processes._child({STAYS!r}) as child:\n"
        "    print(child.pid, flush=True)\n"
        "    time.sleep(600)\n"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True
    ) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    wait_until(lambda: _has_ended(child), "the end of the child")


def _has_ended(pid):
    state = Path(f"/proc/{pid}/stat")
    with contextlib.suppress(FileNotFoundError):
        return state.read_text().rpartition(")")[2].split()[0] == "Z"
    return True
