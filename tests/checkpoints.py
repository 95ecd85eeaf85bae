"""Checkpoints as a log signs them."""

from crypto.notes import Checkpoint, NoteSigner


def signed_checkpoint(signer: NoteSigner, origin: str, size: int, root: bytes) -> str:
    """Return a checkpoint signed by a key that need not be its log's."""
    return signer.sign(Checkpoint(origin, size, root).text())
