"""`python -m tests.evil`: make every evil board, and let both checkers read each of them.

0: every evil board was found by both, with the same sentences; every honest one passed. 1: not so.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.evil.corpus import boards
from tests.evil.document import document, row
from tests.evil.verdicts import judged
from tests.js.checker import running_checker

SAMPLE = ("an_ordinary_election", "beta_negated", "one_vote_moved_to_another_option",
          "history_rewritten_under_an_old_checkpoint")  # fmt: skip
"""Boards whose files lie in the repository."""


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    if asked.sample:
        _sample(asked.sample)
        return 0
    if asked.files:
        _files(asked.files, frozenset(asked.name))
        return 0
    verdicts = []
    with tempfile.TemporaryDirectory() as folder, running_checker() as checker:
        for board in boards(frozenset(asked.name)):
            verdicts.append(judged(board, checker, Path(folder)))
            _say(row(verdicts[-1]))
    wrong = sum(not verdict.is_right for verdict in verdicts)
    _say(f"\n{len(verdicts)} boards, {wrong} not judged as they have to be")
    if asked.document:
        asked.document.write_text(document(verdicts), encoding="utf-8")
    return 1 if wrong or not verdicts else 0


def _sample(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for board in boards(frozenset(SAMPLE)):
        (folder / f"{board.name}.zip").write_bytes(board.record)
        _say(f"{folder / board.name}.zip")


def _files(folder: Path, names: frozenset[str]) -> None:
    """Write boards for other checkers, with what each of them has to say of it."""
    folder.mkdir(parents=True, exist_ok=True)
    expected = {}
    for board in boards(names):
        (folder / f"{board.name}.zip").write_bytes(board.record)
        if board.kept_note is not None:
            (folder / f"{board.name}.checkpoint").write_text(board.kept_note, encoding="utf-8")
        expected[board.name] = sorted(board.expected)
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n", encoding="utf-8")
    _say(f"{len(expected)} boards in {folder}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.evil", description="Show every evil board to both checkers."
    )
    parser.add_argument("name", nargs="*", help="only these boards")
    parser.add_argument("--document", type=Path, help="write the table to this file, too")
    parser.add_argument("--sample", type=Path, help="only write the files of the sample there")
    parser.add_argument("--files", type=Path, help="only write all files there, for other checkers")
    return parser


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  a command line speaks by printing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
