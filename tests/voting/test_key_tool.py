"""The key holders' tool as files: one list, one hash, one page that holds all of it."""

import re
from base64 import b64encode
from html import unescape
from pathlib import Path

from django.conf import settings

from crypto import canonical_json
from crypto.transcript import sha256
from voting.key_tool import key_tool_file, key_tool_files, key_tool_hash

MODULE = re.compile(r'<script type="text/plain" data-module="([^"]+)">(.*?)</script>', re.DOTALL)
STATIC = Path(settings.BASE_DIR) / "static"


def page(client):
    return client.get("/downloads/key-tool.html").content.decode()


def test_the_page_holds_every_module_as_it_stands_among_the_static_files(client):
    held = dict(MODULE.findall(page(client)))
    files = {path for path in key_tool_files() if path.endswith(".js")}
    assert held.keys() == files - {"js/ui/single-file.js"}
    for path, source in held.items():
        assert source.encode() == (STATIC / path).read_bytes(), path


def test_the_page_s_own_script_and_styles_are_those_whose_hashes_stand_in_its_policy(client):
    shown = page(client)
    policy = unescape(re.search('Content-Security-Policy" *content="([^"]+)"', shown).group(1))
    script = re.findall(r"<script data-entry=\"[^\"]+\">(.*?)</script>", shown, re.DOTALL)
    style = re.findall(r"<style[^>]*>(.*?)</style>", shown, re.DOTALL)
    assert len(script) == 1
    assert len(style) == 2  # for both directions of writing
    for text in (*script, *style):
        assert f"'sha256-{b64encode(sha256(text.encode())).decode()}'" in policy
    assert script[0].encode() == (STATIC / "js/ui/single-file.js").read_bytes()
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy
    assert "unsafe" not in policy


def test_the_page_asks_for_nothing_from_anywhere(client):
    frame = MODULE.sub("", page(client))
    frame = re.sub(
        r"<(style|script)(?: (?:data-entry|data-direction|media)=\"[^\"]+\")*>.*?</\1>",
        "",
        frame,
        flags=re.DOTALL,
    )
    assert not re.findall(r"\b(?:src|href|action)=", frame)


def test_the_page_is_a_file_to_keep_and_the_same_for_everybody(client, official_client):
    answer = client.get("/downloads/key-tool.html")
    assert answer["Content-Disposition"] == 'attachment; filename="key-tool.html"'
    other = official_client.get("/downloads/key-tool.html", headers={"accept-language": "ar"})
    assert answer.content == other.content == key_tool_file()


def test_the_hash_on_the_record_covers_all_files_and_every_download(client):
    listed = client.get("/api/v1/key-tool").json()
    assert listed["files"] == key_tool_files()
    assert listed["key_tool"] == key_tool_hash()
    assert sha256(canonical_json.encode(listed["files"])).hex() == listed["key_tool"]
    for name in (
        "key-tool.html",
        "tabella-trustee.pyz",
        "tabella-verify.pyz",
        "check-election.html",
    ):
        got = client.get(f"/downloads/{name}")
        assert sha256(got.content).hex() == listed["files"][name]
    worker = b"".join(client.get("/static/js/trustee/worker.js").streaming_content)
    assert sha256(worker).hex() == listed["files"]["js/trustee/worker.js"]


def test_the_files_are_read_and_hashed_once_in_each_process(client, monkeypatch):
    listed = client.get("/api/v1/key-tool").json()
    for name in ("folder_files", "single_page", "files_hash", "single_file", "sha256"):
        monkeypatch.delattr(f"voting.key_tool.{name}")
    assert client.get("/api/v1/key-tool").json() == listed
