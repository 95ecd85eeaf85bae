"""The checker as files: one list, one hash, one page that holds all of it."""

import re
from html import unescape

from crypto import canonical_json
from crypto.transcript import sha256
from tests.voting.test_key_tool import MODULE, STATIC
from voting.checker import checker_file, checker_files

PAGE = "/downloads/check-election.html"


def test_the_page_holds_every_module_as_it_stands_among_the_static_files(client):
    held = dict(MODULE.findall(client.get(PAGE).content.decode()))
    files = {path for path in checker_files() if path.endswith(".js")}
    assert held.keys() == files - {"js/ui/single-file.js"}
    for path, source in held.items():
        assert source.encode() == (STATIC / path).read_bytes(), path


def test_the_page_asks_for_nothing_from_anywhere(client):
    shown = client.get(PAGE).content.decode()
    policy = unescape(re.search('Content-Security-Policy" *content="([^"]+)"', shown).group(1))
    assert "default-src 'none'" in policy
    assert "trusted-types checker-worker" in policy
    assert not {"connect-src", "unsafe"} & set(policy.replace(";", "").split())
    frame = re.sub(r"<(style|script)[^>]*>.*?</\1>", "", shown, flags=re.DOTALL)
    assert not re.findall(r"\b(?:src|href|action)=", frame)


def test_everybody_is_given_the_same_file_whose_hash_is_published(client, official_client):
    answer = client.get(PAGE)
    assert answer["Content-Disposition"] == 'attachment; filename="check-election.html"'
    other = official_client.get(PAGE, headers={"accept-language": "ar"})
    assert answer.content == other.content == checker_file()
    listed = client.get("/api/v1/checker").json()
    assert listed["files"] == checker_files()
    assert listed["files"]["check-election.html"] == sha256(answer.content).hex()
    assert listed["checker"] == sha256(canonical_json.encode(listed["files"])).hex()
    worker = b"".join(client.get("/static/js/checker/record-worker.js").streaming_content)
    assert listed["files"]["js/checker/record-worker.js"] == sha256(worker).hex()
