"""Promises: what a voter gets when a ballot was accepted but is not on the record yet.

A promise is a signed note of the log's key that is no checkpoint: its first line says what it is,
and it has five lines where a checkpoint has three. It is honoured, or it is evidence.
Source: docs/spec/board.md section 13.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from crypto.errors import DecodeError, ProofError
from crypto.notes import NoteSigner, NoteVerifier, split_note
from crypto.reader import format_time, read_hex, read_time

HEADING = "tabella/v1/promise"
"""First line of a promise."""

_ORIGIN = re.compile(r"[^\s+\x00-\x20\x7f]{1,255}")


@dataclass(frozen=True, slots=True)
class Promise:
    """The log will hold this ballot, or a later one of the same credential, before `close`.

    Attributes:
        origin: of the log.
        ballot: hash of the ballot, 64 hex digits.
        credential: the voter's public key, 64 hex digits.
        at: when it was promised, in UTC, whole seconds.
    """

    origin: str
    ballot: str
    credential: str
    at: datetime

    def text(self) -> str:
        """Return the note text: five lines, each with its newline."""
        lines = (HEADING, self.origin, self.ballot, self.credential, format_time(self.at))
        return "".join(f"{line}\n" for line in lines)

    def sign(self, signer: NoteSigner) -> str:
        """Return the signed note; `signer` is the log's key."""
        return signer.sign(self.text())

    @classmethod
    def parse(cls, text: str) -> "Promise":
        """Return the promise in a note's `text`.

        Raises:
            DecodeError: the text is not exactly the five lines `text` writes.
        """
        lines = text.split("\n")
        if len(lines) != 6 or lines[5] or lines[0] != HEADING:
            raise DecodeError("promise: expected five lines")
        if not _ORIGIN.fullmatch(lines[1]):
            raise DecodeError("promise: the origin is malformed")
        return cls(
            origin=lines[1],
            ballot=read_hex(lines[2], "promise: ballot", 64),
            credential=read_hex(lines[3], "promise: credential", 64),
            at=read_time(lines[4], "promise: time"),
        )


def decode_promise(note: str) -> Promise:
    """Return the promise in `note`; whether it is signed is not looked at.

    Raises:
        DecodeError: `note` is no signed note, or its text no promise.
    """
    return Promise.parse(split_note(note)[0])


def open_promise(note: str, verifier: NoteVerifier) -> Promise:
    """Return the promise in `note` after checking the log's signature.

    Raises:
        DecodeError: `note` is no signed promise.
        ProofError: `verifier` did not sign it, or the promise is of another log.
    """
    promise = Promise.parse(verifier.verify(note))
    if promise.origin != verifier.name:
        raise ProofError("promise: the origin is not the key's name")
    return promise
