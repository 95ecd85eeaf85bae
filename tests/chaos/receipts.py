"""Checking a receipt as the booth does: the log signed it, and the entry is what was sent."""

from crypto.errors import ProofError
from crypto.notes import Checkpoint, NoteVerifier, decode_tlog_proof


def receipt_checked(text: str, *, entry: bytes, log_key: NoteVerifier) -> tuple[int, Checkpoint]:
    """Index and checkpoint of a receipt.

    Raises:
        CryptoError: it does not show that `entry` is on the record.
    """
    proof = decode_tlog_proof(text)
    if proof.entry != entry:
        raise ProofError("receipt: the entry is not what was sent")
    return proof.index, proof.verify(log_key)
