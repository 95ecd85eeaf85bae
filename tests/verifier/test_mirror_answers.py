"""Hostile and broken servers: nothing wrong is taken over, and nobody waits for ever."""

import threading

import pytest

from crypto import canonical_json, tiles
from tests.verifier.mirrors import files_of, publish, spoil
from tests.verifier.public_logs import PublicLog
from verifier.errors import DownloadError
from verifier.logs.remote import Pace, Remote


def wrong_payload(site, log):
    file = site.folder / log.payload_path(250)
    file.write_bytes(file.read_bytes()[:-1] + b" ")


def missing_payload(site, log):
    (site.folder / log.payload_path(250)).unlink()


def change(path, at=0):
    return lambda site, _log: spoil(site.folder / path, at)


def cut(path):
    def make(site, _log):
        (site.folder / path).write_bytes((site.folder / path).read_bytes()[:-1])

    return make


def remove(path):
    return lambda site, _log: (site.folder / path).unlink()


def answer(path, status, body=b"", **headers):
    def make(site, _log):
        site.special[path] = lambda handler: handler.answer(status, body, **headers)

    return make


@pytest.mark.parametrize(
    ("spoil", "status", "word"),
    [
        (wrong_payload, 1, "payload of entry 250"),
        (missing_payload, 1, "payload of entry 250 is missing"),
        (change("tile/0/000"), 1, "tiles fit neither"),
        (change("tile/0/001.p/44"), 1, "tiles do not lead"),
        (change("tile/1/000.p/1"), 1, "tiles do not lead"),
        (change("tile/entries/000", 50), 1, "tile/0/000"),
        (change("tile/entries/000"), 1, "tile/entries/000"),
        (cut("tile/entries/001.p/44"), 1, "cut short"),
        (cut("tile/0/000"), 1, "tile/0/000"),
        (remove("tile/0/000"), 1, "tile/0/000"),
        (remove("tile/entries/001.p/44"), 1, "tile/entries/001.p/44: is missing"),
        (change("checkpoint", 70), 1, "checkpoint"),
        (answer("checkpoint", 200, b"\xff"), 2, "UTF-8"),
        (answer("checkpoint", 200, b"hello\n"), 1, "checkpoint"),
        (answer("checkpoint", 404), 2, "no checkpoint"),
        (answer("checkpoint", 200, b"x" * 20_000), 2, "longer than 16,384 bytes"),
        (answer("tile/0/000", 200, b"x" * 10_000_000), 2, "longer than"),
        (answer("tile/entries/000", 200, b"x" * 10_000_000), 2, "longer than"),
        (answer("tile/0/000", 500, b"x"), 2, "status 500"),
        (answer("tile/0/000", 302, b"", Location="/log/tile/0/000"), 2, "status 302"),
        (answer("tile/0/000", 200, b"x", Content_Encoding="gzip"), 2, "packed"),
    ],
)
def test_nothing_wrong_is_taken_over(  # noqa: PLR0917 -- fixtures
    spoil, status, word, site, mirror, tmp_path, mirrored
):
    log = mirrored(200)
    before = files_of(tmp_path / "mirror")
    log.grow(300)
    publish(site, log)
    spoil(site, log)
    got, out = mirror()
    assert (got, word in out) == (status, True), out
    after = files_of(tmp_path / "mirror")
    assert {path: after[path] for path in before} == before
    assert after["checkpoint"] == log.note(200).encode()
    site.special.clear()
    publish(site, log)
    assert mirror()[0] == 0
    assert files_of(tmp_path / "mirror") == log.files()


def drip(handler):
    """Answer a byte at a time, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    held = threading.Event()
    while not held.wait(0.02):
        handler.wfile.write(b"x")
        handler.wfile.flush()


def drip_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    held = threading.Event()
    while not held.wait(0.02):
        handler.wfile.write(b"X: y\r\n"[:1])
        handler.wfile.flush()


def silence(handler):
    threading.Event().wait(5)


@pytest.mark.parametrize("slow", [drip, drip_headers, silence])
def test_nobody_waits_for_ever(slow, site):
    site.special["checkpoint"] = slow
    remote = Remote(site.address, Pace(patience=0.3))
    with pytest.raises(DownloadError, match=r"no answer|longer"):
        remote.read("checkpoint", 1000)


def test_all_answers_together_are_bounded(site):
    publish(site, PublicLog.plain(300))
    remote = Remote(site.address, Pace(total=10_000))
    with pytest.raises(DownloadError, match="in all"):
        remote.read("tile/entries/000", 10**6)


def test_an_answer_that_ends_early_is_none(site):
    def short(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "10")
        handler.end_headers()
        handler.wfile.write(b"123")
        handler.close_connection = True

    site.special["checkpoint"] = short
    with pytest.raises(DownloadError):
        Remote(site.address, Pace()).read("checkpoint", 100)


def test_a_connection_that_was_closed_meanwhile_is_opened_again(site):
    publish(site, PublicLog.plain(3))

    def last(handler):
        handler.answer(200, b"x")
        handler.close_connection = True

    site.special["payload/first"] = last
    remote = Remote(site.address, Pace())
    assert remote.read("payload/first", 10) == b"x"
    assert remote.read("checkpoint", 10_000) is not None
    remote.close()


def test_nobody_there(run, tmp_path):
    status, out = run("mirror", "http://127.0.0.1:1/log", tmp_path / "mirror")
    assert status == 2
    assert "no answer" in out


@pytest.mark.parametrize(
    "address",
    [
        "", "file:///etc/passwd", "ftp://example.org/", "https://", "https://u@example.org/",
        "https://example.org/?x=1", "https://example.org/#x", "https://example.org:99999/",
        "https://example.org/a b", "https://example.org/a\nb",
    ],
)  # fmt: skip
def test_addresses_have_one_form(address, run, tmp_path):
    assert run("mirror", address, tmp_path / "mirror")[0] == 2


def entry_with(**fields):
    return canonical_json.encode({"payload": "0" * 64, "size": 1, "type": "any", "v": 1, **fields})


@pytest.mark.parametrize(
    "entry",
    [
        entry_with(payload="../../../../etc/passwd"),
        entry_with(payload="/etc/passwd"),
        entry_with(payload="A" * 64),
        entry_with(payload=7),
        entry_with(size=0),
        entry_with(size=2**40),
        entry_with(size="1"),
        b"[]",
        b"not json",
        b"{" * 1000,
    ],
)
def test_no_name_of_the_log_becomes_a_path(entry, site, mirror, tmp_path):
    log = PublicLog.plain(4)
    log.entries.append(entry)
    log.payloads.append(b"x")
    publish(site, log)
    status, out = mirror()
    assert status == 1
    assert "entry 4" in out
    assert not (tmp_path / "mirror/checkpoint").exists()


def test_the_answer_to_one_name_is_not_looked_for_elsewhere(site, mirrored):
    mirrored(300)
    assert all(tiles.is_file(path.removeprefix("/log/")) for path in site.asked)
