"""The payloads that hold no proof: the roll, the turns of an election, and what is to be counted.

Source: docs/spec/record.md sections 4.8 to 4.12 and 4.15.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from crypto import canonical_json
from crypto.canonical_json import MAX_LINE, JsonValue
from crypto.errors import DecodeError
from crypto.group import Group, Residue
from crypto.number_fields import residue_field
from crypto.reader import FULL_INTEGER, Fields, format_time, read_hex, read_integer, read_list

MAX_WEIGHT = 1_000_000
MAX_VOTERS = 1_000_000
MAX_STYLES = 1000
MAX_REASON = 2000


@dataclass(frozen=True, slots=True)
class RollEntry:
    """A voter as the record knows one: never by name.

    Attributes:
        credential: Ed25519 public key, 32 bytes.
        style: number of the ballot style, from 1.
        weight: how often the ballot counts, in [1, 1,000,000].
    """

    credential: bytes
    style: int
    weight: int


@dataclass(frozen=True, slots=True)
class RollPayload:
    """Everyone who may vote, strictly ascending by credential."""

    election_id: str
    voters: tuple[RollEntry, ...]

    def encode(self) -> bytes:
        """Return the payload's bytes.

        Raises:
            DecodeError: the payload breaks a rule of record.md section 4.8.
        """
        voters: list[JsonValue] = [
            [voter.credential.hex(), voter.style, voter.weight] for voter in self.voters
        ]
        data = _encode(self.election_id, voters=voters)
        decode_roll_payload(data)
        return data


@dataclass(frozen=True, slots=True)
class FreezePayload:
    """The moment after which nothing about the election changes; hashes are 32 bytes.

    Attributes:
        election_id: lower-case UUID.
        at: when, aware, UTC.
        election_hash: H_E.
        joint_key: K, not yet tested.
        manifest: SHA-256 of the `election` payload.
        roll: SHA-256 of the `roll` payload.
        transcript: H_G.
    """

    election_id: str
    at: datetime
    election_hash: bytes
    joint_key: Residue
    manifest: bytes
    roll: bytes
    transcript: bytes

    def encode(self, group: Group) -> bytes:
        """Return the payload's bytes."""
        return _encode(
            self.election_id,
            at=format_time(self.at),
            election_hash=self.election_hash.hex(),
            joint_key=group.element_hex(self.joint_key),
            manifest=self.manifest.hex(),
            roll=self.roll.hex(),
            transcript=self.transcript.hex(),
        )


@dataclass(frozen=True, slots=True)
class TurnPayload:
    """The opening, the close or the end of an election, which differ in the entry's type only."""

    election_id: str
    at: datetime

    def encode(self) -> bytes:
        """Return the payload's bytes."""
        return _encode(self.election_id, at=format_time(self.at))


@dataclass(frozen=True, slots=True)
class ExtendPayload:
    """A later planned end, `closes`, and why."""

    election_id: str
    at: datetime
    closes: datetime
    reason: str

    def encode(self) -> bytes:
        """Return the payload's bytes.

        Raises:
            DecodeError: the reason is empty or too long.
        """
        data = _encode(
            self.election_id,
            at=format_time(self.at),
            closes=format_time(self.closes),
            reason=self.reason,
        )
        decode_extend_payload(data)
        return data


@dataclass(frozen=True, slots=True)
class CancelPayload:
    """The end of an election that will have no result, and why."""

    election_id: str
    at: datetime
    reason: str

    def encode(self) -> bytes:
        """Return the payload's bytes.

        Raises:
            DecodeError: the reason is empty or too long.
        """
        data = _encode(self.election_id, at=format_time(self.at), reason=self.reason)
        decode_cancel_payload(data)
        return data


@dataclass(frozen=True, slots=True)
class TallyInputPayload:
    """Which ballots are counted.

    Attributes:
        election_id: lower-case UUID.
        counted: entry numbers of the counted ballots, strictly ascending, all below `size`.
        size: number of entries up to and with `close`.
    """

    election_id: str
    counted: tuple[int, ...]
    size: int

    def encode(self) -> bytes:
        """Return the payload's bytes.

        Raises:
            DecodeError: the payload breaks a rule of record.md section 4.15.
        """
        data = _encode(self.election_id, counted=list(self.counted), size=self.size)
        decode_tally_input_payload(data)
        return data


def decode_roll_payload(data: bytes) -> RollPayload:
    """Read a `roll` payload.

    Raises:
        DecodeError: another form than record.md section 4.8 gives.
    """
    fields = _fields(data, "roll", ("voters",))
    voters = tuple(_voter(item, place) for place, item in fields.items("voters", 1, MAX_VOTERS))
    if any(later.credential <= earlier.credential for earlier, later in pairwise(voters)):
        raise DecodeError("roll.voters: credentials are not strictly ascending")
    return RollPayload(fields.uuid("election"), voters)


def decode_freeze_payload(data: bytes, group: Group) -> FreezePayload:
    """Read a `freeze` payload.

    Raises:
        DecodeError: another form than record.md section 4.9 gives.
    """
    names = ("at", "election_hash", "joint_key", "manifest", "roll", "transcript")
    fields = _fields(data, "freeze", names)
    return FreezePayload(
        election_id=fields.uuid("election"),
        at=fields.time("at"),
        election_hash=fields.octets("election_hash", 32),
        joint_key=residue_field(fields, "joint_key", group),
        manifest=fields.octets("manifest", 32),
        roll=fields.octets("roll", 32),
        transcript=fields.octets("transcript", 32),
    )


def decode_turn_payload(data: bytes, kind: str) -> TurnPayload:
    """Read the payload of an `open`, `close` or `final` entry; `kind` names it in errors.

    Raises:
        DecodeError: another form than record.md section 4.10 gives.
    """
    fields = _fields(data, kind, ("at",))
    return TurnPayload(fields.uuid("election"), fields.time("at"))


def decode_extend_payload(data: bytes) -> ExtendPayload:
    """Read an `extend` payload.

    Raises:
        DecodeError: another form than record.md section 4.11 gives.
    """
    fields = _fields(data, "extend", ("at", "closes", "reason"))
    return ExtendPayload(
        election_id=fields.uuid("election"),
        at=fields.time("at"),
        closes=fields.time("closes"),
        reason=fields.text("reason", MAX_REASON, min_length=1),
    )


def decode_cancel_payload(data: bytes) -> CancelPayload:
    """Read a `cancel` payload.

    Raises:
        DecodeError: another form than record.md section 4.12 gives.
    """
    fields = _fields(data, "cancel", ("at", "reason"))
    return CancelPayload(
        election_id=fields.uuid("election"),
        at=fields.time("at"),
        reason=fields.text("reason", MAX_REASON, min_length=1),
    )


def decode_tally_input_payload(data: bytes) -> TallyInputPayload:
    """Read a `tally-input` payload.

    Raises:
        DecodeError: another form than record.md section 4.15 gives.
    """
    fields = _fields(data, "tally-input", ("counted", "size"))
    size = fields.integer("size", 1, FULL_INTEGER)
    counted = tuple(
        read_integer(item, place, 0, size - 1) for place, item in fields.items("counted", 0, size)
    )
    if any(later <= earlier for earlier, later in pairwise(counted)):
        raise DecodeError("tally-input.counted: entry numbers are not strictly ascending")
    return TallyInputPayload(fields.uuid("election"), counted, size)


def _encode(election_id: str, **more: JsonValue) -> bytes:
    return canonical_json.encode({"election": election_id, "v": 1, **more})


def _fields(data: bytes, kind: str, names: Iterable[str]) -> Fields:
    value = canonical_json.decode(data, max_size=MAX_LINE, place=kind)
    fields = Fields(value, kind, ("election", "v", *names))
    fields.version()
    return fields


def _voter(value: JsonValue, place: str) -> RollEntry:
    credential, style, weight = read_list(value, place, 3, 3)
    return RollEntry(
        credential=bytes.fromhex(read_hex(credential, f"{place}[0]", 64)),
        style=read_integer(style, f"{place}[1]", 1, MAX_STYLES),
        weight=read_integer(weight, f"{place}[2]", 1, MAX_WEIGHT),
    )
