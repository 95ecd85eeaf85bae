"""What pages and feeds read out of documents that entries speak of."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from board import selectors
from board.kinds import TIMED_KINDS
from board.models import Entry, Log
from crypto import canonical_json
from crypto.canonical_json import JsonValue
from crypto.entries import EntryHeader, decode_entry
from crypto.reader import read_time
from crypto.registry import REGISTRY_TYPES, decode_registry_entry

MAX_READ = 100_000
"""Bytes of a document that is looked into; a longer one is linked to."""


def header_of(entry: Entry) -> EntryHeader:
    """Return what the entry's own bytes say."""
    data = bytes(entry.data)
    return decode_registry_entry(data) if entry.kind in REGISTRY_TYPES else decode_entry(data)


def decoded(data: bytes) -> JsonValue:
    """Return a document of at most `MAX_READ` bytes.

    Raises:
        DecodeError: it is longer, or no canonical JSON.
    """
    return canonical_json.decode(data, max_size=MAX_READ, place="payload")


def timed_documents(log: Log, entries: Collection[Entry]) -> dict[int, JsonValue]:
    """Return the documents of those entries whose kind has a time, by the entries' numbers."""
    timed = [entry.index for entry in entries if entry.kind in TIMED_KINDS]
    found = selectors.payloads_at(log, timed)
    return {index: decoded(data) for index, data in found.items()}


def changed_voters(document: JsonValue) -> list[str]:
    """Return how many voters a document changes, in words; nothing where it changes none."""
    found = document.get("changes") if isinstance(document, Mapping) else None
    if not isinstance(found, list):
        return []
    revoked = sum(isinstance(change, list) and change[-1:] == [""] for change in found)
    told = []
    if len(found) > revoked:
        told.append(_("Voters with a new code: %(number)s") % {"number": len(found) - revoked})
    if revoked:
        told.append(_("Voters taken off the list: %(number)s") % {"number": revoked})
    return told


def text_in(document: JsonValue, name: str) -> str:
    """Return the text that stands under `name`; nothing where there is none."""
    value = document.get(name, "") if isinstance(document, Mapping) else ""
    return value if isinstance(value, str) else ""


def moment_in(document: JsonValue, name: str = "at") -> datetime | None:
    """Return the moment that stands under `name`, in UTC; None where there is none."""
    written = text_in(document, name)
    return read_time(written, f"payload.{name}") if written else None
