"""The files of a log over HTTP: bytes, headers, and that nothing else can be reached."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from board import public_files
from crypto import tiles
from crypto.tiles import Tile
from tests.board.documents import ballot


@pytest.fixture
def published(log, write):
    write(log, *(ballot(number) for number in range(260)))
    return log


def get(client, log, path, **headers):
    return client.get(f"/logs/{log.slug}/{path}", headers=headers)


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def tag(response):
    body(response)
    return response["ETag"]


@pytest.mark.parametrize(
    ("path", "caching", "media_type"),
    [
        ("checkpoint", "no-cache", "text/plain; charset=utf-8"),
        (Tile(0, 0).path, "public, max-age=31536000, immutable", "application/octet-stream"),
        (Tile(0, 0).bundle_path, "public, max-age=31536000, immutable", "application/octet-stream"),
        (Tile(0, 1, 4).path, "public, max-age=60", "application/octet-stream"),
        (Tile(1, 0, 1).path, "public, max-age=60", "application/octet-stream"),
    ],
)
def test_a_file_comes_as_it_stands_in_the_folder(client, published, path, caching, media_type):
    stored = (public_files.log_folder(published.slug) / path).read_bytes()
    response = get(client, published, path)
    assert body(response) == stored
    assert response["Cache-Control"] == caching
    assert response["Content-Type"] == media_type
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Length"] == str(len(stored))
    assert response.has_header("Last-Modified") == (path == "checkpoint")


def test_a_payload_comes_under_its_hash(client, published):
    payload = published.payloads.first()
    response = get(client, published, tiles.payload_path(payload.sha256.hex()))
    assert body(response) == payload.data
    assert response["Content-Type"] == "application/json"
    assert "immutable" in response["Cache-Control"]


def test_no_row_is_read(client, published):
    with CaptureQueriesContext(connection) as queries:
        for path in ("checkpoint", Tile(0, 0).path, "tile/0/009"):
            assert body(get(client, published, path))
    assert not list(queries)


@pytest.mark.parametrize("path", ["checkpoint", Tile(0, 0).path])
def test_who_has_a_file_is_told_so_and_head_sends_no_body(client, published, path):
    first = get(client, published, path)
    again = get(client, published, path, if_none_match=tag(first))
    assert (again.status_code, body(again)) == (304, b"")
    head = client.head(f"/logs/{published.slug}/{path}")
    assert (head.status_code, body(head)) == (200, b"")
    assert head["Content-Length"] == first["Content-Length"]
    assert head["ETag"] == first["ETag"]


def test_a_new_checkpoint_has_another_tag(client, published, write):
    before = tag(get(client, published, "checkpoint"))
    write(published, ballot(999))
    assert body(get(client, published, "checkpoint", if_none_match=before))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/",
        "tile/0/",
        "tile/0/002",
        "tile/0/001.p/5",
        "tile/0/000.p/",
        "payload/ab/" + "ab" * 32,
        "../../.locks/x",
        "..%2f..%2fsecret",
        "tile/../checkpoint",
        "./checkpoint",
        "checkpoint%00",
        "checkpoint%0a",
        "//etc/passwd",
        "%2fetc%2fpasswd",
        "tile/0/x000/000",
        ".part",
    ],
)
def test_nothing_else_can_be_reached(client, published, path):
    folder = public_files.log_folder(published.slug)
    (folder / ".part").write_text("half")
    response = get(client, published, path)
    assert response.status_code == 404
    assert b"half" not in body(response)


def test_an_answer_that_there_is_nothing_is_kept_by_no_cache(client, published):
    response = get(client, published, "tile/0/002")
    assert response["Cache-Control"] == "no-cache"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_other_logs_and_other_folders_are_not_there(client, published):
    (public_files.folder() / "secret").write_text("x")
    for slug in ("other", "..", ".locks"):
        assert client.get(f"/logs/{slug}/checkpoint").status_code == 404
    assert client.post(f"/logs/{published.slug}/checkpoint").status_code == 405
