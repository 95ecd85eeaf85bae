"""Reading the public record from a server that is not believed.

Every entry is hashed again, the running chain and the tree are computed again, and the root has to
be the one the log signed. A log that was seen before has to continue what was seen.
Source: docs/spec/board.md sections 2 and 3; docs/spec/record.md section 2.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from crypto import merkle
from crypto.ceremony_payloads import decode_ceremony_payload
from crypto.entries import EntryHeader, decode_entry
from crypto.errors import CryptoError
from crypto.key_file import KeyPurpose
from crypto.notes import Checkpoint, NoteVerifier, open_checkpoint
from crypto.witness_policy import Witnesses
from trustee.errors import NotYetError, RefusedError
from trustee.way import BoardSource, RawEntry


@dataclass(frozen=True, slots=True)
class BoardEntry:
    """An entry whose hashes fit; what it means is trustee.record's to check."""

    index: int
    header: EntryHeader
    payload: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a log from before.

    Attributes:
        log_key: its verifier key.
        checkpoint: a checkpoint it signed.
    """

    log_key: str
    checkpoint: str

    @classmethod
    def from_key_file(cls, purpose: KeyPurpose) -> "Seen":
        """Take what was seen when the key was made."""
        return cls(purpose.log_key, purpose.checkpoint)


class Board:
    """The record of one election up to one signed checkpoint.

    Iterating fetches and checks; only when it has come to its end without an error has the whole
    been checked against the signature.

    Args:
        source: where it is fetched from.
        election_id: which election it has to be of.
        seen: what is known of the log from before; without it the first entry says which key signs.
    """

    def __init__(self, source: BoardSource, election_id: str, seen: Seen | None) -> None:
        self._source = source
        self._election_id = election_id
        self._seen = seen
        self._leaves: list[bytes] = []
        self.checkpoint_note = source.checkpoint()
        self.log_key = seen.log_key if seen else self._announced_key()
        self.checkpoint = self._opened(self.checkpoint_note)

    def __iter__(self) -> Iterator[BoardEntry]:
        self._leaves = []
        chain = merkle.chain_start(self.checkpoint.origin)
        while len(self._leaves) < self.checkpoint.size:
            batch = self._source.entries(len(self._leaves))
            if not batch:
                raise RefusedError("the server holds back entries that its checkpoint counts")
            for raw in batch[: self.checkpoint.size - len(self._leaves)]:
                entry, leaf = self._checked(raw)
                chain = merkle.chain_next(chain, leaf)
                if raw.chain not in {None, chain.hex()}:
                    raise RefusedError(f"entry {raw.index}: the running chain is broken")
                self._leaves.append(leaf)
                yield entry
        self._verify_roots()

    def verify_witnessed(self, witnesses: Witnesses) -> None:
        """Check that as many witnesses have signed the checkpoint as the manifest asks for.

        Raises:
            NotYetError: they have not.
        """
        signed = witnesses.signed(self.checkpoint_note)
        if signed < witnesses.quorum:
            raise NotYetError(
                f"{signed} of {witnesses.quorum} witnesses have signed the public record as it is"
            )

    def _checked(self, raw: RawEntry) -> tuple[BoardEntry, bytes]:
        index = len(self._leaves)
        if raw.index != index:
            raise RefusedError(f"entry {index}: the server gave entry {raw.index} in its place")
        leaf = merkle.leaf_hash(raw.entry)
        if raw.leaf not in {None, leaf.hex()}:
            raise RefusedError(f"entry {index}: its hash is not the one in the public record")
        try:
            header = decode_entry(raw.entry)
            header.verify_payload(raw.payload)
        except CryptoError as error:
            raise RefusedError(f"entry {index}: {error}") from error
        # A source may answer otherwise when it is asked again, or have named another key before.
        if index == 0 and _log_key_in(raw.payload) != self.log_key:
            raise RefusedError("entry 0: the public record is signed by another key than it names")
        return BoardEntry(index, header, raw.payload), leaf

    def _announced_key(self) -> str:
        batch = self._source.entries(0)
        if not batch:
            raise NotYetError("the key ceremony has not begun")
        return _log_key_in(batch[0].payload)

    def _opened(self, note: str) -> Checkpoint:
        try:
            checkpoint = open_checkpoint(note, NoteVerifier.parse(self.log_key))
        except CryptoError as error:
            raise RefusedError(f"the public record's signature does not hold: {error}") from error
        if not checkpoint.origin.endswith(f"/e/{self._election_id}"):
            raise RefusedError("the public record is of another election")
        return checkpoint

    def _verify_roots(self) -> None:
        if merkle.root(self._leaves) != self.checkpoint.root:
            raise RefusedError("the entries are not the ones its checkpoint was signed for")
        if self._seen is None:
            return
        seen = self._opened(self._seen.checkpoint)
        if seen.size > len(self._leaves):
            raise RefusedError("the public record is shorter than when your key was made")
        if merkle.root(self._leaves[: seen.size]) != seen.root:
            raise RefusedError("the public record was rewritten since your key was made")


def _log_key_in(payload: bytes) -> str:
    """Read the log's key out of the first entry's payload."""
    try:
        return decode_ceremony_payload(payload).log_key
    except CryptoError as error:
        raise RefusedError(f"entry 0: {error}") from error
