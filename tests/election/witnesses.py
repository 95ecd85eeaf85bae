"""Witnesses of a running product: programs of their own, each with its folder."""

import contextlib
import os
import signal
import subprocess
import sys

from crypto.cosignatures import CosignatureVerifier
from tests.election.product import ROOT, free_port


class WitnessProgram:
    """One witness: it takes checkpoints, and learns of logs from the product's registry."""

    def __init__(self, folder, number):
        self.folder = folder / f"witness-{number}"
        self.port = free_port()
        said = self._run("key", "--name", f"witness-{number}.example").stdout
        self.key = CosignatureVerifier.parse(said.split()[-1]).text()
        self._processes = []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, registry, registry_key):
        self._begin("serve", "--listen", f"127.0.0.1:{self.port}")
        self._begin("follow", registry, "--key", registry_key, "--every", "1")

    def kill(self):
        """End it as a power cut does."""
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
            process.wait()
        self._processes = []

    def evidence(self):
        """What it refused and kept, as it lists it."""
        return self._run("evidence").stdout

    def _run(self, *arguments):
        return subprocess.run(
            self.command(*arguments), cwd=ROOT, capture_output=True, text=True, check=False
        )

    def _begin(self, *arguments):
        process = subprocess.Popen(
            self.command(*arguments),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._processes.append(process)

    def command(self, *arguments):
        return [sys.executable, "-m", "witness", *arguments, "--folder", str(self.folder)]


def name_witnesses(place, witnesses, *, quorum, degraded):
    """Write them into the policy file of the product at `place`, before it starts."""
    names = [f"w{number}" for number in range(len(witnesses))]
    lines = [
        f"witness {name} {witness.key} {witness.address}"
        for name, witness in zip(names, witnesses, strict=True)
    ]
    policy = place.folder / "witnesses.policy"
    policy.write_text(
        "\n".join([*lines, f"group all {quorum} {' '.join(names)}", "quorum all", ""])
    )
    place.extra |= {
        "TABELLA_WITNESSES": str(policy),
        "TABELLA_WITNESS_DEGRADED": degraded,
    }


@contextlib.contextmanager
def witnessed(place, *, count, quorum, degraded):
    """Let `count` witnesses run for the product at `place`, `quorum` of which have to sign."""
    witnesses = [WitnessProgram(place.folder, number) for number in range(1, count + 1)]
    name_witnesses(place, witnesses, quorum=quorum, degraded=degraded)
    place.manage("migrate")
    registry, registry_key = place.manage("registry_key").stdout.split()
    try:
        for witness in witnesses:
            witness.start(registry, registry_key)
        yield witnesses
    finally:
        for witness in witnesses:
            witness.kill()
