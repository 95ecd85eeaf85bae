"""`python -m tests.attacks`: try every attack, print the table, write page and document.

0: every row passed or is named as not tested here. 1: not so.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.attacks.document import data, document
from tests.attacks.judgement import FAILED, PASSED, Judged, judged, wanted
from tests.attacks.rows import ROWS, Row
from tests.js.node import NODE

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "docs/attacks.json"
DOCUMENT = ROOT / "docs/attacks.md"
# Nothing is skipped, and every run draws the same examples.
STRICT = {"CI": "true"}


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    rows = [row for row in ROWS if not asked.id or row.id in asked.id]
    results = _run(wanted(rows), asked.jobs)
    outcomes = {row.id: judged(row, results) for row in rows}
    for outcome in outcomes.values():
        _say(line(outcome))
    wrong = sum(not outcome.is_right for outcome in outcomes.values())
    _say(f"\n{len(outcomes)} rows, {wrong} neither passed nor named as not tested here")
    if wrong == 0 and len(rows) == len(ROWS):
        DATA.write_text(data(outcomes), encoding="utf-8")
        DOCUMENT.write_text(document(DATA.read_text(encoding="utf-8")), encoding="utf-8")
    return 1 if wrong or not rows else 0


def line(judged: Judged) -> str:
    row: Row = judged.row
    return f"{row.id:<4} {judged.outcome:<16} {row.tried}"


def _run(names: Sequence[str], jobs: int) -> dict[str, list[str]]:
    scripts = [name for name in names if name.endswith(".test.js")]
    rest = [name for name in names if not name.endswith(".test.js")]
    return {name: [_node(name)] for name in scripts} | _pytest(rest, jobs)


def _node(name: str) -> str:
    done = subprocess.run([NODE, "--test", f"tests/{name}"], cwd=ROOT, check=False)
    return PASSED if done.returncode == 0 else FAILED


def _pytest(names: Sequence[str], jobs: int) -> dict[str, list[str]]:
    if not names:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "outcomes.json"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.attacks.outcomes"]
        command += ["-n", str(jobs), "--dist", "loadgroup"] if jobs > 1 else []
        command += ["--outcomes", str(path), *(f"tests/{name}" for name in names)]
        subprocess.run(command, cwd=ROOT, env=os.environ | STRICT, check=False)
        if not path.exists():
            return {}
        told: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
        return told


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.attacks", description="Try every attack and print what happened."
    )
    parser.add_argument("id", nargs="*", help="only these rows; then nothing is written")
    parser.add_argument("--jobs", type=int, default=2, help="processes that share the tests")
    return parser


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  a command line speaks by printing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
