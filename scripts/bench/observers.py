"""What the observers' verifier takes: on one process and on two, and going on from a state."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.verifier.many_ballots import cut, election_of

ROOT = Path(__file__).resolve().parent.parent.parent
LEAST_PROCESSES_GAIN = 1.8
VERIFIED, NEW = 1500, 500
"""Ballots of the record that is verified: those known before, and those that are new."""


def measure() -> dict[str, float]:
    """The verifier over records of small ballots: processes, and going on from a state."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        whole = election_of(VERIFIED + NEW)
        record = whole.write(folder / "record.zip")
        alone = election_of(NEW).write(folder / "new.zip")
        early = cut(whole, VERIFIED).write(folder / "early.zip")
        one = _seconds("--jobs", "1", record)
        two = _seconds("--jobs", "2", record)
        _seconds("--jobs", "1", "--state", folder / "state", early)
        later = _seconds("--jobs", "1", "--state", folder / "state", record)
        new = _seconds("--jobs", "1", alone)
    return {
        "verifier_one_process_ms": 1000 * one,
        "verifier_two_processes_gain": one / two,
        "verifier_going_on_ms": 1000 * later,
        "verifier_new_alone_ms": 1000 * new,
        "verifier_going_on_by_new_alone": later / new,
    }


def _seconds(*words: object) -> float:
    start = time.perf_counter()
    command = [sys.executable, "-m", "verifier", "--no-progress", *(str(word) for word in words)]
    subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def table(figures: dict[str, float]) -> list[list[str]]:
    rows = (
        ("one process", "verifier_one_process_ms"),
        ("going on from a state, new ballots only", "verifier_going_on_ms"),
        ("the new ballots as a record of their own", "verifier_new_alone_ms"),
    )
    return [["verifying", "ms"], *([label, f"{figures[name]:.0f}"] for label, name in rows)]


def ratio_lines(figures: dict[str, float]) -> str:
    return (
        f"\n- two processes against one: {figures['verifier_two_processes_gain']:.2f} times\n"
        f"- going on against the new ballots alone: "
        f"{figures['verifier_going_on_by_new_alone']:.2f} times\n"
    )


def faults(figures: dict[str, float]) -> list[str]:
    gain = figures["verifier_two_processes_gain"]
    if gain < LEAST_PROCESSES_GAIN:
        return [f"two verifier processes gain {gain:.2f}, at least {LEAST_PROCESSES_GAIN}"]
    return []
