"""A witness that is killed at a chosen moment: before its n-th statement or answer.

Started as a program: folder, number of the moment (0 for never). Prints its port.
"""

import os
import signal
import sqlite3
import sys
import threading
from pathlib import Path

MOMENTS = int(sys.argv[2])
_lock = threading.Lock()
_count = 0


def moment(*_args):
    global _count  # noqa: PLW0603
    with _lock:
        _count += 1
        if _count == MOMENTS:
            os.kill(os.getpid(), signal.SIGKILL)


def main():
    from witness import folder  # noqa: PLC0415
    from witness.answers import Witness  # noqa: PLC0415
    from witness.server import WitnessHandler, WitnessServer  # noqa: PLC0415

    memory = folder.open_memory(Path(sys.argv[1]))
    signer = folder.open_signer(Path(sys.argv[1]))

    connect = sqlite3.connect

    def traced(*args, **kwargs):
        connection = connect(*args, **kwargs)
        connection.set_trace_callback(moment)
        return connection

    sqlite3.connect = traced
    answer = WitnessHandler.send_response

    def send(self, *args):
        moment()
        answer(self, *args)

    WitnessHandler.send_response = send
    with WitnessServer(("127.0.0.1", 0), Witness(signer, memory, lambda: 1_790_000_000)) as server:
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()


main()
