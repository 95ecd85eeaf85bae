"""Whether a weakened check of the verifier still judges every record as it should.

The records are those of `tests/verifier`: each faulty one of the check that is weakened, and honest
ones, finished, unfinished and cancelled. What has to come out is what `test_tamper` and
`test_honest` ask for: the sentences that fail, the status, the verdict of every check, the notes.
"""

import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from types import ModuleType

from crypto import numbers
from crypto.payloads import CancelPayload
from crypto.signing import ed25519
from tests.simulated_rolls import shared_changed_election
from tests.simulator import DEMONSTRATION, ELECTION_ID, WAIVED, Plan, Simulation, Vote
from tests.verifier import several_faults
from tests.verifier.defects import DEFECTS, Tampered, spoil, stopped_by_complaint, witnessed
from tests.verifier.punctual import punctual
from verifier import ballots
from verifier.errors import VerifierError
from verifier.record import Record
from verifier.report import CHECKS, Report
from verifier.summary import Summary
from verifier.verification import Options, verify_record

LONGEST = 120
"""Processor seconds after which a weakened verifier counts as one that never ends."""

ENDS = ("ceremony", "confirm", "roll", "freeze", "ballot", "close", "tally", "result")

Verdicts = tuple[object, ...]


class Records:
    """All records as files, and what comes of each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, str | None] = {}
        for name, make in makers():
            self._keep(name, make())
        self._known: dict[object, object] = {}
        remember_powers()
        self._expected: dict[str, Verdicts] = {}

    def notice(self, module: str, source: str) -> bool:
        """Whether a record is judged otherwise when `module` has another source."""
        check = Path(module).stem[:3].upper()
        names = sorted(self._kept, key=lambda name: _rank(name, check))
        for name in names:
            self._expected.setdefault(name, self._judged(name))
        with_examination = check in {"C07", "C08"}
        return in_child(lambda: self._differs(names, module, source, fresh=with_examination))

    def _differs(self, names: Sequence[str], module: str, source: str, *, fresh: bool) -> bool:
        if fresh:
            self._known.clear()
        replace(module, source)
        return any(self._judged(name) != self._expected[name] for name in names)

    def _keep(self, name: str, made: Simulation | Tampered) -> None:
        note = made.kept_note if isinstance(made, Tampered) else None
        data = made.record if isinstance(made, Tampered) else made.record()
        (self._folder / name).write_bytes(data)
        self._kept[name] = note

    def _judged(self, name: str) -> Verdicts:
        report = Report()
        examine = ballots.examine_batch
        ballots.examine_batch = self._remembered(examine)
        try:
            with Record.open(self._folder / name) as record:
                options = Options(kept_note=self._kept[name])
                summary = Summary.of(verify_record(record, options, report), report)
        except VerifierError as error:
            summary = Summary.unusable(str(error))
        finally:
            ballots.examine_batch = examine
        verdicts = tuple(summary.report.verdict(check).value for check in CHECKS)
        notes = tuple(summary.report.notes)
        return tuple(summary.report.failed_sentences), summary.status, verdicts, notes

    def _remembered(self, examine: Callable[..., object]) -> Callable[..., object]:
        """Examine no ballot twice: it takes most of the time, and only C07 and C08 change it."""

        def examined(tasks: Sequence[ballots.Task], context: ballots.ElectionContext) -> object:
            key = (context.h_e, tuple(tasks))
            if key not in self._known:
                self._known[key] = examine(tasks, context)
            return self._known[key]

        return examined


def remember_powers() -> None:
    """Compute no power and no signature twice: what is weakened is not the mathematics."""
    numbers.powmod = cache(numbers.powmod)
    ed25519.verify = cache(ed25519.verify)


def makers() -> Iterator[tuple[str, Callable[[], Simulation | Tampered]]]:
    """Yield the name of every record and a way to make it."""
    yield "honest", Simulation.shared
    yield "kept", with_kept_checkpoint
    yield "kept-whole", partial(with_kept_checkpoint, whole=True)
    yield "punctual", punctual
    yield "fewest-votes", partial(Simulation.honest, Plan(votes=(Vote(3, ((1, 0),)),)))
    yield "demonstration", partial(Simulation.honest, DEMONSTRATION)
    yield "waived", partial(Simulation.honest, WAIVED)
    yield "complaint", partial(stopped_by_complaint, against=2)
    yield "complaint-against-the-last", partial(stopped_by_complaint, against=3)
    yield "witnessed", witnessed
    yield "changed", shared_changed_election
    for name in several_faults.CHANGED:
        yield name.replace(" ", "-"), partial(several_faults.changed, name)
    yield "nothing-but-a-roll", nothing_but_a_roll
    for last in ENDS:
        yield f"up-to-{last}", partial(up_to, last)
        yield f"cancelled-after-{last}", partial(cancelled_after, last)
    yield from several_faults.makers(Simulation.shared())
    for name in DEFECTS:
        yield name, partial(spoilt, name)


def with_kept_checkpoint(*, whole: bool = False) -> Tampered:
    honest = Simulation.shared()
    size = None if whole else honest.index("close")
    return Tampered(honest.record(), honest.checkpoint(size=size))


def nothing_but_a_roll() -> Simulation:
    alone = Simulation.shared().copy()
    alone.lines = [alone.line("roll")]
    alone.members["manifest.json"] = b"{}"
    return alone


def up_to(last: str) -> Simulation:
    short = Simulation.shared().copy()
    short.lines = short.lines[: short.index(last) + 1]
    if last in {"ceremony", "confirm"}:
        short.members["manifest.json"] = b"{}"
    return short


def cancelled_after(last: str) -> Simulation:
    short = up_to(last)
    short.members = {}
    short.add("cancel", CancelPayload(ELECTION_ID, short.now, "rain").encode())
    return short


def spoilt(name: str) -> Simulation | Tampered:
    return spoil(name, Simulation.shared().copy())


def _rank(name: str, check: str) -> int:
    """Unfinished records take least time, and those about the check are what notices most."""
    if name not in DEFECTS:
        return 0 if name.startswith(("nothing", "up-to", "cancelled")) else 2
    return 1 if about(name, check) else 3


def about(name: str, check: str) -> bool:
    return any(sentence.startswith(check) for sentence in DEFECTS[name].sentences)


def replace(path: str, source: str) -> None:
    """Let a module that is loaded have another source, wherever its functions were imported to."""
    module = sys.modules[path.removesuffix(".py").replace("/", ".")]
    old = dict(vars(module))
    exec(compile(source, path, "exec"), vars(module))  # noqa: S102 -- our own source, weakened
    for other in [m for name, m in sys.modules.items() if name.startswith("verifier")]:
        _rename(other, old, vars(module))


def _rename(other: ModuleType, old: dict[str, object], new: dict[str, object]) -> None:
    for name, value in list(vars(other).items()):
        if callable(value) and name in old and value is old[name] and name in new:
            setattr(other, name, new[name])


def in_child(work: Callable[[], bool]) -> bool:
    """Do something in a copy of this process; an error and no end are as good as yes."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
        try:
            os._exit(int(work()))
        except BaseException:  # noqa: BLE001 -- a verifier that breaks is noticed
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return status != 0
