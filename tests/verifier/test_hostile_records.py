"""Files made to exhaust whoever opens them: refused in a second of work and 200 MB of memory.

What is wrong with the container itself ends with 2. A hostile document inside a sound container is
a sentence that does not hold, and ends with 1.
"""

import io
import resource
import stat
import struct
import zipfile
import zlib

import pytest

from crypto import merkle, record_format
from crypto.record_format import DEFLATED, MEMBERS, STORED, Member
from tests.checkpoints import signed_checkpoint
from tests.verifier.defects import all_members
from tests.verifier.programs import MEASURED, run_measured

SECONDS = 1.0
MEMORY = 200 * 1024
"""KiB."""

HUGE = b"9" * 10_000_000
DEEP = b"[" * 5_000_000
WIDE = b"[" + b"[]," * 300_000 + b"[]]"


def limits():
    """A runaway is ended: 1 GiB of addresses, 20 seconds of work, no file beyond 32 MiB.

    Long documents are laid into a temporary file, which goes with the process.
    """
    resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**25, 2**25))


@pytest.fixture(scope="module")
def idle():
    """Processor seconds that it takes to start the program at all."""
    return run_measured((*MEASURED, "/nowhere"), limits=limits).seconds


@pytest.fixture
def cost(tmp_path, idle):
    """What it costs to refuse a file."""

    def measure(data, *more):
        path = tmp_path / "record.zip"
        path.write_bytes(data)
        command = (*MEASURED, "--no-progress", *more, path)
        # Another program may be at work on this computer: the best of three counts.
        tries = (run_measured(command, limits=limits) for _ in range(3))
        found = next((cost for cost in tries if cost.seconds - idle < SECONDS), None)
        assert found is not None
        assert "Traceback" not in found.out
        assert found.memory < MEMORY
        assert sorted(file.name for file in tmp_path.iterdir()) == ["record.zip"]
        return found

    return measure


def packed(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def container(members):
    """A container with every byte of its headers in order; `members` are (name, method, data)."""
    body, headers = b"", []
    for name, method, data in members:
        stored = packed(data) if method == DEFLATED else data
        headers.append(Member(name, method, zlib.crc32(data), len(stored), len(data)))
        body += record_format.local_header(headers[-1]) + stored
    return body + record_format.central_directory(headers)


def with_member(honest, name, data, method=STORED):
    members = all_members(honest)
    return container([(n, method if n == name else STORED,
                       data if n == name else members[n]) for n in MEMBERS])  # fmt: skip


def plain_zip(entries):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for info, data in entries:
            made.writestr(info, data)
    return stream.getvalue()


def link(name, target):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target


def lying_size(honest):
    """The header says 4 GiB less a bit; the data end at once."""
    data = bytearray(honest.record())
    struct.pack_into("<II", data, 18, 2**32 - 2**21, 2**32 - 2**21)
    return bytes(data)


def overlapping(honest):
    """Two entries of the directory that mean one member."""
    data = honest.record()
    end = data.rindex(b"PK\x05\x06")
    last = data.rindex(b"PK\x01\x02")
    return data[:end] + data[last:end] + data[end:]


def bomb(honest, name, size):
    return with_member(honest, name, b"\n" * size, DEFLATED)


def nested(honest):
    """A bomb in a bomb: nobody unpacks the second one, and the first is too large for its place."""
    return with_member(honest, "checkpoint", packed(b"\0" * 20_000_000), DEFLATED)


CONTAINERS = {
    "a bomb of commitments": lambda honest: bomb(honest, "commitments.jsonl", 60_000_000),
    "a bomb of entries": lambda honest: bomb(honest, "entries.jsonl", 60_000_000),
    "a bomb in a bomb": nested,
    "a size that is a lie": lying_size,
    "members inside one another": overlapping,
    "the same member a thousand times": lambda _: plain_zip(
        [(zipfile.ZipInfo("README.txt"), b"x")] * 1000
    ),
    "a member twice": lambda honest: plain_zip(
        [(zipfile.ZipInfo(n), d) for n, d in [*all_members(honest).items(), ("checkpoint", b"")]]
    ),
    "twenty thousand members": lambda _: plain_zip(
        [(zipfile.ZipInfo(f"{number}"), b"") for number in range(20_000)]
    ),
    "a path upwards": lambda _: plain_zip([(zipfile.ZipInfo("../../README.txt"), b"x")]),
    "an absolute path": lambda _: plain_zip([(zipfile.ZipInfo("/etc/passwd"), b"x")]),
    "a link to a file": lambda _: plain_zip([link("README.txt", b"/etc/passwd")]),
    "a link to a device": lambda _: plain_zip([link("README.txt", b"/dev/zero")]),
    "a name of many bytes": lambda _: plain_zip([(zipfile.ZipInfo("a" * 60_000), b"x")]),
    "a long comment": lambda honest: honest.record()[:-2] + b"\xff\xff" + b"a" * 65_535,
    "a manifest beyond its cap": lambda honest: with_member(
        honest, "manifest.json", b"9" * (64 * 2**20 + 1)
    ),
    "a checkpoint of ten megabytes": lambda honest: with_member(honest, "checkpoint", HUGE),
    "a policy of ten megabytes": lambda honest: with_member(honest, "witness-policy.json", HUGE),
    "a line beyond its cap": lambda honest: with_member(
        honest, "entries.jsonl", b"9" * (64 * 2**20 + 1)
    ),
    "nothing but newlines": lambda honest: with_member(honest, "entries.jsonl", b""),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", CONTAINERS)
def test_a_hostile_container_is_refused(name, honest, cost):
    found = cost(CONTAINERS[name](honest))
    assert found.status == 2
    assert "C01.1" in found.out


def in_entry(simulation, line):
    simulation.line("challenge").raw_entry = line


def in_payload(simulation, kind, data):
    line = simulation.line(kind)
    line.payload = data


def field(name, value):
    """A document that holds a huge number where a small one belongs."""
    return lambda simulation, kind: in_payload(
        simulation, kind, simulation.line(kind).payload.replace(name, name + value, 1)
    )


DOCUMENTS = {
    "an entry that is one number": lambda s: in_entry(s, HUGE),
    "an entry with a number of ten megabytes": lambda s: in_entry(
        s, s.line("challenge").entry().replace(b'"v":1', b'"v":1' + HUGE)
    ),
    "an entry that goes deep": lambda s: in_entry(s, DEEP),
    "an entry of open strings": lambda s: in_entry(s, b'"\\' * 2_000_000),
    "a ballot that is one number": lambda s: in_payload(s, "ballot", HUGE),
    "a ballot that goes deep": lambda s: in_payload(s, "ballot", DEEP),
    "a ballot of many things": lambda s: in_payload(s, "ballot", WIDE),
    "a ballot with a style of ten megabytes": lambda s: field(b'"style":', HUGE)(s, "ballot"),
    "a ballot with an alpha of ten megabytes": lambda s: field(b'"alpha":"', b"0" * 8_000_000)(
        s, "ballot"
    ),
    "a manifest that goes deep": lambda s: in_payload(s, "election", DEEP),
    "a manifest that is one number": lambda s: in_payload(s, "election", HUGE),
    "a roll that is one number": lambda s: in_payload(s, "roll", HUGE),
    "a ceremony that goes deep": lambda s: in_payload(s, "ceremony", DEEP),
    "a count of ten megabytes": lambda s: field(b'"count":', HUGE)(s, "result"),
    "a float with ten million digits": lambda s: in_payload(s, "final", b"0." + HUGE),
    "an exponent that is none": lambda s: in_payload(s, "final", b"1e" + HUGE),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document_is_a_sentence_that_does_not_hold(name, honest, cost):
    DOCUMENTS[name](honest)
    found = cost(record_of(honest), "--jobs", "1")
    assert found.status == 1
    assert "FAIL" in found.out
    assert "gave up" not in found.out


def record_of(simulation):
    """The record of these lines, whatever stands in them."""
    entries = [line.entry() for line in simulation.lines]
    root = merkle.root([merkle.leaf_hash(entry) for entry in entries])
    note = signed_checkpoint(simulation.log, simulation.origin, len(entries), root)
    members = {
        "README.txt": record_format.README.encode(),
        "manifest.json": simulation.line("election").payload,
        "checkpoint": note.encode(),
        "witness-policy.json": b"{}",
        "entries.jsonl": b"".join(entry + b"\n" for entry in entries),
        "payloads.jsonl": b"".join(line.payload + b"\n" for line in simulation.lines),
        "commitments.jsonl": b"",
    }
    return container([(name, STORED, members[name]) for name in MEMBERS])
