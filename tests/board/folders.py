"""A log's public folder, read as by somebody who has nothing else."""

from board import public_files
from board.public_files import checkpoint_public
from crypto import merkle, tiles
from crypto.tiles import TileReader


def reader(log):
    """Reads the files of a log as somebody does who has nothing else."""
    root = public_files.log_folder(log.slug)

    def read(path):
        return (root / path).read_bytes() if (root / path).exists() else None

    return read


def files(log):
    root = public_files.log_folder(log.slug)
    return {str(path.relative_to(root)): path for path in root.rglob("*") if path.is_file()}


def contents(log):
    return {name: path.read_bytes() for name, path in files(log).items()}


def verify_folder(log):
    """Check from files alone that the folder is right for its checkpoint; return its size."""
    checkpoint = checkpoint_public(log)
    if checkpoint is None:
        return 0
    read = reader(log)
    assert TileReader(checkpoint.size, read).root() == checkpoint.root
    leaves = []
    for tile in tiles.tiles_of(checkpoint.size):
        if tile.level == 0:
            leaves += [merkle.leaf_hash(entry) for entry in tiles.read_bundle(tile, read)]
    assert merkle.root(leaves) == checkpoint.root
    for row in log.entries.filter(index__lt=checkpoint.size).select_related("payload"):
        assert read(tiles.payload_path(row.payload.sha256.hex())) == row.payload.data
    return checkpoint.size
