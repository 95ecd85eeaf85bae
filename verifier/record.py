"""Defensive reading of the record's container.

The whole container is scanned before anything in it is used: every header byte is compared, sizes,
ratios, line lengths and check sums are tested with flat memory. Later reads only repeat what was
tested. No name in the container is ever used as a path.
Source: docs/spec/record.md section 6; docs/spec/verification.md C01.1.
"""

import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, Self

from crypto import record_format
from crypto.notes import MAX_NOTE
from crypto.record_format import Member
from verifier.errors import UnusableRecordError

_CHUNK = 2**20
_LINED = frozenset(
    {record_format.ENTRIES, record_format.PAYLOADS, record_format.COMMITMENTS},
)
_CAPS = {
    record_format.README_NAME: len(record_format.README),
    record_format.MANIFEST: record_format.MAX_LINE,
    record_format.CHECKPOINT: MAX_NOTE,
    record_format.WITNESS_POLICY: record_format.MAX_SMALL_MEMBER,
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A member that was scanned.

    Attributes:
        member: what its header says.
        offset: where its packed bytes start in the file.
        lines: how many newlines it holds.
        ends_with_newline: whether nothing stands after the last newline.
    """

    member: Member
    offset: int
    lines: int
    ends_with_newline: bool


class RecordSource(Protocol):
    """The members of a record, wherever they come from."""

    def placed(self, name: str) -> Placed:
        """Return what is known of a member of `record_format.MEMBERS` as a whole."""

    def read(self, name: str) -> bytes:
        """Return a member's bytes; meant for those of bounded size."""

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield a member's lines without their newlines; several may be read side by side."""


class Record:
    """An election record whose container is in order.

    Use it as a context manager; it holds the file open.
    """

    def __init__(self, stream: BinaryIO, members: dict[str, Placed]) -> None:
        self._stream = stream
        self._members = members

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open and scan the record at `path`.

        Raises:
            UnusableRecordError: the container is not exactly of the form of record.md section 6, or
                the file cannot be read.
        """
        try:
            stream = _open_regular(path)
        except OSError as error:
            raise UnusableRecordError(f"cannot be read: {error.strerror}") from error
        try:
            return cls(stream, _scan(stream))
        except OSError as error:
            stream.close()
            raise UnusableRecordError(f"cannot be read: {error.strerror}") from error
        except BaseException:
            stream.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stream.close()

    def placed(self, name: str) -> Placed:
        """Return what the scan found out about a member of `record_format.MEMBERS`."""
        return self._members[name]

    def read(self, name: str) -> bytes:
        """Return a member's bytes; meant for those of bounded size."""
        return b"".join(_unpack(self._stream, self._members[name]))

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield a member's lines without their newlines; what follows the last newline is left out.

        Several iterators may run side by side.
        """
        rest: list[bytes] = []
        for chunk in _unpack(self._stream, self._members[name]):
            head, *complete = chunk.split(b"\n")
            rest.append(head)
            if complete:
                yield b"".join(rest)
                yield from complete[:-1]
                rest = [complete[-1]]


def _open_regular(path: Path) -> BinaryIO:
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnusableRecordError("not a regular file")
    return path.open("rb")


def _scan(stream: BinaryIO) -> dict[str, Placed]:
    members: dict[str, Placed] = {}
    total = 0
    for name in record_format.MEMBERS:
        member, offset = _read_header(stream, name)
        total += member.size
        if total > record_format.MAX_RECORD:
            raise UnusableRecordError(f"{name}: the record unpacks to more than the cap")
        members[name] = _scan_member(stream, member, offset)
        stream.seek(offset + member.packed)
    expected = record_format.central_directory([placed.member for placed in members.values()])
    if stream.read(len(expected) + 1) != expected:
        raise UnusableRecordError("central directory: differs from the one these members must have")
    return members


def _read_header(stream: BinaryIO, name: str) -> tuple[Member, int]:
    start = stream.tell()
    header = stream.read(record_format.LOCAL_HEADER_SIZE + len(name))
    if len(header) != record_format.LOCAL_HEADER_SIZE + len(name):
        raise UnusableRecordError(f"{name}: the file ends before this member")
    sizes = record_format.read_sizes(header[: record_format.LOCAL_HEADER_SIZE])
    member = Member(name, *sizes)
    if header != record_format.local_header(member):
        raise UnusableRecordError(f"{name}: its header differs from the one it must have")
    _verify_sizes(member)
    return member, start + len(header)


def _verify_sizes(member: Member) -> None:
    if member.method not in (record_format.STORED, record_format.DEFLATED):
        raise UnusableRecordError(f"{member.name}: packed by an unknown method")
    if member.method == record_format.STORED and member.packed != member.size:
        raise UnusableRecordError(f"{member.name}: stored, but with two sizes")
    if member.size > record_format.MAX_RATIO * member.packed:
        raise UnusableRecordError(f"{member.name}: unpacks to more than 100 times its size")
    if member.size > _CAPS.get(member.name, record_format.MAX_RECORD):
        raise UnusableRecordError(f"{member.name}: {member.size} bytes is more than the cap")


def _scan_member(stream: BinaryIO, member: Member, offset: int) -> Placed:
    size = crc = lines = line_size = 0
    for chunk in _unpack(stream, Placed(member, offset, 0, True)):  # noqa: FBT003 -- not scanned yet
        size += len(chunk)
        crc = zlib.crc32(chunk, crc)
        if member.name in _LINED:
            lines += chunk.count(b"\n")
            line_size = _measure_lines(member.name, chunk, line_size)
    if (size, crc) != (member.size, member.crc):
        raise UnusableRecordError(f"{member.name}: size or check sum differs from its header's")
    return Placed(member, offset, lines, line_size == 0)


def _measure_lines(name: str, chunk: bytes, line_size: int) -> int:
    """Return the size of the line that is unfinished at the end of `chunk`.

    Only the pieces at its two ends can belong to a line longer than a chunk.
    """
    first = chunk.find(b"\n")
    longest = line_size + (len(chunk) if first < 0 else first)
    if longest > record_format.MAX_LINE:
        raise UnusableRecordError(f"{name}: a line is longer than the cap")
    return longest if first < 0 else len(chunk) - chunk.rfind(b"\n") - 1


def _unpack(stream: BinaryIO, placed: Placed) -> Iterator[bytes]:
    if placed.member.method == record_format.STORED:
        return _packed(stream, placed)
    return _inflate(stream, placed)


def _packed(stream: BinaryIO, placed: Placed) -> Iterator[bytes]:
    # The place is kept here and not in the stream, so that readers can take turns.
    position, end = placed.offset, placed.offset + placed.member.packed
    while position < end:
        stream.seek(position)
        chunk = stream.read(min(_CHUNK, end - position))
        if not chunk:
            raise UnusableRecordError(f"{placed.member.name}: the file ends within this member")
        position += len(chunk)
        yield chunk


def _inflate(stream: BinaryIO, placed: Placed) -> Iterator[bytes]:
    name = placed.member.name
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    left = placed.member.size
    try:
        for packed in _packed(stream, placed):
            chunk, waiting = b"", packed
            # A piece as long as was asked for may have left something behind.
            while waiting or len(chunk) == _CHUNK:
                chunk = unpacker.decompress(waiting, _CHUNK)
                waiting = unpacker.unconsumed_tail
                left -= len(chunk)
                if left < 0:
                    raise UnusableRecordError(f"{name}: unpacks to more than its header says")
                yield chunk
            if unpacker.unused_data:
                raise UnusableRecordError(f"{name}: bytes after the end of the packed data")
    except zlib.error as error:
        raise UnusableRecordError(f"{name}: damaged packed data") from error
    if not unpacker.eof:
        raise UnusableRecordError(f"{name}: packed data end too early")
