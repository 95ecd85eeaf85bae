"""`watch URL DIR`: follow an election while it is open, and say at once what is wrong.

Source: docs/spec/verification.md, "Watching".
"""

import argparse
import os
import threading
from datetime import UTC, datetime

from verifier.commands.command import Command, key_of
from verifier.commands.mirror import add_source, remote_of, seconds
from verifier.logs.folder import Folder
from verifier.logs.memory import Memory
from verifier.logs.mirror import Mirror
from verifier.terminal import MAX_SHOWN, harmless, show
from verifier.watching import Watch

_EVERY = 60.0
_LONGEST = 3_000


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument(
        "--every",
        type=seconds,
        metavar="SECONDS",
        default=_EVERY,
        help="how long to wait between two looks, 1 to 3600 (default: %(default)s)",
    )
    parser.add_argument("--once", action="store_true", help="look once and end")
    parser.add_argument(
        "--jobs",
        type=int,
        choices=range(1, 65),
        metavar="N",
        default=min(os.cpu_count() or 1, 64),
        help="how many processes share the work, 1 to 64",
    )


def _act(asked: argparse.Namespace) -> int:
    folder, remote = Folder(asked.folder), remote_of(asked)
    mirror = Mirror(remote.read, folder, _silent)
    watch = Watch(mirror, folder, key_of(asked), asked.jobs, _say)
    try:
        with Memory(folder).alone("watch"):
            _follow(watch, asked.every, once=asked.once)
    except KeyboardInterrupt:
        _say("stopped; the next run goes on from here")
    finally:
        remote.close()
    return watch.status


def _follow(watch: Watch, every: float, *, once: bool) -> None:
    pause = threading.Event()
    watch.look()
    while not once and not watch.has_ended:
        pause.wait(every)
        watch.look()


def _say(text: str) -> None:
    # A text of the record is cut where it is made harmless; a line of ours is longer than one.
    parts = (text[start : start + MAX_SHOWN] for start in range(0, _LONGEST, MAX_SHOWN))
    show(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {''.join(map(harmless, parts))}")


def _silent(_text: str) -> None:
    """Say nothing of downloads: only changes are told."""


COMMAND = Command(
    name="watch",
    purpose="follow an open election: mirror its log again and again, check what is new, and give"
    " alarm when anything is wrong",
    statuses="0 when all that was seen is right, 1 after an alarm (evidence is kept in"
    " DIR/.mirror), 2 when there was no answer or no log. Without --once it goes on until the"
    " election has ended or Ctrl+C",
    arguments=_arguments,
    act=_act,
)
"""The sub-command."""
