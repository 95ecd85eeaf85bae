"""Logs to be witnessed, honest and lying, and the bodies they send."""

import base64

from crypto import merkle
from crypto.notes import NoteSigner
from tests.checkpoints import signed_checkpoint

HOST = "tabella.example"


class Log:
    """A log in memory that can tell any history."""

    def __init__(self, name="e/8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10", seed=bytes(32)):
        self.origin = f"{HOST}/{name}"
        self.signer = NoteSigner(self.origin, seed)
        self.key = self.signer.verifier()
        self.entries = []

    def append(self, *entries):
        self.entries += entries
        return self

    def fork(self, at):
        """Return the same log with another entry at number `at`, and as many as before."""
        other = Log.__new__(Log)
        other.origin, other.signer, other.key = self.origin, self.signer, self.key
        other.entries = [*self.entries[:at], b"another", *self.entries[at + 1 :]]
        return other

    def leaves(self, size=None):
        return [merkle.leaf_hash(entry) for entry in self.entries[:size]]

    def root(self, size=None):
        return merkle.root(self.leaves(size))

    def note(self, size=None):
        size = len(self.entries) if size is None else size
        return signed_checkpoint(self.signer, self.origin, size, self.root(size))

    def proof(self, old, size=None):
        leaves = self.leaves(size)
        return merkle.consistency_proof(old, len(leaves), merkle.stored_leaves(leaves))

    def body(self, old, size=None):
        return body(old, self.proof(old, size), self.note(size))


def log_of(count):
    return Log().append(*(b"entry %d" % number for number in range(count)))


def body(old, proof, note):
    lines = [f"old {old}", *(base64.b64encode(value).decode() for value in proof), "", note]
    return "\n".join(lines).encode()
