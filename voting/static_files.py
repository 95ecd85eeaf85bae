"""Static files as a browser gets them, and the hash that stands for a set of them."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings

from crypto import canonical_json
from crypto.transcript import sha256

SUFFIXES = (".js", ".json", ".css", ".html")


def folder_files(folders: Iterable[str]) -> dict[str, str]:
    """SHA-256 of every file in these folders, by its path below /static/."""
    root = Path(settings.BASE_DIR) / "static"
    files = (
        path
        for folder in folders
        for path in (root / folder).rglob("*")
        if path.is_file() and path.suffix in SUFFIXES
    )
    return {
        path.relative_to(root).as_posix(): sha256(path.read_bytes()).hex() for path in sorted(files)
    }


def files_hash(files: Mapping[str, str]) -> str:
    """SHA-256 of the canonical JSON of a list of files."""
    return sha256(canonical_json.encode(dict(files))).hex()
