"""The container of the election record: its members, fixed text, caps, and every byte around them.

The writer of a record and its readers share this module, so that a container has exactly one
spelling: each header is a function of a member's name, method, sizes and check sum, and a reader
compares whole headers instead of fields.
Source: docs/spec/record.md section 6; PKWARE APPNOTE 6.3.10 sections 4.3.7, 4.3.12 and 4.3.16.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

README: Final = """\
ELECTION RECORD, VERSION 1

This file is the whole public record of one election held with Tabella. With it
anyone can check, without trusting the people or the computers that held the
election, that every ballot on the record came from a voter on the roll, that
each was counted as it was cast, and that the published result is their sum.

README.txt           this text, the same in every record
manifest.json        what was voted on, by which rules, under which keys
checkpoint           the log's signature on the number of entries and their hash
witness-policy.json  who else has to sign a checkpoint
entries.jsonl        every entry of the public record, one a line, in order
payloads.jsonl       the document behind each entry, in the same order
commitments.jsonl    numbers that make checking faster; nobody has to trust them

To check the record with Tabella's own verifier:

    python -m verifier record.zip

It needs no network and no account. It prints one line for each of twelve
checks, C01 to C12, and ends with 0 when all passed, 1 when something failed,
and 2 when the file is unusable or something could not be checked.

You need not use our program. docs/spec/record.md describes the formats,
docs/spec/protocol.md the mathematics and docs/spec/verification.md the checks,
in enough detail to write your own.

Compare the checkpoint in this file with one you got in another way, or at
another time. A record that passes every check but shows another history than
the one you saw is proof that two histories were told.

The record holds no name of any voter and no vote in the clear.
"""

MANIFEST: Final = "manifest.json"
CHECKPOINT: Final = "checkpoint"
WITNESS_POLICY: Final = "witness-policy.json"
ENTRIES: Final = "entries.jsonl"
PAYLOADS: Final = "payloads.jsonl"
COMMITMENTS: Final = "commitments.jsonl"
README_NAME: Final = "README.txt"

MEMBERS: Final = (
    README_NAME, MANIFEST, CHECKPOINT, WITNESS_POLICY, ENTRIES, PAYLOADS, COMMITMENTS,
)  # fmt: skip

STORED: Final = 0
DEFLATED: Final = 8

MAX_LINE: Final = 64 * 2**20
"""Bytes of one line of a member, without its newline."""
MAX_BALLOT: Final = 8 * 2**20
"""Bytes of the payload of one ballot or challenge."""
MAX_RATIO: Final = 100
"""A deflated member unpacks to at most this many times its packed size."""
MAX_RECORD: Final = 2**32 - 2**20
"""Bytes of all members unpacked: 4 GiB less room for headers, so that no field overflows."""
MAX_SMALL_MEMBER: Final = 2**20
"""Bytes of the checkpoint and of the witness policy."""

_VERSION: Final = 20
_SYSTEM_UNIX: Final = 3 << 8
_MIDNIGHT: Final = 0
_FIRST_OF_1980: Final = (0 << 9) | (1 << 5) | 1
_OWNER_READ_WRITE: Final = 0o600 << 16

_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")

LOCAL_HEADER_SIZE: Final = _LOCAL.size
"""Bytes of a local header before the name."""


class RecordTooLongError(ValueError):
    """A record would grow beyond `MAX_RECORD`."""


@dataclass(frozen=True, slots=True)
class Member:
    """What the container says of one member.

    Attributes:
        name: one of `MEMBERS`.
        method: `STORED` or `DEFLATED`.
        crc: CRC-32 of the unpacked bytes.
        packed: size in the container, in bytes.
        size: size unpacked, in bytes; equals `packed` for a stored member.
    """

    name: str
    method: int
    crc: int
    packed: int
    size: int


def local_header(member: Member) -> bytes:
    """Return the header that stands before a member's data."""
    name = member.name.encode("ascii")
    fields = _LOCAL.pack(
        b"PK\x03\x04", _VERSION, 0, member.method, _MIDNIGHT, _FIRST_OF_1980,
        member.crc, member.packed, member.size, len(name), 0,
    )  # fmt: skip
    return fields + name


def read_sizes(header: bytes) -> tuple[int, int, int, int]:
    """Return method, check sum, packed size and size from the fixed part of a local header.

    Args:
        header: exactly `LOCAL_HEADER_SIZE` bytes. Nothing else in them is looked at; the caller
            compares the whole header with `local_header`.
    """
    _, _, _, method, _, _, crc, packed, size, _, _ = _LOCAL.unpack(header)
    return method, crc, packed, size


def central_directory(members: Sequence[Member]) -> bytes:
    """Return everything that stands after the last member's data."""
    directory = b""
    offset = 0
    for member in members:
        directory += _central_header(member, offset)
        offset += len(local_header(member)) + member.packed
    count = len(members)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), offset, 0)
    return directory + end


def _central_header(member: Member, offset: int) -> bytes:
    name = member.name.encode("ascii")
    # version needed, flags, method, time, date, check sum, packed size, size, name length, extra
    # length: as in the local header
    described = _LOCAL.unpack(local_header(member)[: _LOCAL.size])[1:]
    no_comment_first_disk_binary = (0, 0, 0)
    fields = _CENTRAL.pack(
        b"PK\x01\x02",
        _SYSTEM_UNIX | _VERSION,
        *described,
        *no_comment_first_disk_binary,
        _OWNER_READ_WRITE,
        offset,
    )
    return fields + name


class RecordWriter:
    """Writes a record's container to a seekable stream, members stored as they are.

    Stored and not deflated, because a deflated text has many spellings and a record should have
    one. Call `begin` with each name of `MEMBERS` after README.txt in order, `write` its bytes in
    pieces of any length, and `close` at the end. README.txt is written by the writer itself.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._members: list[Member] = []
        self._start = 0
        self._total = 0
        self._open = Member(README_NAME, STORED, 0, 0, 0)
        self._stream.write(local_header(self._open))
        self.write(README.encode("ascii"))

    @property
    def room(self) -> int:
        """How many bytes fit below `MAX_RECORD`."""
        return MAX_RECORD - self._total

    def begin(self, name: str) -> None:
        """End the current member and begin the next one.

        Raises:
            ValueError: `name` is not the next of `MEMBERS`.
        """
        self._end_member()
        expected = MEMBERS[len(self._members)]
        if name != expected:
            raise ValueError(f"next member is {expected}, not {name}")
        self._start = self._stream.tell()
        self._open = Member(name, STORED, 0, 0, 0)
        self._stream.write(local_header(self._open))

    def write(self, data: bytes) -> None:
        """Append bytes to the current member.

        Raises:
            RecordTooLongError: the record would grow beyond `MAX_RECORD`.
        """
        if len(data) > self.room:
            raise RecordTooLongError(f"a record holds at most {MAX_RECORD} bytes")
        self._total += len(data)
        old = self._open
        size = old.size + len(data)
        self._open = Member(old.name, STORED, zlib.crc32(data, old.crc), size, size)
        self._stream.write(data)

    def close(self) -> None:
        """End the last member and write the directory; the stream stays open.

        Raises:
            ValueError: members are missing.
        """
        self._end_member()
        if len(self._members) != len(MEMBERS):
            raise ValueError(f"member {MEMBERS[len(self._members)]} is missing")
        self._stream.write(central_directory(self._members))

    def _end_member(self) -> None:
        # The sizes are known only now: the header is written a second time over the first one.
        end = self._stream.tell()
        self._stream.seek(self._start)
        self._stream.write(local_header(self._open))
        self._stream.seek(end)
        self._members.append(self._open)
