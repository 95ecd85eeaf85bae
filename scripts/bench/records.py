"""Whole records of very many real ballots, made once and kept under var/bench.

Every ballot is encrypted, proven and signed by a voter of its own as a browser would do it, in
processes of which each holds large tables of the two bases. Nothing in a record tells that it was
made in bulk. Only what grows with the number of ballots is streamed; ceremony, roll and count are
those of `tests.simulator`.

`python -m scripts.bench.records NUMBER` makes one and prints its path.
"""

import functools
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from unittest.mock import patch

from crypto import canonical_json, merkle, record_format
from crypto.ballot import ballot_hash, decode_ballot
from crypto.elgamal import EncryptionBases
from crypto.fixed_base import FixedBase
from crypto.payloads import TallyInputPayload
from crypto.record_format import RecordWriter
from crypto.tally import aggregate, merge_totals
from crypto.tally_payloads import Grid, TallyItem
from crypto.transcript import sha256
from tests.checkpoints import signed_checkpoint
from tests.simulator import ELECTION_ID, Line, Plan, Simulation, Style, Vote, Voter, contest

ROOT: Final = Path(__file__).resolve().parent.parent.parent
FOLDER: Final = ROOT / "var/bench/records"
CORES: Final = os.cpu_count() or 1
OPTIONS: Final = ("Ada", "Ben", "Cleo", "Dina", "Emil")
PORTION: Final = 50
"""Ballots that a process makes at a time."""

WINDOW: Final = 12
"""Bits of a digit in the tables: 100 MB of them for two bases save a third of the work."""

Totals = Grid[TallyItem]
_MADE_OF = ("crypto", "tests/simulator.py", "tests/simulated_line.py", "tests/simulated_plan.py")


@dataclass(frozen=True, slots=True)
class Portion:
    """Some ballots as they stand in the record, and what they add up to."""

    entries: list[bytes]
    payloads: list[bytes]
    commitments: list[bytes]
    totals: Totals


def record_of(ballots: int) -> Path:
    """The record of an election with so many voters of one ballot each, made if it is not there."""
    path = FOLDER / f"{ballots}-{_made_by()}.zip"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        for older in FOLDER.glob(f"{ballots}-*"):
            older.unlink()
        start = time.perf_counter()
        with tempfile.TemporaryDirectory(dir=FOLDER) as place:
            whole = _write(ballots, Path(place))
            path.with_suffix(".seconds").write_text(f"{time.perf_counter() - start:.2f}")
            whole.replace(path)
    return path


def seconds_to_make(path: Path) -> float:
    """How long it took to make a record when it was made."""
    return float(path.with_suffix(".seconds").read_text())


@functools.cache
def _made_by() -> str:
    """A name for the code that makes records: with other code they may be others."""
    places = [ROOT / name for name in _MADE_OF]
    files = [file for place in places for file in [*place.glob("**/*.py"), place]]
    code = [file.read_bytes() for file in sorted(files) if file.is_file()]
    return sha256(b"".join([Path(__file__).read_bytes(), *code])).hex()[:12]


def plan_of(ballots: int) -> Plan:
    """One question of five options, two of three key holders, as many voters as ballots."""
    return Plan(
        contests=(contest("Chair", OPTIONS),),
        styles=(Style("All", (1,)),),
        voters=(Voter(),) * ballots,
        votes=(),
    )


def vote_of(voter: int) -> Vote:
    """The options get one vote after the other, and every sixth voter chooses none."""
    chosen = voter % (len(OPTIONS) + 1)
    return Vote(voter, (tuple(int(option == chosen) for option in range(len(OPTIONS))),))


def _write(ballots: int, folder: Path) -> Path:
    simulation = Simulation.new(plan_of(ballots))
    simulation.hold_ceremony()
    simulation.freeze()
    simulation.turn("open")
    with ExitStack() as stack:
        parts = _Parts(folder, stack)
        parts.add_lines(simulation.lines)
        first, held = parts.edge.size, len(simulation.lines)
        totals = _add_ballots(simulation, ballots, parts)
        _count(simulation, range(first, first + ballots), totals)
        parts.add_lines(simulation.lines[held:])
        return parts.assemble(simulation, folder / "record.zip")


class _Parts:
    """The three long members of a record on their way to the disk."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.edge = merkle.Edge()
        self._streams: dict[str, BinaryIO] = {
            name: stack.enter_context((folder / name).open("w+b"))
            for name in (
                record_format.ENTRIES,
                record_format.PAYLOADS,
                record_format.COMMITMENTS,
            )
        }

    def add_lines(self, lines: list[Line]) -> None:
        for line in lines:
            self._add(record_format.PAYLOADS, line.payload)
            self._add_entry(line.entry())

    def add_portion(self, portion: Portion) -> None:
        for entry in portion.entries:
            self._add_entry(entry)
        for payload in portion.payloads:
            self._add(record_format.PAYLOADS, payload)
        for line in portion.commitments:
            self._add(record_format.COMMITMENTS, line)

    def _add_entry(self, entry: bytes) -> None:
        self.edge.add(merkle.leaf_hash(entry))
        self._add(record_format.ENTRIES, entry)

    def _add(self, name: str, line: bytes) -> None:
        self._streams[name].write(line + b"\n")

    def assemble(self, simulation: Simulation, path: Path) -> Path:
        """Write the container; the long members are copied into it one after the other."""
        manifest = simulation.line("election").payload
        note = signed_checkpoint(
            simulation.log, simulation.origin, self.edge.size, self.edge.root()
        )
        short = {
            record_format.MANIFEST: manifest,
            record_format.CHECKPOINT: note.encode(),
            record_format.WITNESS_POLICY: canonical_json.encode(json.loads(manifest)["witnesses"]),
        }
        with path.open("w+b") as stream:
            writer = RecordWriter(stream)
            for name, data in short.items():
                writer.begin(name)
                writer.write(data)
            for name, source in self._streams.items():
                writer.begin(name)
                source.seek(0)
                shutil.copyfileobj(source, writer, 2**20)
            writer.close()
        return path


def _add_ballots(simulation: Simulation, ballots: int, parts: _Parts) -> Totals:
    """Let processes make all ballots; return the totals."""
    merged = merge_totals(simulation.context, ())
    for portion in _made(simulation, ballots):
        parts.add_portion(portion)
        merged = merge_totals(simulation.context, (merged, portion.totals))
    return merged


def _made(simulation: Simulation, ballots: int) -> Iterator[Portion]:
    """Yield the ballots in order; few portions are waiting at a time."""
    forking = multiprocessing.get_context("fork")
    _shared[:] = [simulation]
    with ProcessPoolExecutor(CORES, mp_context=forking, initializer=_begin) as pool:
        spans = [
            range(start, min(start + PORTION, ballots)) for start in range(0, ballots, PORTION)
        ]
        for start in range(0, len(spans), 8 * CORES):
            yield from pool.map(_portion, spans[start : start + 8 * CORES])


_shared: list[Simulation] = []


def _begin() -> None:
    """Give this process large tables instead of those that verifying uses."""
    context = _shared[0].context
    bases = EncryptionBases(
        context.group,
        FixedBase(context.group, context.group.g, WINDOW),
        FixedBase(context.group, context.joint_key, WINDOW),
    )
    patch.object(EncryptionBases, "of", lambda *_: bases).start()


def _portion(voters: range) -> Portion:
    simulation = _shared[0]
    made = [simulation.make_ballot(vote_of(voter)) for voter in voters]
    lines = [
        simulation.ballot_line(voter, one).entry() for voter, one in zip(voters, made, strict=True)
    ]
    commitments = [
        canonical_json.encode({"ballot": ballot_hash(one.data), "commitments": one.commitments})
        for one in made
    ]
    context = simulation.context
    terms = ((decode_ballot(one.data, context), 1) for one in made)
    return Portion(lines, [one.data for one in made], commitments, aggregate(context, terms))


def _count(simulation: Simulation, counted: range, totals: Totals) -> None:
    """What follows the last ballot."""
    simulation.turn("close")
    tally_input = TallyInputPayload(ELECTION_ID, tuple(counted), counted.stop + 1).encode()
    simulation.add("tally-input", tally_input)
    simulation.add_totals(totals, sha256(tally_input), len(counted), weight=len(counted))
    simulation.turn("final")


def main() -> int:
    print(record_of(int(sys.argv[1])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
