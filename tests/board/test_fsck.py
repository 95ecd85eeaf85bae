"""Every class of stored byte: one bit is changed, and the check names exactly that place."""

import random  # noqa: TID251  where a bit is flipped need not be secret, and has to be repeatable

import pytest

from board import signed_heads
from board.fsck.log import logs_check
from board.models import Checkpoint, Entry, Log, LogKey, Node, Payload
from board.public_files import log_write_public
from board.services import log_create
from crypto import tiles
from tests.board.append_only import lifted
from tests.board.documents import ballot
from tests.board.flips import UnstorableError, changed, flipped
from tests.board.folders import files

SIZES = (1, 100, 256, 257, 300)
MODELS = {model._meta.db_table: model for model in (Entry, Payload, Node, Checkpoint, LogKey, Log)}
FLIPS = 3


@pytest.fixture
def grown(log, write):
    """A log with two tiles of leaves, a level above them, and checkpoints of several sizes."""
    for size in SIZES:
        write(log, *(ballot(number) for number in range(log.size, size)))
    return log


@pytest.fixture
def chance(request):
    """The same places in every run, others for every test."""
    return random.Random(request.node.name)  # noqa: S311


def faults(slug=""):
    found = []
    logs_check(told=found.append, progress=lambda *_: None, slug=slug)
    return found


def places(slug=""):
    return [(fault.table, fault.index, fault.column) for fault in faults(slug)]


def name_of(table, row):
    """How the check names a row."""
    if table == "board_entry":
        return str(row.index)
    if table == "board_payload":
        return str(row.entries.order_by("index").first().index)
    if table == "board_node":
        return f"{row.level}/{row.index}"
    return str(row.size) if table == "board_checkpoint" else ""


def flips(table, column, chance):
    """Change single bits of a column, one after the other; yield the rows and what was found."""
    model, done = MODELS[table], 0
    rows = list(model.objects.order_by("pk"))
    with lifted():
        for _ in range(20 * FLIPS):
            row = chance.choice(rows)
            value = getattr(row, column)
            bit = chance.randrange(62 if isinstance(value, int) else 8 * len(value))
            new = flipped(value, bit)
            try:
                with changed(table, row.pk, column, new):
                    yield row, new, faults()
            except UnstorableError:
                continue
            done += 1
            if done == FLIPS:
                return
    assert done


def test_a_sound_log_has_no_faults(grown):
    assert faults() == []


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("board_entry", "kind"),
        ("board_entry", "data"),
        ("board_entry", "leaf"),
        ("board_entry", "chain"),
        ("board_entry", "payload_id"),
        ("board_payload", "sha256"),
        ("board_payload", "data"),
        ("board_node", "hash"),
        ("board_checkpoint", "root"),
        ("board_checkpoint", "note"),
        ("board_logkey", "generation"),
        ("board_logkey", "verifier"),
        ("board_log", "slug"),
        ("board_log", "origin"),
        ("board_log", "size"),
        ("board_log", "root"),
        ("board_log", "chain"),
        ("board_log", "is_frozen"),
    ],
)
def test_a_flipped_bit_is_named(table, column, grown, chance):
    for row, _, found in flips(table, column, chance):
        assert [(fault.table, fault.index, fault.column) for fault in found] == [
            (table, name_of(table, row), column)
        ]


@pytest.mark.parametrize(
    ("table", "column"),
    [("board_entry", "index"), ("board_node", "level"), ("board_node", "index")],
)
def test_a_flipped_number_names_where_the_row_was_and_where_it_is(table, column, grown, chance):
    for row, new, found in flips(table, column, chance):
        was = name_of(table, row)
        setattr(row, column, new)
        assert {(fault.table, fault.index) for fault in found} == {
            (table, was),
            (table, name_of(table, row)),
        }


def test_a_flipped_size_of_a_checkpoint_is_named_as_it_is(grown, chance):
    for _, new, found in flips("board_checkpoint", "size", chance):
        assert [(fault.table, fault.index, fault.column) for fault in found] == [
            ("board_checkpoint", str(new), "size")
        ]


@pytest.mark.parametrize("table", sorted(set(MODELS) - {"board_log"}))
def test_a_row_filed_under_a_log_that_is_not_there_is_named(table, grown, chance):
    for row, _, found in flips(table, "log_id", chance):
        name = str(row.pk) if table == "board_payload" else name_of(table, row)
        assert (table, name, "log_id") in {
            (fault.table, fault.index, fault.column) for fault in found if not fault.log
        }
        if table != "board_checkpoint":  # the others are missing where they were
            assert (grown.slug, name_of(table, row)) in {(f.log, f.index) for f in found}


@pytest.mark.parametrize("table", sorted(set(MODELS) - {"board_log", "board_logkey"}))
def test_a_row_filed_under_another_log_is_named(table, grown, write):
    other = log_create(slug="other", host="record.example")
    write(other, ballot(1000))
    row = MODELS[table].objects.filter(log=grown).order_by("pk")[3]
    with lifted(), changed(table, row.pk, "log_id", other.pk):
        named = {(fault.log, fault.table, fault.index) for fault in faults()}
    if table == "board_payload":
        assert named == {(grown.slug, table, name_of(table, row))}
    elif table == "board_checkpoint":
        assert (other.slug, table, str(row.size)) in named
    else:
        assert (grown.slug, table, name_of(table, row)) in named
        assert (other.slug, table, name_of(table, row)) in named


def test_a_payload_under_another_number_leaves_its_entry_without_one(grown, chance):
    for row, _, found in flips("board_payload", "id", chance):
        assert [(fault.table, fault.index, fault.column) for fault in found] == [
            ("board_entry", name_of("board_payload", row), "payload_id")
        ]


def test_a_log_under_another_number_leaves_all_its_rows_behind(grown, chance):
    for _, _, found in flips("board_log", "id", chance):
        lost = {fault.table for fault in found if not fault.log}
        assert lost == set(MODELS) - {"board_log"}


def test_a_flipped_bit_of_the_signers_memory_is_named(grown, chance):
    (path,) = signed_heads.folder().glob("*.note")
    sound = path.read_bytes()
    for _ in range(FLIPS):
        path.write_bytes(flipped(sound, chance.randrange(8 * len(sound))))
        assert places() == [("signed-heads", "", "checkpoint")]


def test_a_memory_that_was_lost_or_put_back_is_named(grown, write):
    (path,) = signed_heads.folder().glob("*.note")
    older = path.read_bytes()
    write(grown, ballot(300))
    path.write_bytes(older)
    assert places() == [("signed-heads", "", "size")]
    path.unlink()
    assert places() == [("signed-heads", "", "file")]


CLASSES = {
    "full tile of leaves": "tile/0/000",
    "partial tile of leaves": "tile/0/001.p/44",
    "partial tile of an earlier size": "tile/0/001.p/1",
    "tile of level 1": "tile/1/000.p/1",
    "full bundle": "tile/entries/000",
    "partial bundle": "tile/entries/001.p/44",
    "partial bundle of an earlier size": "tile/entries/001.p/1",
}


def expected(path, data, bit):
    """Where in a file of the tree a bit stands: which hash, or which entry."""
    start = 256 if "/001" in path else 0
    if "entries" not in path:
        return f"hash {bit // 8 // 32}"
    at = number = 0
    while at + 2 + int.from_bytes(data[at : at + 2], "big") <= bit // 8:
        at, number = at + 2 + int.from_bytes(data[at : at + 2], "big"), number + 1
    return f"entry {start + number}"


@pytest.mark.parametrize("kind", CLASSES)
def test_a_flipped_bit_of_a_public_file_is_named(kind, grown, chance):
    path = CLASSES[kind]
    file = files(grown)[path]
    sound = file.read_bytes()
    for _ in range(FLIPS):
        bit = chance.randrange(8 * len(sound))
        file.write_bytes(flipped(sound, bit))
        assert places() == [("public", path, expected(path, sound, bit))]


def test_a_flipped_length_in_a_bundle_is_named(grown):
    for path in ("tile/entries/000", "tile/entries/001.p/44"):
        file = files(grown)[path]
        sound = file.read_bytes()
        for bit in range(16):
            file.write_bytes(flipped(sound, bit))
            assert places() == [("public", path, expected(path, sound, bit))]
        file.write_bytes(sound)


def test_a_flipped_bit_of_a_public_checkpoint_is_named(grown, chance):
    file = files(grown)[tiles.CHECKPOINT]
    sound = file.read_bytes()
    for _ in range(FLIPS):
        file.write_bytes(flipped(sound, chance.randrange(8 * len(sound))))
        assert places() == [("public", "", "checkpoint")]


def test_a_flipped_bit_of_a_public_payload_is_named(grown, chance):
    for _ in range(FLIPS):
        row = chance.choice(list(grown.entries.select_related("payload")))
        path = tiles.payload_path(bytes(row.payload.sha256).hex())
        file = files(grown)[path]
        sound = file.read_bytes()
        file.write_bytes(flipped(sound, chance.randrange(8 * len(sound))))
        assert places() == [("public", path, f"payload of entry {row.index}")]
        file.write_bytes(sound)


@pytest.mark.parametrize("path", ["tile/0/000", "tile/1/000.p/1", "tile/entries/001.p/44"])
def test_a_missing_public_file_is_named(path, grown):
    file = files(grown)[path]
    sound = file.read_bytes()
    file.unlink()
    assert places() == [("public", path, "file")]
    file.write_bytes(sound[:-1])
    assert [place[:2] for place in places()] == [("public", path)]


def test_spoiled_files_are_put_right_once_the_checkpoint_is_removed(grown):
    for path in (*CLASSES.values(), tiles.payload_path(payload_of(grown, 7))):
        file = files(grown)[path]
        file.write_bytes(flipped(file.read_bytes(), 100))
    assert {place[1] for place in places()} >= set(CLASSES.values())
    files(grown)[tiles.CHECKPOINT].unlink()
    log_write_public(log=grown)
    assert places() == []


def payload_of(log, index):
    return bytes(log.entries.get(index=index).payload.sha256).hex()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"verifier": "x"}, "verifier"),
        ({"generation": 2}, "generation"),
        ({"generation": 7, "verifier": "x"}, "verifier"),
    ],
)
def test_a_changed_key_of_a_log_is_named(log, write, secret_file, change, column):
    write(log, ballot(1))
    secret_file.rotate()
    assert faults() == []
    with lifted():
        LogKey.objects.filter(log=log).update(**change)
    assert ("board_logkey", "", column) in places()


def test_a_log_without_its_key_is_named(log, write):
    write(log, ballot(1))
    with lifted():
        LogKey.objects.filter(log=log).delete()
    assert ("board_logkey", "", "log_id") in places()


def test_a_log_whose_generation_was_forgotten_is_checked_as_before(log, write, secret_file):
    write(log, ballot(1))
    secret_file.rotate()
    secret_file.forget(1)
    assert faults() == []
