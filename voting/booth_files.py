"""The files a voter's browser runs, and the one hash in the manifest that stands for them."""

from pathlib import Path

from django.conf import settings

from crypto import canonical_json
from crypto.transcript import sha256

FOLDERS = ("js/booth", "js/crypto", "js/vendor", "vendor/noble-ed25519")
SUFFIXES = (".js", ".json", ".css", ".html")


def booth_files() -> dict[str, str]:
    """SHA-256 of every file of the booth by its path below /static/."""
    root = Path(settings.BASE_DIR) / "static"
    files = (
        path
        for folder in FOLDERS
        for path in (root / folder).rglob("*")
        if path.is_file() and path.suffix in SUFFIXES
    )
    return {
        path.relative_to(root).as_posix(): sha256(path.read_bytes()).hex() for path in sorted(files)
    }


def booth_hash() -> str:
    """SHA-256 of the canonical JSON of that list."""
    return sha256(canonical_json.encode(booth_files())).hex()
