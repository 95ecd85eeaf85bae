"""`python -m tests.chaos`: kill the product while people vote, and see that nothing is lost.

0: nothing was lost, nothing stood twice, everything came back in time. 1: something did not.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from crypto.entropy import random_bytes
from scripts.with_services import missing_programs
from tests.chaos.installations import embedded, scaled
from tests.chaos.kills import Plan, Setting, casting_under_kills
from tests.chaos.outcome import Outcome, details, table

SETTINGS: dict[str, Setting] = {"scaled": scaled, "embedded": embedded}
KILLS = 100
BOUND = 10.0


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    # An end from outside ends everything that was started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    asked.setting = asked.setting or list(SETTINGS)
    if "scaled" in asked.setting and (missing := missing_programs()):
        _say(f"not installed: {', '.join(missing)}")
        return 1
    _say(f"seed {asked.seed}")
    outcomes = [_kills(name, asked) for name in asked.setting]
    for outcome in outcomes:
        _say(details(outcome))
    _say(table(outcomes))
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


def _kills(name: str, asked: argparse.Namespace) -> Outcome:
    plan = Plan(asked.kills, f"{asked.seed}/{name}", BOUND, _say)
    with tempfile.TemporaryDirectory(prefix="tabella-chaos-") as folder:
        # The database's own user has to reach its folder.
        Path(folder).chmod(0o755)
        return casting_under_kills(Path(folder), SETTINGS[name], plan)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", default=random_bytes(4).hex(), help="of an earlier run")
    parser.add_argument("--kills", type=int, default=KILLS, help="in each setting")
    parser.add_argument(
        "--setting", choices=SETTINGS, action="append", help="only this one; both if not given"
    )
    return parser


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  a command line speaks by printing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
