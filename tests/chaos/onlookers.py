"""Two outsiders who look on while processes are killed: somebody with a mirror, and a witness.

The witness is a process of its own and is killed as well. Checkpoints are brought to it here from
the mirror, whose files give the consistency proofs; a server that submits them itself does so
besides (`Witness.verifier_key` is what its setting needs).
"""

import http.client
import subprocess
import sys
from collections import Counter
from pathlib import Path
from threading import Event, Thread

from crypto.notes import Checkpoint, NoteVerifier, split_note
from crypto.strict_base64 import encode_base64
from crypto.tiles import CHECKPOINT, TileReader
from tests.chaos.supervised import Supervised, Supervisor, started
from tests.election.product import ROOT, free_port

EVERY_SECONDS = 1.5
PATIENCE = 20
COMMAND_SECONDS = 120
COSIGNED, CONFLICT = 200, 409
ALARM = 1


class Witness:
    """`python -m witness` on an address of its own, following one log."""

    def __init__(self, folder: Path, log_key: NoteVerifier) -> None:
        self._folder = folder
        self._address = f"127.0.0.1:{free_port()}"
        self.url = f"http://{self._address}"
        made = self._run("key", "--name", "witness.example")
        self.verifier_key = made.stdout.split()[-1]
        self._run("add-log", log_key.text())
        self.answers: Counter[int] = Counter()
        self._cosigned = 0

    def kept(self, supervisor: Supervisor) -> Supervised:
        """Start it under a supervisor."""
        command = [*self._program("serve"), "--listen", self._address]
        log = self._folder.with_suffix(".log")
        return supervisor.run(
            "witness", lambda: started(command, environment={}, folder=ROOT, log=log)
        )

    def submit(self, mirror: Path) -> None:
        """Bring the mirror's checkpoint to the witness, if it is there just now."""
        note = (mirror / CHECKPOINT).read_text(encoding="utf-8")
        checkpoint = Checkpoint.parse(split_note(note)[0])
        reader = TileReader(checkpoint.size, lambda path: _read(mirror / path))
        try:
            status, text = self._post(_body(self._cosigned, reader, note))
            if status == CONFLICT:  # it remembers more than we do, or it forgot
                self._cosigned = int(text)
                status, text = self._post(_body(self._cosigned, reader, note))
        except (OSError, http.client.HTTPException):
            return
        self.answers[status] += 1
        if status == COSIGNED:
            self._cosigned = checkpoint.size

    def evidence(self) -> str:
        """What it keeps against the log; empty for an honest one."""
        return self._run("evidence").stdout.strip()

    def faults(self) -> list[str]:
        """Answers that an honest log never gets, and no cosignature at all."""
        others = {status: n for status, n in self.answers.items() if status != COSIGNED}
        faults = [f"the witness answered {status}, {n} times" for status, n in others.items()]
        return faults if self.answers[COSIGNED] else [*faults, "the witness never cosigned"]

    def _post(self, body: bytes) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self._address, timeout=PATIENCE)
        try:
            connection.request("POST", "/add-checkpoint", body)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def _run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return _finished([*self._program(*arguments)])

    def _program(self, command: str, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "witness", command, *arguments, "--folder", str(self._folder)]


class Onlooker:
    """Mirrors the log again and again, and brings what it got to the witness."""

    def __init__(self, url: str, folder: Path, witness: Witness) -> None:
        self.folder = folder
        self.statuses: Counter[int] = Counter()
        self.alarms: list[str] = []
        self._url, self._witness = url, witness
        self._ending = Event()
        self._thread = Thread(target=self._look_on, daemon=True)

    def __enter__(self) -> "Onlooker":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()

    def mirror(self) -> int:
        """One run; its exit code."""
        done = _finished([*_VERIFIER, "mirror", self._url, str(self.folder), "--quiet"])
        self.statuses[done.returncode] += 1
        if done.returncode == ALARM:
            self.alarms.append(f"mirror: {done.stdout}{done.stderr}".strip())
        return done.returncode

    def fsck(self) -> int:
        done = _finished([*_VERIFIER, "fsck", str(self.folder)])
        if done.returncode != 0:
            self.alarms.append(f"fsck: {done.stdout}{done.stderr}".strip())
        return done.returncode

    def _look_on(self) -> None:
        while not self._ending.wait(EVERY_SECONDS):
            if self.mirror() == 0:
                self._witness.submit(self.folder)


_VERIFIER = (sys.executable, "-m", "verifier")


def _finished(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False
    )


def _body(old: int, reader: TileReader, note: str) -> bytes:
    proof = reader.consistency_proof(old) if old else []
    lines = [f"old {old}", *map(encode_base64, proof), "", note]
    return "\n".join(lines).encode()


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
