"""Logs of the product as folders that a stranger has, each at several sizes of its life."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from board import public_files
from board.models import Log
from crypto import tiles
from crypto.cosignatures import CosignatureSigner
from crypto.kdf import derive_key
from crypto.notes import NoteSigner

SIZES = (1, 255, 256, 257, 700)
WITNESS = CosignatureSigner("witness.example/w1", b"\5" * 32)
NOW = 1_790_000_000


def signer_of(origin: str) -> NoteSigner:
    """The key of a log of the product whose row is gone by now (docs/spec/board.md section 4)."""
    info = b"tabella/v1/log/" + origin.encode()
    secret = settings.BOARD_SIGNING_SECRETS[1]
    return NoteSigner(origin, derive_key(secret, salt=b"", info=info, length=32))


@dataclass(frozen=True)
class Published:
    """A log's public folder as it was at each of some sizes."""

    root: Path
    origin: str

    @property
    def key(self) -> str:
        return signer_of(self.origin).verifier().text()

    def at(self, size: int) -> Path:
        return self.root / f"at-{size}"

    def note(self, size: int) -> Path:
        return self.at(size) / tiles.CHECKPOINT

    def twin(self, size: int, folder: Path) -> Path:
        """A copy to tamper with."""
        return Path(shutil.copytree(self.at(size), folder / "twin"))

    def keep(self, log: Log) -> None:
        """Copy what stands in the public folder now, and let a witness cosign it."""
        shutil.copytree(public_files.log_folder(log.slug), self.at(log.size))
        note = self.note(log.size)
        cosign(note)


def cosign(note: Path) -> None:
    text = note.read_text().split("\n\n")[0] + "\n"
    note.write_text(note.read_text() + WITNESS.cosign(text, NOW))
