"""The files of the key holders' tool, and the one hash on the record that stands for them."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from crypto.transcript import sha256
from trustee.single_file import NAME as PROGRAM
from trustee.single_file import single_file
from verifier import single_file as verifier_file
from voting.checker import PAGE as CHECKER
from voting.checker import checker_file
from voting.single_page import SinglePage, single_page
from voting.static_files import files_hash, folder_files

FOLDERS = ("js/trustee", "js/ui", "js/crypto", "vendor/noble-ed25519")
PAGE = "key-tool.html"
SINGLE = SinglePage("voting/key_tool_page.html", "js/trustee/main.js", "key-holder-worker")
VERIFIER = verifier_file.NAME


@cache
def key_tool_files() -> Mapping[str, str]:
    """SHA-256 of every file of the tool: by its path below /static/, or below /downloads/.

    The observers' two files are on the list, too, so that their hashes stand on the record.

    Made once in each process, as all of this: files do not change under a server that runs.
    """
    files = {
        **folder_files(FOLDERS),
        PAGE: sha256(key_tool_file()).hex(),
        PROGRAM: sha256(single_file()).hex(),
        VERIFIER: sha256(verifier_file.single_file()).hex(),
        CHECKER: sha256(checker_file()).hex(),
    }
    return MappingProxyType(files)


@cache
def key_tool_file() -> bytes:
    """The tool as a single file."""
    return single_page(SINGLE, [path for path in folder_files(FOLDERS) if path.endswith(".js")])


@cache
def key_tool_hash() -> str:
    """SHA-256 of the canonical JSON of that list."""
    return files_hash(key_tool_files())
