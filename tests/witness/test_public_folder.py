import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer, SimpleHTTPRequestHandler

import pytest

from crypto.errors import DecodeError
from witness import public_folder
from witness.errors import UnusableError
from witness.public_folder import PublicFolder, read_text


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args):
        pass


class Redirecting(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def serve(request, tmp_path):
    def serve(handler):
        server = HTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        request.addfinalizer(thread.join)
        request.addfinalizer(server.server_close)
        request.addfinalizer(server.shutdown)
        return f"http://127.0.0.1:{server.server_address[1]}"

    return serve


@pytest.fixture
def folder(serve, tmp_path):
    (tmp_path / "tile").mkdir()
    (tmp_path / "tile" / "000").write_bytes(b"\xff" * 32)
    (tmp_path / "checkpoint").write_text("a checkpoint\n")
    return PublicFolder(serve(partial(Quiet, directory=tmp_path)) + "/")


def test_files_are_read_by_their_paths(folder):
    assert folder.read("tile/000") == b"\xff" * 32
    assert folder.read("tile/001") is None
    assert read_text(folder, "checkpoint") == "a checkpoint\n"


def test_text_has_to_be_there_and_to_be_text(folder):
    with pytest.raises(UnusableError, match="there is no tile/001"):
        read_text(folder, "tile/001")
    with pytest.raises(DecodeError, match="not UTF-8"):
        read_text(folder, "tile/000")


def test_no_more_is_read_than_a_file_may_have(folder, monkeypatch):
    monkeypatch.setattr(public_folder, "MAX_FILE", 31)
    with pytest.raises(UnusableError, match="more than 31 bytes"):
        folder.read("tile/000")


def test_redirects_are_not_followed(serve):
    with pytest.raises(UnusableError, match=r"refused \(302\)"):
        PublicFolder(serve(Redirecting)).read("checkpoint")


def test_no_answer_is_an_error_of_ours():
    with pytest.raises(UnusableError, match="no answer"):
        PublicFolder("http://127.0.0.1:1").read("checkpoint")


@pytest.mark.parametrize(
    "address", ["file:///etc", "ftp://x", "tabella.example", "https://", "http://a b"]
)
def test_other_addresses_are_refused(address):
    with pytest.raises(UnusableError, match="expected an address"):
        PublicFolder(address)
