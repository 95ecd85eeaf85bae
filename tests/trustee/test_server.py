"""Answers that are none of the interface end in plain words, soon, and without the token."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.trustee.served import link
from trustee import server as server_module
from trustee.errors import ServerError, UnusableError
from trustee.link import Link
from trustee.server import Server


@contextmanager
def answering(code=200, body=b"", **headers):
    """Serve one answer to everything; gives a Server and the list of requests."""
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            requests.append((self.path, self.headers.get("Authorization")))
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            self.do_GET()

        def log_message(self, *_args):
            """Stay silent."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    try:
        site = f"http://127.0.0.1:{http.server_port}"
        server = Server(Link.parse(link(site, 1)))
        server.site = site
        yield server, requests
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


@pytest.mark.parametrize(
    "body",
    [b"", b"no json", b"[]", b"null", b"[" * 100_000, b'{"entries": 5}', b'{"entries": [5]}',
     b'{"entries": [{"chain": "' + b"0" * 64 + b'", "entry": "\\ud800", "index": 1, "leaf": "'
     + b"0" * 64 + b'", "payload": ""}]}',
     b'{"entries": [{"chain": 1, "entry": 1, "index": 1, "leaf": 1, "payload": 1}]}'],
)  # fmt: skip
def test_entries_of_another_form_are_refused(body):
    with answering(body=body) as (server, _), pytest.raises(ServerError, match="answer"):
        server.entries(0)


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"election": "x", "trustee": 1}',
        b'{"election": "8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10", "trustee": 1}',
        b'{"election": "8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10", "trustee": 1, "attempt": 1,'
        b' "name": "Ada", "state": "draft", "step": "key", "drill_challenge": "xy"}',
    ],
)
def test_a_status_of_another_form_or_person_is_refused(body):
    with answering(body=body) as (server, _), pytest.raises(ServerError):
        server.status()


def test_a_checkpoint_that_is_no_text_is_refused():
    with answering(body=b"\xff") as (server, _), pytest.raises(ServerError, match="not text"):
        server.checkpoint()


def test_an_answer_that_is_too_long_is_not_taken(monkeypatch):
    monkeypatch.setattr(server_module, "MAX_SMALL", 10)
    with answering(body=b"x" * 11) as (server, _), pytest.raises(ServerError, match="more than 10"):
        server.checkpoint()


def test_a_redirect_is_not_followed():
    with answering() as (other, followed):
        headers = {"Location": other.site}
        with answering(302, **headers) as (server, _), pytest.raises(UnusableError, match="302"):
            server.status()
    assert not followed


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409])
def test_a_refusal_is_final_and_in_the_servers_words(code):
    body = b'{"code": "c", "message": "because"}'
    with answering(code, body) as (server, _), pytest.raises(UnusableError) as caught:
        server.deliver("drill", b"{}", bytes(64))
    assert not isinstance(caught.value, ServerError)
    assert str(caught.value) == f"the server refused ({code}): because"


@pytest.mark.parametrize("code", [429, 500, 502, 503])
def test_trouble_on_the_server_may_pass(code):
    with answering(code, b"<html>") as (server, _), pytest.raises(ServerError, match="no reason"):
        server.deliver("drill", b"{}", bytes(64))


def test_reading_the_record_shows_no_token():
    with answering(body=b"note") as (server, requests):
        server.checkpoint()
        with pytest.raises(ServerError):
            server.entries(0)
        with pytest.raises(ServerError):
            server.status()
    assert [token is None for _, token in requests] == [True, True, False]
