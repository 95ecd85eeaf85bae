"""What a log sends to have a checkpoint cosigned, read strictly and before anything costly.

Source: docs/spec/board.md section 10; C2SP tlog-witness, add-checkpoint.
"""

import re
from dataclasses import dataclass

from crypto.canonical_json import MAX_INTEGER
from crypto.errors import DecodeError
from crypto.notes import MAX_NOTE, Checkpoint, split_note
from crypto.strict_base64 import decode_base64

MAX_HASHES = 63
"""Lines of the longest consistency proof."""

_HASH_LINE = 45
_OLD_LINE = 21

MAX_BODY = _OLD_LINE + MAX_HASHES * _HASH_LINE + 1 + MAX_NOTE
"""Bytes of the largest body: old size, proof, empty line, note."""

_OLD = re.compile(r"old (0|[1-9][0-9]{0,15})")


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint and why it should continue an earlier one; no signature is checked yet.

    Attributes:
        old: size of the earlier checkpoint, in [0, 2^53).
        proof: consistency proof, at most 63 hashes of 32 bytes.
        note: the signed checkpoint as it came.
        checkpoint: what its text says.
    """

    old: int
    proof: tuple[bytes, ...]
    note: str
    checkpoint: Checkpoint


def decode_submission(body: bytes) -> Submission:
    """Return the submission in `body`.

    Raises:
        DecodeError: a line or the note has another form, or there are too many.
    """
    if len(body) > MAX_BODY:
        raise DecodeError(f"body: expected at most {MAX_BODY} bytes, got {len(body)}")
    head, separator, note = _text(body).partition("\n\n")
    lines = head.split("\n", MAX_HASHES + 1)
    old = _OLD.fullmatch(lines[0])
    if not separator or old is None or int(old[1]) > MAX_INTEGER:
        raise DecodeError("body: expected a line with the old size, a proof and an empty line")
    if len(lines) > 1 + MAX_HASHES:
        raise DecodeError(f"body: expected at most {MAX_HASHES} hashes")
    proof = tuple(_hash(line) for line in lines[1:])
    return Submission(int(old[1]), proof, note, Checkpoint.parse(split_note(note)[0]))


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise DecodeError("body: not UTF-8") from error


def _hash(line: str) -> bytes:
    value = decode_base64(line, "proof")
    if len(value) != 32:
        raise DecodeError(f"proof: expected a hash of 32 bytes, got {len(value)}")
    return value
