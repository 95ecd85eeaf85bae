"""What became of each row, from what became of the tests it names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.attacks.rows import Row

PASSED = "passed"
FAILED = "failed"
NOT_RUN = "not run"
UNTESTED = "not tested here"


@dataclass(frozen=True, slots=True)
class Judged:
    row: Row
    outcome: str

    @property
    def is_right(self) -> bool:
        return self.outcome in (PASSED, UNTESTED)


def judged(row: Row, results: Mapping[str, Sequence[str]]) -> Judged:
    """`results` has the outcomes of every test that ran, by its name below `tests/`.

    A test that was skipped or left out has shown nothing.
    """
    of_each = [_outcome(name, results) for name in row.tests]
    if FAILED in of_each:
        return Judged(row, FAILED)
    if NOT_RUN in of_each or not (of_each or row.reason):
        return Judged(row, NOT_RUN)
    return Judged(row, UNTESTED if row.reason else PASSED)


def _outcome(name: str, results: Mapping[str, Sequence[str]]) -> str:
    found = {
        outcome
        for test, outcomes in results.items()
        if test == name or test.startswith(f"{name}::")
        for outcome in outcomes
    }
    if FAILED in found:
        return FAILED
    return PASSED if found == {PASSED} else NOT_RUN


def wanted(rows: Iterable[Row]) -> list[str]:
    """Every test to run, once: a file stands for the tests in it."""
    names = {name for row in rows for name in row.tests}
    return sorted(name for name in names if name.partition("::")[0] not in names - {name})
