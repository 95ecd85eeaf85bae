import threading

import pytest

from crypto.cosignatures import CosignatureSigner
from witness.answers import Witness
from witness.memory import Memory
from witness.server import WitnessServer

from .logs import log_of

SIGNER = CosignatureSigner("witness.example", b"\7" * 32)


class Clock:
    def __init__(self):
        self.now = 1_790_000_000

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def memory(tmp_path):
    return Memory.create(tmp_path / "memory.sqlite3", SIGNER.verifier().text())


@pytest.fixture
def log(memory):
    """A log of ten entries that the witness knows."""
    honest = log_of(10)
    with memory.deciding() as records:
        records.add_log(honest.key, None)
    return honest


@pytest.fixture
def witness(memory, clock):
    return Witness(SIGNER, memory, clock)


@pytest.fixture
def server(witness):
    with WitnessServer(("127.0.0.1", 0), witness) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.shutdown()
        thread.join()
