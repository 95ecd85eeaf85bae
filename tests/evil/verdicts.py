"""What both checkers say of a board, and whether that is what it is there to show."""

from dataclasses import dataclass
from pathlib import Path

from tests.evil.corpus import Board
from tests.js.checker import Checker


@dataclass(frozen=True, slots=True)
class Verdict:
    """One board and the sentences that each checker found broken."""

    board: Board
    python: frozenset[str]
    browser: frozenset[str]
    statuses: tuple[int, int]

    @property
    def is_right(self) -> bool:
        """Whether both found what is wrong, all of it, and nothing else."""
        found = self.python == self.browser == self.board.expected
        passed = self.board.expected or self.statuses == (0, 0)
        return found and self.statuses[0] == self.statuses[1] and bool(passed)


def judged(board: Board, checker: Checker, folder: Path) -> Verdict:
    path = folder / f"{board.name}.zip"
    path.write_bytes(board.record)
    browser, python = checker.both(path, board.kept_note)
    return Verdict(
        board=board,
        python=_failed(python),
        browser=_failed(browser),
        statuses=(python["status"], browser["status"]),
    )


def _failed(report: dict) -> frozenset[str]:
    """An unusable file has one fault, and no check is tried."""
    if report["outcome"] == "unusable":
        return frozenset({"C01.1"})
    failures = (failure for check in report["checks"] for failure in check["failures"])
    return frozenset(failure["sentence"] for failure in failures)
