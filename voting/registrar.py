"""What the registrar's page is given, and the public keys it hands back.

The page makes voter codes in the browser; of them nothing but public keys comes here. Both ways
are bound to the list of voters the codes were made for: its fingerprint comes back with the keys.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from crypto import canonical_json
from crypto.errors import DecodeError
from crypto.reader import Fields, read_hex, read_integer, read_list
from crypto.transcript import sha256
from voting.models import Election
from voting.roll_csv import MAX_VOTERS

KEY_DIGITS = 64
# [200000,"64 digits"], and what stands around the list.
LONGEST_ITEM = 80
LONGEST_FRAME = 200
LONGEST_TEXT = 2_000
LONGEST_NEW_KEY = 32_768


@dataclass(frozen=True, slots=True)
class WaitingVoter:
    """A voter without a code, as far as letters and files name them."""

    number: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """Public keys by voters' numbers, and the fingerprint of the list they were made for."""

    keys: Mapping[int, str]
    roll: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """The public key of a new code for one voter, after the freeze."""

    key: str
    old: str  # the public key it takes the place of
    reason: str
    typed: str  # the voter's name, typed by the official to confirm


def voters_waiting(election: Election) -> list[WaitingVoter]:
    """Voters who have no code, in the order of their numbers."""
    rows = election.voters.filter(credential__isnull=True).order_by("number")
    return [WaitingVoter(*row) for row in rows.values_list("number", "name", "email")]


def voters_fingerprint(voters: list[WaitingVoter]) -> str:
    """SHA-256 of the list; it changes with every voter who comes, goes or gets a code."""
    rows = [[voter.number, voter.name, voter.email] for voter in voters]
    return sha256(json.dumps(rows).encode()).hex()


def longest_body(voters: int) -> int:
    """The most bytes that public keys of so many voters take."""
    return LONGEST_FRAME + LONGEST_ITEM * min(voters, MAX_VOTERS)


def decode_public_keys(body: bytes) -> PublicKeys:
    """Read {"keys": [[number, key], ...], "roll": fingerprint, "v": 1}, canonical JSON.

    Raises:
        DecodeError: it is anything else, or names a voter or a key twice.
    """
    document = canonical_json.decode(body, max_size=longest_body(MAX_VOTERS), place="request")
    fields = Fields(document, "request", ("keys", "roll", "v"))
    fields.integer("v", 1, 1)
    items = read_list(fields.value("keys"), "request.keys", 1, MAX_VOTERS)
    keys: dict[int, str] = {}
    for place, item in enumerate(items):
        number, key = read_list(item, f"request.keys[{place}]", 2, 2)
        keys[read_integer(number, f"request.keys[{place}][0]", 1, 2**31 - 1)] = read_hex(
            key, f"request.keys[{place}][1]", KEY_DIGITS
        )
    if len(keys) != len(items) or len(set(keys.values())) != len(items):
        raise DecodeError("request.keys: a voter or a key is there twice")
    return PublicKeys(keys=keys, roll=fields.hex("roll", 64))


def decode_new_key(body: bytes) -> NewKey:
    """Read {"key": key, "old": key, "reason": text, "typed": name, "v": 1}, canonical JSON.

    Raises:
        DecodeError: it is anything else.
    """
    document = canonical_json.decode(body, max_size=LONGEST_NEW_KEY, place="request")
    fields = Fields(document, "request", ("key", "old", "reason", "typed", "v"))
    fields.integer("v", 1, 1)
    return NewKey(
        key=fields.hex("key", KEY_DIGITS),
        old=fields.hex("old", KEY_DIGITS),
        reason=fields.text("reason", LONGEST_TEXT),
        typed=fields.text("typed", LONGEST_TEXT),
    )
