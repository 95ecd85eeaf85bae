"""Witnesses that run for a test: the real program, behind HTTP on this machine."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from crypto.cosignatures import CosignatureSigner
from witness.answers import Witness
from witness.memory import Memory
from witness.server import WitnessServer


class RunningWitness:
    """One witness, which can be stopped and started again with its memory."""

    def __init__(self, folder, number, clock):
        self.signer = CosignatureSigner(f"witness-{number}.example", bytes([number]) * 32)
        self.key = self.signer.verifier().text()
        self.memory = Memory.create(folder / f"witness-{number}.sqlite3", self.key)
        self._clock = clock
        self._server = self._thread = None
        self._port = 0
        self.start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self._port}"

    def learn(self, key):
        with self.memory.deciding() as records:
            records.add_log(key, None)

    def start(self):
        served = Witness(self.signer, self.memory, self._clock)
        self._server = WitnessServer(("127.0.0.1", self._port), served)
        self._port = self._server.server_address[1]
        run = {"poll_interval": 0.02}
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs=run)
        self._thread.start()

    def stop(self):
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = None

    def evidence(self):
        with self.memory.reading() as records:
            return [kept.kind for kept in records.evidence()]


@contextmanager
def answering(act):
    """An address where `act(handler, body)` answers whatever is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            act(self, self.rfile.read(int(self.headers["Content-Length"])))

        def do_GET(self):
            act(self, b"")

        def log_message(self, *_args):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def answer(handler, status, body):
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def policy_text(witnesses, quorum):
    """A policy file for pairs of key and address."""
    lines = [f"witness w{n} {key} {address}" for n, (key, address) in enumerate(witnesses)]
    names = " ".join(f"w{n}" for n in range(len(witnesses)))
    end = (
        ["quorum none"]
        if quorum == 0
        else [f"group all-of-them {quorum} {names}", "quorum all-of-them"]
    )
    return "\n".join([*lines, *end, ""])
