"""`receipt FILE`: whether a log stands by a receipt or a promise, and what became of the ballot.

Source: docs/spec/board.md section 13.
"""

import argparse
from pathlib import Path

from verifier.commands.command import Command
from verifier.commands.judging import STATUSES, act_on, add_bench
from verifier.disputes.documents import Malformed, PromiseNote, Receipt, read_document
from verifier.errors import UnusableLogError


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="the receipt, .tlog-proof or .html, or a promise"
    )
    add_bench(parser)


def _act(asked: argparse.Namespace) -> int:
    document = read_document(asked.file)
    if not isinstance(document, Receipt | PromiseNote | Malformed):
        raise UnusableLogError(f"{asked.file.name}: neither receipt nor promise; see dispute")
    return act_on(asked, (document,))


COMMAND = Command(
    name="receipt",
    purpose="check a voter's receipt or promise, and say what became of the ballot",
    statuses=STATUSES,
    arguments=_arguments,
    act=_act,
)
"""The sub-command."""
