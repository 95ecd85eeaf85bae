"""`registry URL|DIR`: check which logs an installation says it has.

Source: docs/spec/record.md section 8.
"""

import argparse
import tempfile
from pathlib import Path

from verifier.commands.command import FAILED, PASSED, Command, add_key, key_of, show_document, stop
from verifier.logs.folder import Folder
from verifier.logs.folder_report import FolderReport
from verifier.logs.fsck import folder_check
from verifier.logs.mirror import Mirror
from verifier.logs.registry import Registry, read_registry
from verifier.logs.remote import Pace, Remote
from verifier.terminal import harmless, show


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "where", metavar="URL|DIR", help="the registry's folder: an address, or a mirror of it"
    )
    add_key(parser)
    parser.add_argument("--json", action="store_true", help="print the report for machines")


def _act(asked: argparse.Namespace) -> int:
    if not asked.where.startswith(("http://", "https://")):
        return _check(asked, Folder(Path(asked.where)))
    remote = Remote(asked.where, Pace())
    with tempfile.TemporaryDirectory() as place:
        folder = Folder(Path(place))
        try:
            Mirror(remote.read, folder, lambda _: None).update(key_of(asked))
        finally:
            remote.close()
        return _check(asked, folder)


def _check(asked: argparse.Namespace, folder: Folder) -> int:
    report = folder_check(folder, key_of(asked))
    if report.count:
        place = f"{report.faults[0].place}: {report.faults[0].detail}"
        return stop(asked, FAILED, "failed", f"{place}; see fsck for all that is wrong")
    registry = read_registry(folder, report)
    status = FAILED if registry.faults else PASSED
    if asked.json:
        show_document(
            {
                "v": 1,
                "outcome": "failed" if registry.faults else "passed",
                "status": status,
                "origin": report.checkpoint.origin,
                "logs": {origin: key.text() for origin, key in registry.keys.items()},
                "frozen": sorted(registry.frozen),
                "ended": sorted(registry.ended),
                "faults": [{"place": f.place, "detail": f.detail} for f in registry.faults],
            }
        )
    else:
        show(_text(report, registry))
    return status


def _text(report: FolderReport, registry: Registry) -> str:
    origin, key = harmless(report.checkpoint.origin), report.key.key_id.hex()
    lines = [f"{origin}: {len(registry.keys):,} logs, registry key {key}"]
    for name, log_key in registry.keys.items():
        state = "ended" if name in registry.ended else "begun"
        if name in registry.frozen and name not in registry.ended:
            state = "frozen"
        lines.append(f"  {harmless(name)}: {state}, log key {log_key.key_id.hex()}")
    lines += [f"  FAULT {harmless(f'{fault.place}: {fault.detail}')}" for fault in registry.faults]
    if registry.faults:
        return "\n".join(
            [*lines, f"This registry is NOT in order: {len(registry.faults):,} faults."]
        )
    return "\n".join([*lines, "Every log is announced once, with one key."])


COMMAND = Command(
    name="registry",
    purpose="check which logs an installation says it has, and with which keys",
    statuses="0 when all is right, 1 when something is wrong, 2 when there is no registry to check",
    arguments=_arguments,
    act=_act,
)
"""The sub-command."""
