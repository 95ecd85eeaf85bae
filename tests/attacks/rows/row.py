"""One attack: what was tried, what happens, and the tests that show it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """Names of tests are below `tests/`: a file, or a file, `::` and a test in it.

    `make attacks` runs `tests`; those in `more` look closer, and run with all the others. A reason
    says why the row as a whole is not tested here; tests may show parts of it all the same.
    """

    id: str
    tried: str
    happens: str
    tests: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    reason: str = ""
