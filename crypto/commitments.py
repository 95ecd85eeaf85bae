"""The commitments (a_j, b_j) of a ballot's range proofs, which a booth sends beside the ballot.

Nobody has to trust them: they are worth something only after they were compared with the proofs,
one by one here or many together in a batch.
Source: docs/spec/protocol.md S6.6; docs/spec/record.md section 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto.ballot import EncryptedBallot, range_statements
from crypto.canonical_json import JsonValue
from crypto.context import ElectionContext
from crypto.errors import ProofError
from crypto.group import Group, Residue
from crypto.manifest import Contest
from crypto.number_fields import read_residue
from crypto.reader import Fields, read_list

Pairs = tuple[tuple[Residue, Residue], ...]
"""(a_j, b_j) for each branch of one proof, in the order of the values."""


@dataclass(frozen=True, slots=True)
class ContestCommitments:
    """Those of the selections' proofs in the order of the options, and of the contest's proof."""

    selections: tuple[Pairs, ...]
    contest: Pairs

    @property
    def proofs(self) -> tuple[Pairs, ...]:
        """All of them in the order of `ballot.range_statements`."""
        return (*self.selections, self.contest)


BallotCommitments = tuple[ContestCommitments, ...]
"""One for each contest of the style, in order."""


def decode_commitments(value: JsonValue, context: ElectionContext, style: int) -> BallotCommitments:
    """Read the commitments that belong to a ballot of a style.

    Raises:
        DecodeError: another shape than the ballot's, or a number out of range.
    """
    expected = context.manifest.contests_of_style(style)
    items = read_list(value, "commitments", len(expected), len(expected))
    return tuple(
        _decode_contest(
            Fields(item, f"commitments[{position}]", ("contest", "selections")),
            contest,
            context.group,
        )
        for position, (item, (_, contest)) in enumerate(zip(items, expected, strict=True))
    )


def _decode_contest(fields: Fields, contest: Contest, group: Group) -> ContestCommitments:
    count = len(contest.options)
    selections = tuple(
        _decode_pairs(item, place, option.option_max + 1, group)
        for (place, item), option in zip(
            fields.items("selections", count, count), contest.options, strict=True
        )
    )
    place = fields.place_of("contest")
    return ContestCommitments(
        selections, _decode_pairs(fields.value("contest"), place, contest.branches, group)
    )


def _decode_pairs(value: JsonValue, place: str, branches: int, group: Group) -> Pairs:
    pairs = []
    for position, item in enumerate(read_list(value, place, branches, branches)):
        at = f"{place}[{position}]"
        a, b = (read_residue(text, at, group) for text in read_list(item, at, 2, 2))
        pairs.append((a, b))
    return tuple(pairs)


def encode_commitments(commitments: BallotCommitments, group: Group) -> JsonValue:
    """Make the document that `decode_commitments` reads."""
    return [
        {
            "contest": _pairs_document(contest.contest, group),
            "selections": [_pairs_document(pairs, group) for pairs in contest.selections],
        }
        for contest in commitments
    ]


def _pairs_document(pairs: Pairs, group: Group) -> JsonValue:
    return [[group.element_hex(a), group.element_hex(b)] for a, b in pairs]


def commitments_of(ballot: EncryptedBallot, context: ElectionContext) -> BallotCommitments:
    """Compute the commitments of all proofs of a ballot."""
    bases = context.bases
    pairs: list[Pairs] = [
        proof.commitments(bases, statement)
        for statement, proof in range_statements(ballot, context)
    ]
    return in_contests(pairs, context, ballot.style)


def in_contests(pairs: Sequence[Pairs], context: ElectionContext, style: int) -> BallotCommitments:
    """Cut a sequence in the order of `ballot.range_statements` into contests."""
    contests = []
    start = 0
    for _, contest in context.manifest.contests_of_style(style):
        end = start + len(contest.options)
        contests.append(ContestCommitments(tuple(pairs[start:end]), pairs[end]))
        start = end + 1
    return tuple(contests)


def verify_commitments(
    ballot: EncryptedBallot, commitments: BallotCommitments, context: ElectionContext
) -> None:
    """Check the ballot's proofs, and that the commitments sent are those of its proofs.

    A ballot that passes needs no other check of its proofs.

    Raises:
        ProofError: names the contest and option where the commitments differ or a proof does not
            hold.
    """
    bases = context.bases
    sent = [pairs for contest in commitments for pairs in contest.proofs]
    for (statement, proof), pairs in zip(range_statements(ballot, context), sent, strict=True):
        if proof.commitments(bases, statement) != pairs:
            raise ProofError(f"{statement.place}: commitments do not fit the proof")
        proof.verify_challenge(bases.group, statement, pairs)
