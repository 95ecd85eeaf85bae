"""The container is read defensively: one spelling, no surprises, no byte without meaning."""

import io
import struct
import zipfile
import zlib

import pytest

from crypto import record_format
from tests.verifier.defects import all_members, rezip
from verifier import record as record_module


def unusable(summary):
    assert summary.status == 2
    assert "C01 FAIL" in summary.text()
    assert "C01.1" in summary.text()
    return summary.report.failures("C01")[0].detail


@pytest.fixture
def members(honest):
    return all_members(honest)


def test_record_is_what_another_program_would_pack(honest, members):
    assert rezip(members) == honest.record()


@pytest.mark.parametrize("chunk", [17, 2**20])
def test_deflated_members_are_read(chunk, members, verify, monkeypatch):
    monkeypatch.setattr(record_module, "_CHUNK", chunk)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            container.writestr(info, data)
    assert verify(stream.getvalue()).status == 0


def test_missing_member(members, verify):
    del members["commitments.jsonl"]
    assert "commitments.jsonl" in unusable(verify(rezip(members)))


def test_one_member_too_many(members, verify):
    members["notes.txt"] = b"hello"
    assert "central directory" in unusable(verify(rezip(members)))


def test_members_in_another_order(members, verify):
    swapped = dict(sorted(members.items()))
    unusable(verify(rezip(swapped)))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_member_twice(members, verify):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        for name, data in [*members.items(), ("manifest.json", b"{}")]:
            container.writestr(zipfile.ZipInfo(name), data)
    unusable(verify(stream.getvalue()))


@pytest.mark.parametrize(
    "name", ["../manifest.json", "/manifest.json", "a/manifest.json", "MANIFEST"]
)
def test_path_instead_of_a_name(name, members, verify):
    renamed = {name if old == "manifest.json" else old: data for old, data in members.items()}
    unusable(verify(rezip(renamed)))


@pytest.mark.parametrize(
    "change",
    [
        {"date_time": (2030, 5, 1, 8, 0, 0)},
        {"comment": b"hi"},
        {"extra": b"\x01\x00\x00\x00"},
        {"create_system": 0},
        {"external_attr": 0o777 << 16},
        {"internal_attr": 1},
    ],
)
def test_other_metadata(change, members, verify):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o600 << 16
            for field, value in change.items():
                setattr(info, field, value)
            container.writestr(info, data)
    unusable(verify(stream.getvalue()))


def test_comment_on_the_container(members, verify):
    stream = io.BytesIO(rezip(members))
    with zipfile.ZipFile(stream, "a") as container:
        container.comment = b"hi"
    unusable(verify(stream.getvalue()))


def test_bytes_before_the_container(honest, verify):
    unusable(verify(b"#!/bin/sh\n" + honest.record()))


def test_truncated_anywhere(honest, verify):
    data = honest.record()
    for length in (0, 1, 29, 30, 40, 1000, 5000, len(data) // 2, len(data) - 1):
        unusable(verify(data[:length]))


def test_check_sum_of_other_data(honest, verify):
    data = bytearray(honest.record())
    data[data.index(b'"booth"') + 12] ^= 1
    assert "check sum" in unusable(verify(bytes(data)))


def deflated_record(name, data, *, size=None, crc=None):
    """A record whose first member has a packed form of our choice."""
    member = record_format.Member(
        name, record_format.DEFLATED, crc or zlib.crc32(b""), len(data), size or 0
    )
    return record_format.local_header(member) + data


def pack(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def test_packed_data_that_explode(verify):
    packed = pack(b"\0" * 10_000_000)
    assert "100 times" in unusable(verify(deflated_record("README.txt", packed, size=10_000_000)))


def test_packed_data_longer_than_said(verify):
    packed = pack(bytes(range(256)) * 4)
    assert "more than" in unusable(verify(deflated_record("README.txt", packed, size=100)))


def test_packed_data_that_are_damaged(verify):
    assert "damaged" in unusable(verify(deflated_record("README.txt", b"\xff" * 50, size=100)))


def test_packed_data_that_do_not_end(verify):
    packed = pack(bytes(range(256)) * 4)[:-4]
    assert "too early" in unusable(verify(deflated_record("README.txt", packed, size=1500)))


def test_bytes_behind_packed_data(verify):
    packed = pack(b"hello") + b"x"
    assert "after the end" in unusable(verify(deflated_record("README.txt", packed, size=5)))


def test_unknown_method(verify):
    member = record_format.Member("README.txt", 12, 0, 5, 5)
    data = record_format.local_header(member) + b"hello"
    assert "unknown method" in unusable(verify(data))


def test_stored_member_with_two_sizes(verify):
    member = record_format.Member("README.txt", 0, 0, 5, 6)
    assert "two sizes" in unusable(verify(record_format.local_header(member) + b"hello"))


def test_encrypted_member(honest, verify):
    data = bytearray(honest.record())
    struct.pack_into("<H", data, 6, 1)
    unusable(verify(bytes(data)))


def test_line_longer_than_the_cap(honest, verify, monkeypatch):
    monkeypatch.setattr(record_module.record_format, "MAX_LINE", 1000)
    monkeypatch.setitem(record_module._CAPS, "manifest.json", 10**6)
    assert "line is longer" in unusable(verify(honest))


def test_small_member_larger_than_its_cap(honest, verify):
    honest.members["witness-policy.json"] = b" " * (record_format.MAX_SMALL_MEMBER + 1)
    assert "more than the cap" in unusable(verify(honest))


def test_record_larger_than_the_cap(honest, verify, monkeypatch):
    data = honest.record()
    largest = max(len(member) for member in honest.parts().values())
    monkeypatch.setattr(record_module.record_format, "MAX_RECORD", largest + 10)
    assert "the record unpacks" in unusable(verify(data))


def test_lines_across_chunks_are_put_together(honest, verify, monkeypatch):
    data = honest.record()
    monkeypatch.setattr(record_module, "_CHUNK", 17)
    assert verify(data).status == 0


@pytest.mark.parametrize("name", ["entries.jsonl", "payloads.jsonl"])
def test_nothing_on_the_record(name, honest, verify):
    honest.members[name] = b""
    unusable(verify(honest))


@pytest.mark.parametrize("name", ["entries.jsonl", "payloads.jsonl"])
def test_last_line_without_a_newline_does_not_count(name, honest, verify):
    honest.members[name] = honest.parts()[name][:-1]
    summary = verify(honest)
    assert {"C01.3", "C03.5"} <= set(summary.report.failed_sentences)
    assert summary.status == 1


def test_writer_refuses_another_order(honest):
    writer = record_format.RecordWriter(io.BytesIO())
    with pytest.raises(ValueError, match="next member is"):
        writer.begin("checkpoint")


def test_writer_refuses_to_end_early():
    writer = record_format.RecordWriter(io.BytesIO())
    with pytest.raises(ValueError, match="missing"):
        writer.close()


def test_writer_refuses_too_much(monkeypatch):
    writer = record_format.RecordWriter(io.BytesIO())
    monkeypatch.setattr(record_format, "MAX_RECORD", 100)
    with pytest.raises(ValueError, match="at most"):
        writer.write(b"x")


def test_more_small_payloads_than_memory_should_hold(honest, verify, monkeypatch):
    monkeypatch.setattr("verifier.board.MAX_KEPT", 10_000)
    assert "beside ballots" in unusable(verify(honest))


def test_disk_that_fails_while_reading(honest, verify, monkeypatch):
    def fail(_stream):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(record_module, "_scan", fail)
    assert "Input/output error" in unusable(verify(honest))


def test_file_that_shrinks_while_it_is_read(honest, tmp_path):
    path = honest.write(tmp_path / "record.zip")
    with record_module.Record.open(path) as record:
        path.write_bytes(b"")
        with pytest.raises(record_module.UnusableRecordError, match="ends within"):
            record.read("manifest.json")
