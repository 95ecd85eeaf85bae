"""`python -m tests.chaos`: kill the product while people vote, and see that nothing is lost.

0: nothing was lost, nothing stood twice, everything came back in time. 1: something did not.
"""

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from crypto.entropy import random_bytes
from scripts.with_services import missing_programs
from tests.chaos.full_disk import may_mount
from tests.chaos.outcome import GOOD, Outcome, details, document, table
from tests.chaos.scenarios import BOUND, SCENARIOS, Length

KILLS = 100


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    # An end from outside ends everything that was started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    if missing := missing_programs():
        _say(f"not installed: {', '.join(missing)}")
        return 1
    length = Length(kills=asked.kills, seed=asked.seed, bound=BOUND, say=_say)
    _say(f"seed {asked.seed}")
    begun = time.monotonic()
    outcomes = [_run(name, where, length) for name, where in _chosen(asked)]
    _say(f"\n{table(outcomes)}\n")
    _say(f"{len(outcomes)} runs in {(time.monotonic() - begun) / 60:.0f} minutes")
    if asked.document:
        asked.document.write_text(document(outcomes, asked.seed), encoding="utf-8")
    return 0 if all(outcome.verdict == GOOD for outcome in outcomes) else 1


def _chosen(asked: argparse.Namespace) -> list[tuple[str, str]]:
    names = asked.scenario or list(SCENARIOS)
    if "disk" in names and not may_mount():
        _say("the disk is not filled: only root may mount a small one")
        names = [name for name in names if name != "disk"]
    pairs = [(name, where) for name in names for where in SCENARIOS[name][1]]
    return [(name, where) for name, where in pairs if asked.setting in {None, where}]


def _run(name: str, where: str, length: Length) -> Outcome:
    outcome = SCENARIOS[name][0](length, where)
    _say(details(outcome))
    return outcome


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.chaos", description="Kill the product while people vote."
    )
    parser.add_argument("scenario", nargs="*", help=f"{', '.join(SCENARIOS)}; all if none is given")
    parser.add_argument("--seed", default=random_bytes(4).hex(), help="of an earlier run")
    parser.add_argument("--kills", type=int, default=KILLS, help="in each setting")
    parser.add_argument("--setting", help="only this one: scaled, embedded, PostgreSQL, SQLite")
    parser.add_argument("--document", type=Path, help="write the table to this file, too")
    return parser


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  a command line speaks by printing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
