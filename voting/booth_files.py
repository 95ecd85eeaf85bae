"""The files a voter's browser runs, and the one hash in the manifest that stands for them."""

from voting.static_files import files_hash, folder_files

FOLDERS = ("js/booth", "js/crypto", "js/ui", "js/vendor", "vendor/noble-ed25519")


def booth_files() -> dict[str, str]:
    """SHA-256 of every file of the booth by its path below /static/."""
    return folder_files(FOLDERS)


def booth_hash() -> str:
    """SHA-256 of the canonical JSON of that list."""
    return files_hash(booth_files())
