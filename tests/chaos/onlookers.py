"""Two outsiders who look on while processes are killed: somebody with a mirror, and a witness.

The product asks the witness to sign every checkpoint. The witness learns of the log from the
registry, is two processes of its own, and is killed as well.
"""

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from threading import Event, Thread

from crypto.cosignatures import CosignatureVerifier
from crypto.errors import CryptoError
from crypto.tiles import CHECKPOINT
from tests.chaos.supervised import Supervised, Supervisor, started
from tests.election.product import ROOT, Place
from tests.election.witnesses import WitnessProgram, name_witnesses

EVERY_SECONDS = 1.5
COMMAND_SECONDS = 120
COSIGN_SECONDS = 30
FOLLOW_SECONDS = "2"
ALARM = 1


class Witness:
    """`python -m witness`, whose signature the product wants below each checkpoint.

    Without it the product goes on, after a short wait for each checkpoint, and says so.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._program = WitnessProgram(place.folder, 1)
        name_witnesses(place, [self._program], quorum=1, degraded="publish")

    def kept(self, supervisor: Supervisor) -> list[Supervised]:
        """Start it under a supervisor, once the product has a registry to follow."""
        registry, key = self._place.manage("registry_key").stdout.split()
        listen = self._program.address.removeprefix("http://")
        follow = ("follow", registry, "--key", key, "--every", FOLLOW_SECONDS)
        return [
            self._kept(supervisor, "witness", "serve", "--listen", listen),
            self._kept(supervisor, "witness's follower", *follow),
        ]

    def evidence(self) -> str:
        """What it keeps against a log; empty for honest ones."""
        return str(self._program.evidence()).strip()

    def has_signed(self, mirror: Path) -> bool:
        note = (mirror / CHECKPOINT).read_text(encoding="utf-8")
        try:
            CosignatureVerifier.parse(self._program.key).verify(note)
        except CryptoError:
            return False
        return True

    def _kept(self, supervisor: Supervisor, name: str, *arguments: str) -> Supervised:
        command, log = self._program.command(*arguments), self._place.folder / "witness.log"
        environment = self._place.environment
        return supervisor.run(
            name, lambda: started(command, environment=environment, folder=ROOT, log=log)
        )


class Onlooker:
    """Mirrors the log again and again while its block runs."""

    def __init__(self, url: str, folder: Path) -> None:
        self.folder = folder
        self.statuses: Counter[int] = Counter()
        self.alarms: list[str] = []
        self._url = url
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
        done = _verifier("mirror", self._url, str(self.folder), "--quiet")
        self.statuses[done.returncode] += 1
        if done.returncode == ALARM:
            self.alarms.append(f"mirror: {done.stdout}{done.stderr}".strip())
        return done.returncode

    def mirror_until_signed(self, witness: Witness) -> list[str]:
        """Mirror what stands there in the end, which the witness signs sooner or later."""
        deadline = time.monotonic() + COSIGN_SECONDS
        while self.mirror() != 0 or not witness.has_signed(self.folder):
            if time.monotonic() > deadline:
                return ["the last checkpoint was not mirrored, or not signed by the witness"]
            time.sleep(EVERY_SECONDS)
        return []

    def fsck(self) -> None:
        done = _verifier("fsck", str(self.folder))
        if done.returncode != 0:
            self.alarms.append(f"fsck: {done.stdout}{done.stderr}".strip())

    def _look_on(self) -> None:
        while not self._ending.wait(EVERY_SECONDS):
            self.mirror()


def _verifier(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "verifier", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
