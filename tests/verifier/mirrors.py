"""What is published on a site, and what a mirror has of it."""

import shutil
from pathlib import Path

from crypto.evidence import decode_evidence


def publish(site, log, size=None):
    shutil.rmtree(site.folder, ignore_errors=True)
    log.write(site.folder, size)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".mirror" not in path.parts
    }


def evidence_in(folder: Path):
    return [decode_evidence(path.read_bytes()) for path in folder.glob(".mirror/evidence/*")]


def spoil(file: Path, at: int = 0) -> None:
    """Flip one bit of a file."""
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(bytes(data))
