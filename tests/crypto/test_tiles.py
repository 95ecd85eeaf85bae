import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import merkle, tiles
from crypto.errors import DecodeError
from crypto.tiles import Tile, TileReader

SIZES = st.integers(min_value=0, max_value=700)
ENTRIES = [number.to_bytes(3, "big") * (number % 5) for number in range(70_000)]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
NODE = merkle.stored_leaves(LEAVES)


def hashes_of(tile):
    return [NODE(8 * tile.level, tile.start + at) for at in range(tile.width)]


def folder_of(size):
    """The files of a tree of the first `size` leaves."""
    files = {tile.path: tiles.encode_tile(hashes_of(tile)) for tile in tiles.tiles_of(size)}
    for tile in tiles.tiles_of(size):
        if tile.level == 0:
            entries = ENTRIES[tile.start : tile.start + tile.width]
            files[tile.bundle_path] = tiles.encode_bundle(entries)
    return files


@pytest.mark.parametrize(
    ("index", "path"),
    [
        (0, "000"),
        (67, "067"),
        (999, "999"),
        (1000, "x001/000"),
        (1234067, "x001/x234/067"),
        (10**9, "x001/x000/x000/000"),
    ],
)
def test_an_index_is_written_in_groups_of_three_digits(index, path):
    assert Tile(3, index).path == f"tile/3/{path}"
    assert Tile(0, index, 12).path == f"tile/0/{path}.p/12"
    assert Tile(0, index).bundle_path == f"tile/entries/{path}"
    assert Tile(0, index, 255).bundle_path == f"tile/entries/{path}.p/255"
    assert tiles.is_file(Tile(3, index).path)
    assert tiles.is_file(Tile(0, index, 255).bundle_path)


def test_a_tree_of_70000_has_the_tiles_that_the_specification_counts():
    found = list(tiles.tiles_of(70_000))
    widths = [[tile.width for tile in found if tile.level == level] for level in range(4)]
    assert widths == [[256] * 273 + [112], [256, 17], [1], []]


def test_a_tree_of_one_full_tile_has_one_hash_above_it():
    assert list(tiles.tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles.tiles_of(0)) == []


@given(first=SIZES, second=SIZES)
def test_what_growth_adds_makes_the_folder_of_the_larger_tree(first, second):
    first, second = sorted((first, second))
    before, after = set(tiles.tiles_of(first)), set(tiles.tiles_of(second))
    added = set(tiles.new_tiles(first, second))
    assert after <= before | added
    assert added <= after
    assert not added & before


@given(size=SIZES, data=st.data())
def test_roots_and_proofs_from_tiles_are_those_of_the_tree(size, data):
    reader = TileReader(size, folder_of(size).get)
    first = data.draw(st.integers(min_value=0, max_value=size))
    assert reader.root() == merkle.root(LEAVES[:size])
    assert reader.root_at(first) == merkle.root(LEAVES[:first])
    assert reader.consistency_proof(first) == merkle.consistency_proof(first, size, NODE)
    if size:
        index = data.draw(st.integers(min_value=0, max_value=size - 1))
        assert reader.inclusion_proof(index) == merkle.inclusion_proof(index, size, NODE)
        assert reader.leaf(index) == LEAVES[index]


def test_a_tree_with_three_levels_of_tiles_is_read():
    asked = []

    def read(path):
        asked.append(path)
        tile = next(tile for tile in tiles.tiles_of(70_000) if tile.path == path)
        return tiles.encode_tile(hashes_of(tile))

    reader = TileReader(70_000, read)
    assert reader.root() == merkle.tree_root(70_000, NODE)
    assert reader.inclusion_proof(3) == merkle.inclusion_proof(3, 70_000, NODE)
    assert len(asked) == len(set(asked)) <= 5


def test_a_partial_tile_that_is_gone_is_taken_from_the_full_one():
    files = folder_of(300) | folder_of(512)
    del files[Tile(0, 1, 44).path], files[Tile(0, 1, 44).bundle_path]
    assert TileReader(300, files.get).root() == merkle.root(LEAVES[:300])
    entries = tiles.read_bundle(Tile(0, 1, 44), files.get)
    assert entries == ENTRIES[256:300]


def test_a_tile_that_is_nowhere_is_named():
    with pytest.raises(DecodeError, match=r"tile/0/001\.p/44: is missing"):
        TileReader(300, folder_of(256).get).root()
    with pytest.raises(DecodeError, match=r"tile/entries/001\.p/44: is missing"):
        tiles.read_bundle(Tile(0, 1, 44), folder_of(256).get)


@pytest.mark.parametrize("act", ["inclusion_proof", "root_at", "consistency_proof", "leaf"])
def test_what_the_tree_does_not_have_is_not_proved(act):
    with pytest.raises(ValueError, match="301"):
        getattr(TileReader(300, folder_of(300).get), act)(301)


def test_a_tree_has_no_tile_or_subtree_beyond_its_leaves():
    reader = TileReader(300, folder_of(300).get)
    with pytest.raises(ValueError, match="no tile 0/2"):
        reader.node(0, 512)
    with pytest.raises(ValueError, match="no full subtree 6/4"):
        reader.node(6, 4)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
def test_a_bundle_is_read_back(entries):
    data = tiles.encode_bundle(entries)
    tile = Tile(0, 0, len(entries))
    assert tiles.decode_bundle(data, tile) == entries
    for wrong in (data + b"\x00", data + b"\x00\x00", data[:-1], b""):
        with pytest.raises(DecodeError, match="tile/entries/000"):
            tiles.decode_bundle(wrong, tile)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=256))
def test_a_tile_is_read_back(hashes):
    data = tiles.encode_tile(hashes)
    tile = Tile(2, 7, len(hashes))
    assert tiles.decode_tile(data, tile) == hashes
    for wrong in (data + b"\x00", data[:-32], data + data[:32]):
        with pytest.raises(DecodeError, match="tile/2/007"):
            tiles.decode_tile(wrong, tile)


@pytest.mark.parametrize("hashes", [[], [b"x" * 31], [b"x" * 32] * 257])
def test_no_tile_is_made_of_anything_but_1_to_256_hashes(hashes):
    with pytest.raises(DecodeError, match="expected 1 to 256 hashes"):
        tiles.encode_tile(hashes)


@pytest.mark.parametrize("entries", [[], [b"x" * 65_536], [b"x"] * 257])
def test_no_bundle_is_made_of_anything_but_1_to_256_short_entries(entries):
    with pytest.raises(DecodeError, match="expected 1 to 256 entries"):
        tiles.encode_bundle(entries)


def test_a_payload_stands_under_the_start_of_its_hash():
    digest = "ab" + "0" * 62
    assert tiles.payload_path(digest) == f"payload/ab/{digest}"
    assert tiles.is_file(tiles.payload_path(digest))
    for wrong in (digest.upper(), digest[:-1], f"{digest}0", "../" + digest[3:]):
        with pytest.raises(DecodeError, match="64 lower-case hex digits"):
            tiles.payload_path(wrong)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/checkpoint",
        "checkpoint/",
        "checkpoint\n",
        "../checkpoint",
        "tile/64/000",
        "tile/00/000",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/x001/x002",
        "tile/0/001/002",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/012",
        "tile/0/000.p",
        "tile/entries/000/",
        "tile/other/000",
        "payload/ab/" + "0" * 64,
        "payload/AB/AB" + "0" * 62,
        ".lock",
        "tile/0/٠٠٠",
    ],
)
def test_no_other_path_is_a_file_of_a_log(path):
    assert not tiles.is_file(path)
    assert not tiles.is_unchanging(path)


def test_full_files_and_payloads_stay_for_good():
    unchanging = [Tile(0, 0).path, Tile(0, 5).bundle_path, tiles.payload_path("0" * 64)]
    assert all(tiles.is_unchanging(path) for path in unchanging)
    for path in ("checkpoint", Tile(0, 0, 1).path, Tile(0, 5, 255).bundle_path):
        assert tiles.is_file(path)
        assert not tiles.is_unchanging(path)
