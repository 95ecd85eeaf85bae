"""`dispute FILE [FILE]`: who is right when something is held against a log.

Source: docs/spec/board.md section 13.
"""

import argparse
from pathlib import Path

from verifier.commands.command import Command
from verifier.commands.judging import STATUSES, act_on, add_bench
from verifier.disputes.documents import read_document


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="a receipt (.tlog-proof or .html), a promise, a checkpoint, or evidence of a witness"
        " or a mirror",
    )
    parser.add_argument(
        "other", metavar="FILE", type=Path, nargs="?", help="another one that contradicts it"
    )
    add_bench(parser)


def _act(asked: argparse.Namespace) -> int:
    files = [asked.file] if asked.other is None else [asked.file, asked.other]
    return act_on(asked, tuple(read_document(file) for file in files))


COMMAND = Command(
    name="dispute",
    purpose="judge a receipt, a promise, checkpoints or evidence that is held against a log",
    statuses=STATUSES,
    arguments=_arguments,
    act=_act,
)
"""The sub-command."""
