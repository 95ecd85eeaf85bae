"""What the witness keeps of logs beside what it cosigned."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownLog:
    """A log the witness cosigns for.

    Attributes:
        origin: the log's name.
        key: its verifier key.
        size: of the largest checkpoint cosigned, 0 if there is none.
    """

    origin: str
    key: str
    size: int


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """A refused checkpoint; the document itself is read by its hash.

    Attributes:
        digest: SHA-256 of the document, in hex.
        origin: the log's name.
        kind: of the evidence.
        size: of the refused checkpoint.
        at: when it came, in seconds since 1970.
        is_explained: whether the very checkpoint was proved and cosigned later.
    """

    digest: str
    origin: str
    kind: str
    size: int
    at: int
    is_explained: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """How far the entries of a registry were read.

    Attributes:
        note: the newest checkpoint up to which all entries were read and led to its root.
        leaves: hashes of these entries.
    """

    note: str
    leaves: tuple[bytes, ...]
