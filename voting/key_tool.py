"""The files of the key holders' tool, and the one hash on the record that stands for them."""

from voting.static_files import files_hash, folder_files

FOLDERS = ("js/trustee", "js/ui", "js/crypto", "vendor/noble-ed25519")


def key_tool_files() -> dict[str, str]:
    """SHA-256 of every file of the tool by its path below /static/."""
    return folder_files(FOLDERS)


def key_tool_hash() -> str:
    """SHA-256 of the canonical JSON of that list."""
    return files_hash(key_tool_files())
