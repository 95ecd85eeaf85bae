"""`fsck DIR`: check a log's folder from nothing but the folder.

Source: docs/spec/board.md section 12.
"""

import argparse
from pathlib import Path

from verifier.commands.command import Command, add_key, key_of, show_document
from verifier.logs.folder import Folder
from verifier.logs.folder_report import FolderReport
from verifier.logs.fsck import folder_check
from verifier.terminal import harmless, show


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="the log's folder")
    add_key(parser)
    parser.add_argument("--json", action="store_true", help="print the report for machines")


def _act(asked: argparse.Namespace) -> int:
    report = folder_check(Folder(asked.folder), key_of(asked))
    if asked.json:
        show_document(report.document())
    else:
        show(_text(report))
    return report.status


def _text(report: FolderReport) -> str:
    checkpoint = report.checkpoint
    key = report.key.key_id.hex()
    lines = [f"{harmless(checkpoint.origin)}: {checkpoint.size:,} entries, log key {key}"]
    lines += [f"  {harmless(f'{fault.place}: {fault.detail}')}" for fault in report.faults]
    left_out = report.count - len(report.faults)
    lines += [f"  and {left_out:,} more"] if left_out else []
    if report.strays:
        names = harmless(", ".join(report.strays[:5]))
        lines.append(f"note: {len(report.strays):,} files the checkpoint does not ask for: {names}")
    if report.ahead:
        lines.append(f"note: a checkpoint of {report.ahead:,} entries was seen: run mirror again")
    if report.kept:
        lines.append(f"note: compared with {report.kept:,} checkpoints this mirror kept")
    return "\n".join([*lines, _conclusion(report.count)])


def _conclusion(count: int) -> str:
    if count:
        return f"This folder is NOT in order: {count:,} fault{'' if count == 1 else 's'}."
    return "Every entry, tile and payload is the one the log signed for."


COMMAND = Command(
    name="fsck",
    purpose="check every file of a log's folder from public data alone",
    statuses="0 when all is right, 1 when something is wrong, 2 when there is no log to check",
    arguments=_arguments,
    act=_act,
)
"""The sub-command."""
