"""One ballot on its way through the sentences that can be said of it alone.

Source: docs/spec/verification.md C07.1 to C07.6, C08.1 to C08.5.
"""

from dataclasses import dataclass, field

from crypto import canonical_json
from crypto.ballot import EncryptedBallot, SubmittedBallot, range_statements, with_members
from crypto.ballot_parts import ballot_parts
from crypto.commitments import BallotCommitments, Pairs, encode_commitments, in_contests
from crypto.context import ElectionContext
from crypto.entries import EntryHeader, decode_entry
from crypto.errors import CryptoError
from crypto.group import Group
from crypto.transcript import sha256
from verifier.board import sentence_of_form
from verifier.report import Failure, Failures


@dataclass(frozen=True, slots=True)
class Task:
    """One ballot to examine.

    Attributes:
        index: number of its entry.
        kind: type of its entry.
        entry: the entry's bytes, which are well-formed.
        data: the payload's bytes.
        weight: the voter's weight if the ballot is counted, otherwise 0.
        line: the line of commitments.jsonl that names it; empty if there is none in its place.
    """

    index: int
    kind: str
    entry: bytes
    data: bytes
    weight: int
    line: bytes = b""

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"entry {self.index} ({self.kind})"


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one ballot.

    Attributes:
        index: number of its entry.
        kind: type of its entry.
        ballot_hash: of the ballot itself; empty if it could not be decoded.
        style: its style; 0 if it could not be decoded.
        parts: what must stand only once, in the order of `ballot_parts`; empty if not decoded.
        commitments: digest of the line that commitments.jsonl should hold; empty if its numbers are
            not known.
        is_usable: whether its ciphertexts are in the group.
        failures: the sentences that do not hold of it.
    """

    index: int
    kind: str
    ballot_hash: str
    style: int
    parts: bytes
    commitments: bytes
    is_usable: bool
    failures: tuple[Failure, ...]


@dataclass(slots=True)
class Examination:
    """What is known of one ballot so far.

    Attributes:
        task: the ballot.
        context: the election.
        failures: what does not hold.
        submitted: the ballot, once it was decoded.
        ballot_hash: its hash, once it was decoded.
        usable: the ballot, once its ciphertexts were shown to be in the group.
        commitments: digest of its line in commitments.jsonl, once the numbers in it are known.
        is_line_right: whether the line it came with was shown to be the one.
        header: what its entry says.
    """

    task: Task
    context: ElectionContext
    failures: Failures = field(default_factory=Failures)
    submitted: SubmittedBallot | None = None
    ballot_hash: str = ""
    usable: EncryptedBallot | None = None
    commitments: bytes = b""
    is_line_right: bool = False
    header: EntryHeader = field(init=False)

    def __post_init__(self) -> None:
        """Read the entry."""
        self.header = decode_entry(self.task.entry)

    def finding(self) -> Finding:
        """Return what is known in a form that can pass between processes."""
        parts: list[bytes] = []
        if self.submitted is not None:
            parts = list(ballot_parts(self.submitted, self.context.group))
        return Finding(
            index=self.task.index,
            kind=self.task.kind,
            ballot_hash=self.ballot_hash,
            style=0 if self.submitted is None else self.submitted.style,
            parts=b"".join(parts),
            commitments=self.commitments,
            is_usable=self.usable is not None,
            failures=tuple(self.failures),
        )

    def fail(self, sentence: str, detail: str) -> None:
        """Record that `sentence` does not hold of this ballot."""
        self.failures.fail(sentence, self.task.place, detail)

    def fail_form(self, sentence: str, error: CryptoError) -> None:
        """Record that the payload is malformed."""
        self.fail(sentence_of_form(self.task.data, sentence), str(error))

    def verify_signature(self, sentence: str) -> None:
        """Check the entry's signature by the credential it names."""
        with self.failures.holds(sentence, self.task.place):
            self.header.verify_signature(bytes.fromhex(self.header.credential or ""))

    def accept_numbers(self, ballot: EncryptedBallot) -> None:
        """Take from the batch that numbers are of the group and proofs hold with this line."""
        self.usable = ballot
        self.is_line_right = True
        self.commitments = line_digest(self.task.line)

    def verify_numbers(self, submitted: SubmittedBallot, *, members: str, proofs: str) -> None:
        """Check membership, then every proof.

        Args:
            submitted: the decoded ballot.
            members: sentence that says the ciphertexts are in the group.
            proofs: sentence of a selection's proof.
        """
        with self.failures.holds(members, self.task.place):
            self.usable = with_members(submitted, self.context)
        if self.usable is not None:
            self._verify_proofs(self.usable, proofs)

    def _verify_proofs(self, ballot: EncryptedBallot, sentence: str) -> None:
        pairs: list[Pairs] = []
        for statement, proof in range_statements(ballot, self.context):
            # One computation serves the proof and the comparison with commitments.jsonl.
            commitments = proof.commitments(self.context.bases, statement)
            pairs.append(commitments)
            is_contest = sentence == "C07.5" and statement.option == 0
            with self.failures.holds("C07.6" if is_contest else sentence, self.task.place):
                proof.verify_challenge(self.context.group, statement, commitments)
        contests = in_contests(pairs, self.context, ballot.style)
        self.commitments = line_digest(
            commitments_line(self.ballot_hash, contests, self.context.group)
        )


def commitments_line(ballot_hash: str, commitments: BallotCommitments, group: Group) -> bytes:
    """Return the line of commitments.jsonl for a ballot: JSON has one spelling, so it is the only.

    Source: docs/spec/record.md section 6.
    """
    document = {"ballot": ballot_hash, "commitments": encode_commitments(commitments, group)}
    return canonical_json.encode(document)


def line_digest(line: bytes) -> bytes:
    """Return 16 bytes that stand for a line when two are compared."""
    return sha256(line)[:16]
