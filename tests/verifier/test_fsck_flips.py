"""No bit of a mirror's folder is free: whichever flips, the file is named, and the place in it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto import tiles
from crypto.cosignatures import CosignatureSigner
from crypto.evidence import ForkEvidence
from tests.verifier.public_logs import PublicLog
from verifier.errors import UnusableLogError
from verifier.logs.folder import Folder
from verifier.logs.fsck import folder_check
from verifier.logs.memory import Memory

SIZE = 600
WITNESS = CosignatureSigner("witness.example", b"\5" * 32)
QUICK = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TREE = {
    "full tile of leaves": "tile/0/001",
    "partial tile of leaves": "tile/0/002.p/88",
    "partial tile of an earlier size": "tile/0/002.p/40",
    "tile of level 1": "tile/1/000.p/2",
    "full bundle": "tile/entries/001",
    "partial bundle": "tile/entries/002.p/88",
    "partial bundle of an earlier size": "tile/entries/002.p/40",
}


@pytest.fixture(scope="module")
def log():
    return PublicLog.plain(SIZE)


@pytest.fixture(scope="module")
def mirror(log, tmp_path_factory):
    """A mirror with older partial files, several kept checkpoints and kept evidence."""
    folder = log.write(tmp_path_factory.mktemp("mirror"))
    for path, data in log.files(552).items():
        if path.endswith(".p/40"):
            (folder / path).write_bytes(data)
    memory = Memory(Folder(folder))
    memory.keep_key(log.log.verifier())
    for size in (100, 256, SIZE):
        memory.keep_note(cosigned(log.note(size)))
    other = log.twin(99)
    other.grow(100, "other")
    key = log.log.verifier().text()
    memory.keep_evidence(ForkEvidence(log_key=key, first=log.note(100), second=other.note()))
    return folder


def cosigned(note):
    text = note.partition("\n\n")[0] + "\n"
    return note + WITNESS.cosign(text, 1_790_000_000)


def kept(mirror, below):
    return sorted(str(path.relative_to(mirror)) for path in (mirror / ".mirror" / below).glob("*"))


def places(mirror):
    try:
        report = folder_check(Folder(mirror))
    except UnusableLogError as error:
        # A checkpoint that cannot be read leaves nothing to compare with.
        place, _, detail = str(error).partition(": ")
        return [(place, detail)]
    assert report.status == (1 if report.faults else 0)
    return [(fault.place, fault.detail) for fault in report.faults]


def flipped(mirror, path, data):
    """Flip a bit of a file; return what was found, the bit's byte and the sound bytes."""
    sound = (mirror / path).read_bytes()
    bit = data.draw(st.integers(0, 8 * len(sound) - 1), label="bit")
    spoiled = bytearray(sound)
    spoiled[bit // 8] ^= 1 << bit % 8
    (mirror / path).write_bytes(bytes(spoiled))
    try:
        return places(mirror), bit // 8, sound
    finally:
        (mirror / path).write_bytes(sound)


def number_at(data, byte):
    """Number of the entry of a bundle that a byte belongs to, its length counted with it."""
    at = number = 0
    while at + 2 + int.from_bytes(data[at : at + 2], "big") <= byte:
        at, number = at + 2 + int.from_bytes(data[at : at + 2], "big"), number + 1
    return number


def test_the_mirror_is_sound(mirror):
    assert places(mirror) == []


@pytest.mark.parametrize("kind", TREE)
@QUICK
@given(data=st.data())
def test_a_file_of_the_tree(kind, mirror, data):
    path = TREE[kind]
    ((place, detail),), byte, sound = flipped(mirror, path, data)
    assert place == path
    assert detail.startswith(tuple(said_of(path, sound, byte)))


def said_of(path, sound, byte):
    """What may be said of a byte of a file, depending on what its bit is for."""
    if "entries" not in path:
        number = byte // tiles.HASH_BYTES
        return [f"number {number} " if path.endswith(".p/40") else f"hash {number} "]
    number = number_at(sound, byte)
    entry = tiles.WIDTH * int(path.split("/")[2][:3]) + number
    if path.endswith(".p/40"):
        return [f"number {number} ", f"entry {entry} has no right end"]
    return [f"entry {entry} is not", f"entry {entry} has no right end"]


@QUICK
@given(data=st.data(), index=st.sampled_from([0, 100, 250, 550]))
def test_a_payload(mirror, log, index, data):
    path = log.payload_path(index)
    ((place, detail),), _, _ = flipped(mirror, path, data)
    assert (place, detail) == (path, f"payload of entry {index}: its hash is not its name")


@QUICK
@given(data=st.data())
def test_the_checkpoint(mirror, data):
    found, _, _ = flipped(mirror, tiles.CHECKPOINT, data)
    assert {place for place, _ in found} == {tiles.CHECKPOINT}


@QUICK
@given(data=st.data())
def test_the_kept_key(mirror, data):
    ((place, _),), _, _ = flipped(mirror, ".mirror/key", data)
    assert place == ".mirror/key"


@QUICK
@given(data=st.data())
def test_a_kept_checkpoint(mirror, data):
    path = data.draw(st.sampled_from(kept(mirror, "checkpoints")))
    ((place, _),), _, _ = flipped(mirror, path, data)
    assert place == path


@QUICK
@given(data=st.data())
def test_kept_evidence(mirror, data):
    (path,) = kept(mirror, "evidence")
    found, _, _ = flipped(mirror, path, data)
    assert found == [(path, "is not what it was when it was kept")]


def test_another_key_than_the_kept_one(mirror, log):
    stranger = PublicLog.plain(1, seed=b"\2" * 32).log.verifier()
    found = {fault.place for fault in folder_check(Folder(mirror), stranger).faults}
    assert ".mirror/key" in found
    assert folder_check(Folder(mirror), log.log.verifier()).faults == []
