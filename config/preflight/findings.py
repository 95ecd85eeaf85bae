"""What a look at one part of an installation came to."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    READY = "ready"
    WARNING = "warning"
    NOT_READY = "not ready"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line.

    Attributes:
        state: only what is not ready keeps an installation from a real election.
        part: what was looked at, in a word or two.
        what: what was found.
        todo: what to do about it; empty where it is ready.
    """

    state: State
    part: str
    what: str
    todo: str = ""

    def line(self) -> str:
        told = f"{self.state:<9}  {self.part}: {self.what}"
        return f"{told}. To do: {self.todo}" if self.todo else told


def ready(part: str, what: str) -> Finding:
    return Finding(State.READY, part, what)


def warning(part: str, what: str, todo: str) -> Finding:
    return Finding(State.WARNING, part, what, todo)


def not_ready(part: str, what: str, todo: str) -> Finding:
    return Finding(State.NOT_READY, part, what, todo)
