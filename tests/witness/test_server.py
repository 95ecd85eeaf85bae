import http.client
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from crypto.cosignatures import CosignatureVerifier
from crypto.evidence import decode_evidence
from crypto.notes import Checkpoint, NoteVerifier
from crypto.transcript import sha256
from witness import server as server_module
from witness.submission import MAX_BODY

from .conftest import SIGNER
from .logs import Log, body, log_of


class Client:
    def __init__(self, server):
        self.address = server.server_address[:2]
        self.connection = http.client.HTTPConnection(*self.address, timeout=10)

    def ask(self, method, path, data=None, headers=None):
        self.connection.request(method, path, data, headers or {})
        response = self.connection.getresponse()
        return response.status, response.headers, response.read()

    def __enter__(self):
        return self

    def __exit__(self, *_args):
        self.connection.close()

    def get(self, path):
        return self.ask("GET", path)

    def submit(self, data):
        return self.ask("POST", "/add-checkpoint", data)


@pytest.fixture
def client(server):
    with Client(server) as ours:
        yield ours


def test_a_log_is_cosigned_as_it_grows(client, log, clock):
    old = 0
    for size in (1, 4, 4, 10):
        status, headers, line = client.submit(log.body(old, size))
        assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
        assert SIGNER.verifier().verify(log.note(size) + line.decode()) == clock.now
        old = size


def test_every_refusal_has_the_status_of_the_protocol(client, log):
    client.submit(log.body(0, 5))
    unknown, stranger = Log("e/unknown").append(b"x"), Log(seed=b"\1" * 32).append(b"x")
    assert client.submit(b"old 1\n")[0] == 400
    assert client.submit(body(7, [], log.note(6)))[0] == 400
    assert client.submit(stranger.body(0))[0] == 403
    assert client.submit(unknown.body(0))[0] == 404
    assert client.submit(log.fork(2).body(5))[0] == 422
    assert client.submit(body(5, [], log.fork(2).note(5)))[0] == 422
    status, headers, size = client.submit(log.body(4))
    assert (status, headers["Content-Type"], size) == (409, "text/x.tlog.size", b"5\n")


def test_monitors_read_logs_and_checkpoints(client, log, clock):
    digest = sha256(log.origin.encode()).hex()
    assert client.get(f"/{digest}/checkpoint")[0] == 404
    client.submit(log.body(0, 5))
    known = {"key": log.key.text(), "origin": log.origin, "size": 5}
    assert json.loads(client.get("/logs")[2]) == [known]
    status, headers, note = client.get(f"/{digest}/checkpoint")
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert Checkpoint.parse(log.key.verify(note.decode())).size == 5
    assert SIGNER.verifier().verify(note.decode()) == clock.now


def test_anybody_reads_the_evidence(client, log):
    client.submit(log.body(0, 5))
    client.submit(body(5, [], log.fork(2).note(5)))
    (kept,) = json.loads(client.get("/evidence")[2])
    assert (kept["kind"], kept["origin"], kept["size"]) == ("fork", log.origin, 5)
    status, _, document = client.get(f"/evidence/{kept['digest']}")
    assert status == 200
    assert sha256(document).hex() == kept["digest"]
    evidence = decode_evidence(document)
    evidence.verify()
    assert NoteVerifier.parse(evidence.log_key) == log.key


def test_the_key_is_told(client):
    assert CosignatureVerifier.parse(client.get("/")[2].decode().strip()) == SIGNER.verifier()


@pytest.mark.parametrize(
    "path", ["/x", "/logs/", f"/{'0' * 64}/checkpoint", "/evidence/../key.json"]
)
def test_other_pages_are_not_there(client, path):
    assert client.get(path)[0] == 404
    assert client.ask("POST", path, b"old 0\n")[0] == 404


def test_twenty_at_once_never_get_two_roots_of_one_size(server, log, clock):
    histories = [log, log.fork(1), log.fork(4), log.fork(7)]
    start = threading.Barrier(20)

    def submit_all(number):
        given = []
        start.wait()
        for step in range(15):
            history = histories[(number + step) % len(histories)]
            size = 1 + (number * 7 + step * 3) % 10
            with Client(server) as client:
                status, _, answer = client.submit(history.body(0, size))
                if status == 409:
                    old = min(int(answer), size)
                    status, _, answer = client.submit(history.body(old, size))
            if status == 200:
                assert SIGNER.verifier().verify(history.note(size) + answer.decode()) == clock.now
                given.append((size, history.root(size)))
        return given

    with ThreadPoolExecutor(20) as pool:
        given = [pair for pairs in pool.map(submit_all, range(20)) for pair in pairs]
    roots = dict(given)
    assert roots
    assert set(given) == set(roots.items())
    assert any(all(history.root(size) == root for size, root in given) for history in histories), (
        "the cosigned checkpoints are of one history"
    )


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"\0" * 10_000_000, 413), (b"\0" * MAX_BODY, 400), (b"\n" * 1000, 400), (b"", 400)],
    ids=["10 MB", "binary", "1000 lines", "nothing"],
)
def test_a_hostile_body_is_refused_quickly(client, server, log, data, status):
    started = time.monotonic()
    with socket.create_connection(client.address, timeout=10) as raw:
        raw.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n")
        raw.sendall(b"Content-Length: %d\r\n\r\n" % len(data) + data[:MAX_BODY])
        assert int(raw.recv(12)[9:12]) == status
    assert time.monotonic() - started < 2
    assert client.submit(log.body(0))[0] == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ("", 411),
        ("Transfer-Encoding: chunked\r\n", 411),
        ("Content-Length: 1\r\nContent-Length: 1\r\n", 411),
        ("Content-Length: -1\r\n", 400),
        ("Content-Length: 1_0\r\n", 400),
        ("Content-Length: 0x10\r\n", 400),
        ("Content-Length: 99999999999999999999999\r\n", 400),
    ],
)
def test_a_body_of_uncertain_length_is_refused_and_the_connection_closed(client, headers, status):
    with socket.create_connection(client.address, timeout=10) as raw:
        raw.sendall(f"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n{headers}\r\nGET".encode())
        answer = b"".join(iter(lambda: raw.recv(4096), b""))
    assert int(answer[9:12]) == status
    assert answer.count(b"HTTP/1.1") == 1


def test_who_sends_too_slowly_is_cut_off(server, client, log, monkeypatch):
    monkeypatch.setattr(server_module, "MAX_DURATION", 0.2)
    with socket.create_connection(client.address, timeout=10) as raw:
        raw.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 100\r\n\r\nold")
        while raw.recv(4096):
            pass
    monkeypatch.undo()
    assert client.submit(log.body(0))[0] == 200


def test_only_so_many_connections_are_let_in(server, client, log, monkeypatch):
    monkeypatch.setattr(server_module, "MAX_CONNECTIONS", 1)
    assert client.submit(log.body(0, 3))[0] == 200
    with Client(server) as second, pytest.raises((http.client.HTTPException, OSError)):
        second.get("/logs")
    assert client.get("/logs")[0] == 200


def test_a_broken_memory_gives_out_nothing(client, log, tmp_path):
    client.submit(log.body(0, 5))
    for path in tmp_path.glob("memory.sqlite3*"):
        path.write_bytes(b"no database" * 1000)
    status, _, answer = client.submit(log.body(5))
    assert status == 500
    assert "—" not in answer.decode()


def test_a_thousand_entries_make_no_difference(client, memory):
    long = log_of(0)
    long.origin, long.entries = "tabella.example/e/long", [b"%d" % n for n in range(1000)]
    long.signer = type(long.signer)(long.origin, bytes(32))
    with memory.deciding() as records:
        records.add_log(long.signer.verifier(), None)
    assert client.submit(long.body(0, 1))[0] == 200
    assert client.submit(long.body(1, 1000))[0] == 200
