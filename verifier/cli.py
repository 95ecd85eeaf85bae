"""The command line: reads a record, prints the verdicts, and ends with a status.

The first word may name a sub-command instead of a record; see `verifier.commands`.
Source: docs/spec/verification.md, "Verdicts".
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from crypto.errors import CryptoError
from crypto.notes import MAX_NOTE
from verifier.commands import COMMANDS, listed_commands
from verifier.election import checkpoint_of, decode_note
from verifier.errors import UnusableCheckpointError, UnusableRecordError, UnusableStateError
from verifier.page import page
from verifier.record import Record
from verifier.report import Report
from verifier.state import State
from verifier.summary import Summary
from verifier.terminal import Progress, harmless, show, speak_utf8
from verifier.verification import Options, verify_record

PASSED, FAILED, UNUSABLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class _Arguments:
    record: Path
    since: Path | None
    state: Path | None
    html: Path | None
    as_json: bool
    progress: bool
    jobs: int


def main(arguments: Sequence[str]) -> int:
    """Run the program and return its exit status."""
    speak_utf8()
    if arguments and arguments[0] in COMMANDS:
        return COMMANDS[arguments[0]].run(arguments[1:])
    asked = _parse(arguments)
    try:
        summary = _verify(asked)
    except UnusableRecordError as error:
        summary = Summary.unusable(str(error))
    except (UnusableCheckpointError, UnusableStateError) as error:
        summary = Summary.stopped(str(error))
    except KeyboardInterrupt:
        summary = Summary.stopped("interrupted")
    except Exception as error:  # noqa: BLE001 -- never a traceback
        summary = Summary.stopped(f"the verifier gave up: {type(error).__name__}")
    return _say(summary, asked)


def _say(summary: Summary, asked: _Arguments) -> int:
    show(json.dumps(summary.document(), indent=1) if asked.as_json else summary.text())
    if asked.html is not None:
        try:
            asked.html.write_text(page(summary), encoding="utf-8", newline="\n")
        except OSError as error:
            print(f"{asked.html}: cannot be written: {error.strerror}", file=sys.stderr)
            return max(summary.status, UNUSABLE)
    return summary.status


def _verify(asked: _Arguments) -> Summary:
    kept_note = None if asked.since is None else _read_kept(asked.since)
    progress = Progress.on_terminal() if asked.progress else Progress()
    with Record.open(asked.record) as record, closing(State(asked.state)) as state:
        report = Report()
        options = Options(kept_note, progress, asked.jobs, state)
        election = verify_record(record, options, report)
        if state.words:
            print(harmless(state.words), file=sys.stderr)
    return Summary.of(election, report)


def _read_kept(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            note = decode_note(stream.read(MAX_NOTE + 1))
        checkpoint_of(note)
    except OSError as error:
        raise UnusableCheckpointError(f"kept checkpoint: {error.strerror}") from error
    except CryptoError as error:
        raise UnusableCheckpointError(f"kept checkpoint: {error}") from error
    return note


def _parse(arguments: Sequence[str]) -> _Arguments:
    parser = argparse.ArgumentParser(
        prog="python -m verifier",
        description="Check an election record. Ends with 0 when all twelve checks passed, 1 when"
        " something failed, 2 when the file is unusable or something could not be checked.",
        epilog=listed_commands(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("record", type=Path, help="the record file, record.zip")
    parser.add_argument(
        "--since", type=Path, metavar="CHECKPOINT", help="a checkpoint you kept from earlier"
    )
    parser.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="keep here what was found out about each ballot: the next run, also one after an"
        " interruption, only examines ballots that are new",
    )
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the report as a page, too")
    parser.add_argument("--json", action="store_true", help="print the report for machines")
    parser.add_argument("--no-progress", action="store_true", help="do not count ballots")
    parser.add_argument(
        "--jobs",
        type=int,
        choices=range(1, 65),
        metavar="N",
        default=min(os.cpu_count() or 1, 64),
        help="how many processes share the work, 1 to 64",
    )
    given = parser.parse_args(arguments)
    return _Arguments(
        record=given.record,
        since=given.since,
        state=given.state,
        html=given.html,
        as_json=given.json,
        progress=not given.no_progress,
        jobs=given.jobs,
    )
