"""The files of the checker that runs in a browser, and the one hash that stands for them."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from crypto.transcript import sha256
from voting.single_page import SinglePage, single_page
from voting.static_files import files_hash, folder_files

FOLDERS = ("js/checker", "js/check", "js/ui", "js/crypto", "vendor/noble-ed25519")
PAGE = "check-election.html"
SINGLE = SinglePage("voting/checker_page.html", "js/checker/main.js", "checker-worker")


@cache
def checker_files() -> Mapping[str, str]:
    """SHA-256 of every file of the checker: by its path below /static/, or below /downloads/.

    Made once in each process, as all of this: files do not change under a server that runs.
    """
    files = {**folder_files(FOLDERS), PAGE: sha256(checker_file()).hex()}
    return MappingProxyType(files)


@cache
def checker_file() -> bytes:
    """The checker as a single file."""
    return single_page(SINGLE, [path for path in folder_files(FOLDERS) if path.endswith(".js")])


@cache
def checker_hash() -> str:
    """SHA-256 of the canonical JSON of that list."""
    return files_hash(checker_files())
