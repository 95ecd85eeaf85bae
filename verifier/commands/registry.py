"""`registry URL|DIR`: check which logs an installation says it has.

Source: docs/spec/record.md section 8.
"""

import argparse
import tempfile
from pathlib import Path

from crypto.canonical_json import JsonValue
from crypto.notes import NoteVerifier
from crypto.registry import MAX_REGISTRIES, is_registry_slug, registry_number, registry_slug
from verifier.commands.command import (
    FAILED,
    PASSED,
    UNUSABLE,
    Command,
    add_key,
    key_of,
    show_document,
)
from verifier.errors import LogFaultError
from verifier.logs.folder import Folder
from verifier.logs.fsck import folder_check
from verifier.logs.mirror import Mirror
from verifier.logs.registry import Registry, read_registry
from verifier.logs.remote import Pace, Remote
from verifier.terminal import harmless, show


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "where",
        metavar="URL|DIR",
        help="the first registry's folder, an address or a mirror; later ones stand beside it",
    )
    add_key(parser)
    parser.add_argument("--json", action="store_true", help="print the report for machines")


def _act(asked: argparse.Namespace) -> int:
    registry = Registry()
    where, key = asked.where, key_of(asked)
    while where and len(registry.read) < MAX_REGISTRIES:
        _read(registry, where, key)
        if registry.following is None:
            break
        key = NoteVerifier.parse(registry.following.log_key)
        where = _beside(where, key.name)
    return _show(asked, registry)


def _beside(where: str, origin: str) -> str:
    """Return where the next registry stands, beside the one before; empty if it is not there."""
    base, separator, slug = where.rstrip("/").rpartition("/")
    if not is_registry_slug(slug):
        return ""
    found = f"{base}{separator}{registry_slug(registry_number(origin))}"
    return found if _is_address(found) or Path(found).is_dir() else ""


def _is_address(where: str) -> bool:
    return where.startswith(("http://", "https://"))


def _read(registry: Registry, where: str, key: NoteVerifier | None) -> None:
    if not _is_address(where):
        _read_folder(registry, Folder(Path(where)), key)
        return
    remote = Remote(where, Pace())
    with tempfile.TemporaryDirectory() as place:
        folder = Folder(Path(place))
        try:
            Mirror(remote.read, folder, lambda _: None).update(key)
        finally:
            remote.close()
        _read_folder(registry, folder, key)


def _read_folder(registry: Registry, folder: Folder, key: NoteVerifier | None) -> None:
    report = folder_check(folder, key)
    if report.count:
        place = f"{report.faults[0].place}: {report.faults[0].detail}"
        raise LogFaultError(f"{place}; see fsck for all that is wrong")
    read_registry(registry, folder, report)


def _show(asked: argparse.Namespace, registry: Registry) -> int:
    outcome, status = "passed", PASSED
    if registry.following is not None:
        outcome, status = "incomplete", UNUSABLE
    if registry.faults:
        outcome, status = "failed", FAILED
    if asked.json:
        show_document(_document(registry, outcome, status))
    else:
        show(_text(registry))
    return status


def _document(registry: Registry, outcome: str, status: int) -> JsonValue:
    unread = registry.following
    return {
        "v": 1,
        "outcome": outcome,
        "status": status,
        "origin": registry.read[0][0].name,
        "registries": [
            {"origin": key.name, "key": key.text(), "size": checkpoint.size}
            for key, checkpoint in registry.read
        ],
        "unread": [] if unread is None else [{"origin": unread.origin, "key": unread.log_key}],
        "logs": {origin: key.text() for origin, key in registry.keys.items()},
        "frozen": [*sorted(registry.frozen)],
        "ended": [*sorted(registry.ended)],
        "faults": [{"place": f.place, "detail": f.detail} for f in registry.faults],
    }


def _text(registry: Registry) -> str:
    lines = [
        f"{harmless(key.name)}: {checkpoint.size:,} entries, registry key {key.key_id.hex()}"
        for key, checkpoint in registry.read
    ]
    lines += [_log_line(registry, name, key) for name, key in registry.keys.items()]
    lines += [f"  FAULT {harmless(f'{fault.place}: {fault.detail}')}" for fault in registry.faults]
    if registry.faults:
        lines.append(f"This registry is NOT in order: {len(registry.faults):,} faults.")
    elif registry.following is None:
        lines.append(f"{len(registry.keys):,} logs, each announced with one key.")
    if registry.following is not None:
        unread = NoteVerifier.parse(registry.following.log_key)
        lines.append(f"It goes on as {harmless(unread.name)}, which was not read; key:")
        lines.append(f"  {harmless(unread.text())}")
    return "\n".join(lines)


def _log_line(registry: Registry, name: str, key: NoteVerifier) -> str:
    state = "ended" if name in registry.ended else "begun"
    if name in registry.frozen and name not in registry.ended:
        state = "frozen"
    return f"  {harmless(name)}: {state}, log key {key.key_id.hex()}"


COMMAND = Command(
    name="registry",
    purpose="check which logs an installation says it has, and with which keys",
    statuses="0 when all is right, 1 when something is wrong, 2 when there is no registry to check"
    " or it goes on elsewhere",
    arguments=_arguments,
    act=_act,
)
"""The sub-command."""
