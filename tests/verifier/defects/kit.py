"""How a defect is registered, and ways to change things that several defects use."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from crypto import record_format
from crypto.group import PARAMETER_SETS
from tests.simulator import (
    Simulation,
)

GROUP = PARAMETER_SETS["EG-2.1-3072"]
OTHER_ELECTION = "11111111-2222-4333-8444-555555555555"


@dataclass(frozen=True)
class Tampered:
    """A record file, and the checkpoint an observer kept, if any."""

    record: bytes
    kept_note: str | None = None


@dataclass(frozen=True)
class Defect:
    """How to make a faulty record, and exactly which sentences must fail."""

    make: Callable[[Simulation], Simulation | Tampered | None]
    sentences: frozenset[str]


DEFECTS: dict[str, Defect] = {}


def defect(*sentences):
    """Register a way to spoil the honest election; the first sentence is the one it is about."""

    def register(make):
        DEFECTS[make.__name__] = Defect(make, frozenset(sentences))
        return make

    return register


def spoil(name: str, honest: Simulation) -> Simulation | Tampered:
    """Make a faulty record out of the honest election, or from nothing."""
    made = DEFECTS[name].make(honest)
    return honest if made is None else made


def set_fields(**values):
    return lambda document: document.update(values)


def flip(text: str) -> str:
    """Change the last digit of a hex number."""
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def negated(text: str) -> str:
    """The other square root of the same square: outside the subgroup."""
    return GROUP.element_hex(GROUP.p - int(text, 16))


def doubled(text: str) -> str:
    """Another member of the group."""
    return GROUP.element_hex(int(text, 16) * GROUP.g % GROUP.p)


def rezip(members: dict[str, bytes]) -> bytes:
    """Pack members as another program would, in their order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        for name, data in members.items():
            container.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


def all_members(simulation: Simulation) -> dict[str, bytes]:
    return {record_format.README_NAME: record_format.README.encode(), **simulation.parts()}


def selection(document, contest=0, option=0):
    return document["contests"][contest]["selections"][option]


REPLACED = 0
"""Number of the ballot line that a later one replaces: spoiling it leaves the count alone."""


def renumber_tally_input(simulation: Simulation) -> None:
    """Let the tally input fit the lines as they stand now."""
    ballots = [i for i, line in enumerate(simulation.lines) if line.kind == "ballot"]
    counted = [i for n, i in enumerate(ballots) if n != REPLACED]
    size = simulation.index("close") + 1
    simulation.edit("tally-input", set_fields(counted=counted, size=size))
    simulation.relink()
