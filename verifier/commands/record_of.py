"""`record-of DIR OUT.zip`: make the election record out of a log's folder.

Source: docs/spec/record.md section 6.
"""

import argparse
import os
from pathlib import Path

from verifier.commands.command import FAILED, PASSED, Command, stop
from verifier.logs.folder import Folder
from verifier.logs.fsck import folder_check
from verifier.logs.record_of import record_write
from verifier.terminal import show


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="the log's folder")
    parser.add_argument("record", metavar="OUT.zip", type=Path, help="the record; not overwritten")


def _act(asked: argparse.Namespace) -> int:
    folder = Folder(asked.folder)
    report = folder_check(folder)
    if report.count:
        place = f"{report.faults[0].place}: {report.faults[0].detail}"
        return stop(asked, FAILED, "failed", f"{place}; see fsck for all that is wrong")
    draft = asked.record.with_name(f"{asked.record.name}.part")
    try:
        with draft.open("wb") as stream:
            size = record_write(folder, stream)
        os.link(draft, asked.record)
    finally:
        draft.unlink(missing_ok=True)
    show(f"{report.checkpoint.origin}: a record of {size:,} entries in {asked.record}")
    return PASSED


COMMAND = Command(
    name="record-of",
    purpose="make the election record out of a log's folder",
    statuses="0 when the record was written, 1 when the folder is not in order, 2 when it is of no"
    " frozen election or the record cannot be written",
    arguments=_arguments,
    act=_act,
)
"""The sub-command."""
