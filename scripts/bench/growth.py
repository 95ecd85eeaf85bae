"""What grows with the number of ballots, and what must not: verifying and exporting whole records.

Records of real ballots of one question with five options (`scripts.bench.records`), of 100 to
10,000 of them; TABELLA_BENCH_BALLOTS=100000 adds one of so many. Ratios are of processor time,
which a busy machine changes less; seconds are by the clock. `python -m scripts.bench.growth
NUMBER...` measures those sizes alone.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import Final

from crypto import record_format
from crypto.context import ElectionContext
from crypto.entries import decode_entry
from crypto.group import Element, group_named
from crypto.manifest import decode_manifest
from crypto.payloads import decode_freeze_payload
from scripts.bench.records import record_of, seconds_to_make
from verifier.ballots import examine_batch
from verifier.examination import Task
from verifier.record import Record

ROOT: Final = Path(__file__).resolve().parent.parent.parent
SIZES: Final = (100, 1000, 10_000)
LARGEST: Final = "TABELLA_BENCH_BALLOTS"
CHECKED_ALONE: Final = 1000
MOST_AT_TWICE: Final = 2.1
MOST_MEMORY: Final = 1.2
LARGE: Final = 10_000
"""Ballots from which on memory must not grow."""

MOST_BESIDE: Final = 1.25
"""Processor time of verifying a record, reading and comparing included, against that of checking a
thousand ballots together and nothing else. The goal is 1.1."""

LEAST_GAIN: Final = 1.8
Figures = dict[str, float]
Growth = dict[str, Figures]
"""Figures by number of ballots."""


def measure(sizes: Sequence[int] = ()) -> Growth:
    """Measure records of these numbers of ballots."""
    more = os.environ.get(LARGEST)
    chosen = sizes or sorted({*SIZES, *([int(more)] if more else [])})
    return {str(size): _measure(size) for size in chosen}


def _measure(ballots: int) -> Figures:
    record = record_of(ballots)
    figures = {"making": seconds_to_make(record), "bytes": float(record.stat().st_size)}
    for jobs in (1, 2):
        cost = _run("scripts.bench.verifying", "--jobs", jobs, record)
        figures |= {f"verifying_{jobs}_{name}": value for name, value in cost.items()}
    figures |= {f"exporting_{name}": value for name, value in _exporting(record).items()}
    figures["checking_processor"] = _checking(record, min(ballots, CHECKED_ALONE))
    return figures


def _exporting(record: Path) -> Figures:
    """The server's export, from a database of its own beside the record."""
    with tempfile.TemporaryDirectory(dir=record.parent) as place:
        loaded = _run("scripts.bench.exporting", "load", record, var=place)
        return loaded | _run("scripts.bench.exporting", "export", record, var=place)


def _run(module: str, *words: object, var: str = "") -> Figures:
    command = [sys.executable, "-m", module, *(str(word) for word in words)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    if var:
        environment |= {"TABELLA_VAR": var, "DATABASE_URL": f"sqlite:///{var}/tabella.sqlite3"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    figures: Figures = json.loads(done.stdout.strip().rpartition("\n")[2])
    return figures


def _checking(path: Path, count: int) -> float:
    """Processor seconds a ballot to check the first `count` of them together, and nothing else."""
    with Record.open(path) as record:
        context = _context(record)
        tasks = list(islice(_tasks(record), count))
    examine_batch(tasks[:1], context)  # the tables are made here
    start = time.process_time()
    batch = examine_batch(tasks, context)
    seconds = time.process_time() - start
    if batch.lines != len(tasks):
        raise AssertionError("a sound ballot was not proven")
    return seconds / len(tasks)


def _context(record: Record) -> ElectionContext:
    manifest = record.read(record_format.MANIFEST)
    group = group_named(decode_manifest(manifest).parameters)
    for entry, payload in _lines(record):
        if decode_entry(entry).kind == "freeze":
            return ElectionContext.build(
                manifest, Element(decode_freeze_payload(payload, group).joint_key)
            )
    raise AssertionError("the record has no freeze")


def _tasks(record: Record) -> Iterator[Task]:
    """The ballots as the verifier's processes get them, all counted once."""
    commitments = record.lines(record_format.COMMITMENTS)
    for index, (entry, payload) in enumerate(_lines(record)):
        if decode_entry(entry).kind == "ballot":
            yield Task(index, "ballot", entry, payload, 1, next(commitments))


def _lines(record: Record) -> Iterator[tuple[bytes, bytes]]:
    return zip(
        record.lines(record_format.ENTRIES), record.lines(record_format.PAYLOADS), strict=True
    )


def per_ballot(growth: Growth) -> Figures:
    """Seconds of processor time a ballot at the largest size, and bytes, for whoever plans."""
    size, largest = _largest(growth)
    return {
        "ballots": float(size),
        "bytes": largest["bytes"] / size,
        "database": largest["exporting_database"] / size,
        "verifying_processor": largest["verifying_1_processor"] / size,
    }


def ratios(growth: Growth) -> Figures:
    """What the budgets are about."""
    size, largest = _largest(growth)
    checks = size * largest["checking_processor"]
    found = {
        "two_processes_gain": largest["verifying_1_seconds"] / largest["verifying_2_seconds"],
        "verifying_by_checks": largest["verifying_2_processor"] / checks,
        "verifying_seconds_by_checks": 2 * largest["verifying_2_seconds"] / checks,
    }
    for work in ("verifying_1", "verifying_2", "exporting"):
        found[f"{work}_at_twice"] = _at_twice(growth, f"{work}_processor")
    large = sorted((number for number in growth if int(number) >= LARGE), key=int)
    if len(large) > 1:
        for name in ("verifying_1_memory", "verifying_2_memory", "exporting_memory"):
            found[name] = growth[large[-1]][name] / growth[large[0]][name]
    return found


def _at_twice(growth: Growth, name: str) -> float:
    """How many times as long the work on twice as many takes, where it grew fastest."""
    sizes = sorted(growth, key=int)
    grown = [
        (growth[more][name] / growth[fewer][name]) ** (1 / math.log2(int(more) / int(fewer)))
        for fewer, more in pairwise(sizes)
    ]
    return max(grown, default=0.0)


def _largest(growth: Growth) -> tuple[int, Figures]:
    size = max(growth, key=int)
    return int(size), growth[size]


def table(growth: Growth) -> list[list[str]]:
    head = [
        "ballots", "making them, s", "verifying, 1 process, s", "2 processes, s",
        "1 process, MiB", "exporting, s", "exporting, MiB", "file, MB",
    ]  # fmt: skip
    return [head, *(_row(int(size), growth[size]) for size in sorted(growth, key=int))]


def _row(size: int, figures: Figures) -> list[str]:
    return [
        f"{size:,}",
        f"{figures['making']:.1f}",
        f"{figures['verifying_1_seconds']:.1f}",
        f"{figures['verifying_2_seconds']:.1f}",
        f"{figures['verifying_1_memory']:.0f}",
        f"{figures['exporting_seconds']:.2f}",
        f"{figures['exporting_memory']:.0f}",
        f"{figures['bytes'] / 1e6:.0f}",
    ]


def ratio_lines(growth: Growth) -> str:
    found = ratios(growth)
    labels = {
        "two_processes_gain": "two processes against one, the largest record, by the clock",
        "verifying_by_checks": "verifying against checking its ballots alone, processor time",
        "verifying_seconds_by_checks": "the same by the clock, two processes on two cores",
        "verifying_1_at_twice": "verifying twice as many ballots, processor time",
        "exporting_at_twice": "exporting twice as many ballots, processor time",
        "verifying_1_memory": "memory of verifying, largest record against 10,000 ballots",
        "verifying_2_memory": "the same with two processes, the first one's",
        "exporting_memory": "memory of exporting, largest record against 10,000 ballots",
    }
    lines = (
        f"- {label}: {found[name]:.2f} times\n" for name, label in labels.items() if name in found
    )
    return "\n" + "".join(lines)


def faults(growth: Growth) -> list[str]:
    found = ratios(growth)
    most = {name: MOST_AT_TWICE for name in found if name.endswith("_at_twice")}
    most |= {name: MOST_MEMORY for name in found if name.endswith("_memory")}
    most["verifying_by_checks"] = MOST_BESIDE
    high = [
        f"{name} is {found[name]:.2f}, at most {limit}"
        for name, limit in most.items()
        if found[name] > limit
    ]
    gain = found["two_processes_gain"]
    low = [] if gain >= LEAST_GAIN else [f"two processes gain {gain:.2f}, at least {LEAST_GAIN}"]
    return high + low


def main() -> int:
    growth = measure([int(word) for word in sys.argv[1:]])
    print(json.dumps({"growth": growth, "ratios": ratios(growth)}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
