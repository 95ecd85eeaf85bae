"""The record says which tool key holders were given, so that anyone can compare."""

import pytest

from crypto import canonical_json
from crypto.manifest import decode_manifest
from crypto.transcript import sha256
from tests.elections import frozen_election
from voting.ceremonies import ceremony_view
from voting.key_tool import key_tool_files, key_tool_hash
from voting.static_files import files_hash, folder_files

pytestmark = pytest.mark.django_db


def test_ceremony_and_manifest_name_the_tool():
    election = frozen_election().election
    manifest = decode_manifest(bytes(election.manifest or b""))
    assert ceremony_view(election).ceremony.key_tool == key_tool_hash()
    assert manifest.key_tool == key_tool_hash()


def test_the_hash_is_of_the_canonical_list_of_files():
    files = key_tool_files()
    assert key_tool_hash() == sha256(canonical_json.encode(dict(files))).hex()
    assert {path.split("/")[0] for path in files if "/" in path} == {"js", "vendor"}
    assert any(path.startswith("js/crypto/") for path in files)


def test_one_byte_in_one_file_is_another_tool(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    folder = tmp_path / "static/js/trustee/parts"
    folder.mkdir(parents=True)
    (folder / "key.js").write_text("export const k = 1;\n")
    (folder / "notes.txt").write_text("not served as code")
    before = folder_files(["js/trustee"])
    assert list(before) == ["js/trustee/parts/key.js"]
    (folder / "key.js").write_text("export const k = 2;\n")
    assert files_hash(folder_files(["js/trustee"])) != files_hash(before)
