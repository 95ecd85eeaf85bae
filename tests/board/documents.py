"""Entries for tests: the board asks for their form alone, so they need no election behind them."""

from board.services import NewEntry
from crypto import canonical_json

NOON = "2026-06-08T12:00:00Z"


def note(number: int = 0) -> NewEntry:
    """An entry nobody signs; two with one number share their payload."""
    return NewEntry("cancel", canonical_json.encode({"at": NOON, "reason": f"number {number}"}))


def ballot(number: int = 0) -> NewEntry:
    """A ballot in form only."""
    payload = canonical_json.encode({"ballot": number, "v": 1})
    return NewEntry("ballot", payload, {"credential": f"{number:064x}", "signature": "5" * 128})


def challenge(number: int = 0) -> NewEntry:
    """A test ballot in form only."""
    fields = {"ballot": f"{number:064x}", "credential": "c" * 64, "signature": "5" * 128}
    return NewEntry("challenge", canonical_json.encode({"challenge": number}), fields)


def long_note(size: int) -> NewEntry:
    """An entry with a payload of `size` bytes."""
    return NewEntry("roll", canonical_json.encode("x" * (size - 2)))
