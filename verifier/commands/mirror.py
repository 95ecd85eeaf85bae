"""`mirror URL DIR`: keep a copy of a log that can be served as it is.

Source: docs/spec/board.md section 12.
"""

import argparse
from pathlib import Path

from verifier.commands.command import PASSED, Command, add_key, key_of, say
from verifier.logs.folder import Folder
from verifier.logs.mirror import Mirror
from verifier.logs.remote import Pace, Remote
from verifier.terminal import show

_USUAL = Pace()


def add_source(parser: argparse.ArgumentParser) -> None:
    """Let it be said which log to read, where to keep it, and how patient to be."""
    parser.add_argument("url", metavar="URL", help="of the log's folder, https://.../logs/...")
    parser.add_argument("folder", metavar="DIR", type=Path, help="the mirror; made if not there")
    add_key(parser)
    parser.add_argument(
        "--patience",
        type=seconds,
        metavar="SECONDS",
        default=_USUAL.patience,
        help="how long to wait for a short answer, 1 to 3600 (default: %(default)s)",
    )
    parser.add_argument(
        "--max-gib",
        type=int,
        choices=range(1, 4097),
        metavar="N",
        default=_USUAL.total // 2**30,
        help="GiB to download at most in one run, 1 to 4096 (default: %(default)s)",
    )


def remote_of(asked: argparse.Namespace) -> Remote:
    """Return the log that was asked for.

    Raises:
        UnusableLogError: the address has no form of one.
    """
    return Remote(asked.url, Pace(patience=asked.patience, total=asked.max_gib * 2**30))


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument("--quiet", action="store_true", help="no lines of progress")


def _act(asked: argparse.Namespace) -> int:
    remote = remote_of(asked)
    try:
        mirror = Mirror(remote.read, Folder(asked.folder), _silent if asked.quiet else say)
        done = mirror.update(key_of(asked))
    finally:
        remote.close()
    show(
        f"{done.key.name}: {done.size:,} entries, {done.size - done.before:,} of them new,"
        f" {done.payloads:,} payloads downloaded; log key {done.key.key_id.hex()}"
    )
    return PASSED


def seconds(text: str) -> float:
    """Read a number of seconds from a command line."""
    value = float(text)
    if not 1 <= value <= 3600:
        raise argparse.ArgumentTypeError("expected 1 to 3600 seconds")
    return value


def _silent(_text: str) -> None:
    """Say nothing."""


COMMAND = Command(
    name="mirror",
    purpose="download a log's public folder, or what is new in it, and prove all of it",
    statuses="0 when the mirror is up to date, 1 when the log contradicts itself or what was"
    " mirrored (the mirror stays as it was, evidence is kept in DIR/.mirror), 2 when there is no"
    " answer or no log",
    arguments=_arguments,
    act=_act,
)
"""The sub-command."""
