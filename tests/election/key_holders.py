"""Key holders at their own computers, with the program of the command line."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from crypto.key_file import decode_key_file
from tests.election.product import COMMAND_SECONDS, ROOT
from trustee.link import Link

WAIT_SECONDS = 120


@dataclass(frozen=True)
class KeyHolder:
    """One key holder: the link they were sent, and their files."""

    name: str
    link: str
    folder: Path
    passphrase: str

    @property
    def key_file(self):
        return self.folder / "key.txt"

    @property
    def passphrase_file(self):
        path = self.folder / "passphrase.txt"
        path.write_text(self.passphrase + "\n", encoding="utf-8")
        return path

    def begin(self, command):
        """Start a step; it waits for the others by itself."""
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "trustee", command, "--link", self.link),
                *("--key", self.key_file, "--passphrase-file", self.passphrase_file),
                *("--wait", str(WAIT_SECONDS)),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def secret(self):
        """What their key file holds."""
        link = Link.parse(self.link)
        _, secret = decode_key_file(
            self.key_file.read_bytes(),
            self.passphrase,
            election_id=link.election_id,
            trustee=link.trustee,
        )
        return secret


def all_do(holders, command):
    """Let them do a step at the same time. Returns what each program said."""
    running = [holder.begin(command) for holder in holders]
    try:
        said = [process.communicate(timeout=COMMAND_SECONDS)[0] for process in running]
    finally:
        for process in running:
            process.kill()
            process.wait()
    for holder, process, text in zip(holders, running, said, strict=True):
        assert process.returncode == 0, f"{holder.name}, {command}: {text}"
    return said
