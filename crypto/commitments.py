"""The commitments (a_j, b_j) of a ballot's range proofs, which a booth sends beside the ballot.

Nobody has to trust them: they are worth something only after they were compared with the proofs,
one by one here or many together in a batch.
Source: docs/spec/protocol.md S6.6; docs/spec/record.md section 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto import canonical_json
from crypto.ballot import EncryptedBallot, range_statements
from crypto.ballot_layout import Layout
from crypto.ballot_size import MAX_ENVELOPE
from crypto.canonical_json import JsonValue
from crypto.context import ElectionContext
from crypto.errors import ProofError
from crypto.group import Group, Residue
from crypto.manifest import Contest
from crypto.number_fields import read_residue
from crypto.numbers import mpz
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


def decode_commitments(
    value: bytes | JsonValue, context: ElectionContext, style: int
) -> BallotCommitments:
    """Read the commitments of a ballot of a style, from bytes or a document decoded before.

    Raises:
        DecodeError: another shape than the ballot's, or a number out of range.
    """
    if isinstance(value, bytes):
        numbers = _layout(style, context).numbers(value)
        if numbers is not None:
            return _commitments_of(numbers, style, context)
        # Reading them as a document says what is wrong.
        value = canonical_json.decode(value, max_size=MAX_ENVELOPE, place="commitments")
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


def _layout(style: int, context: ElectionContext) -> Layout:
    layout = context.commitment_layouts.get(style)
    if layout is None:
        zero = Residue(mpz(0))
        blank = tuple(
            ContestCommitments(
                tuple(((zero, zero),) * (option.option_max + 1) for option in contest.options),
                ((zero, zero),) * contest.branches,
            )
            for _, contest in context.manifest.contests_of_style(style)
        )
        template = canonical_json.encode(encode_commitments(blank, context.group))
        layout = context.commitment_layouts[style] = Layout(template, context.group)
    return layout


def _commitments_of(
    numbers: Sequence[bytes], style: int, context: ElectionContext
) -> BallotCommitments:
    """Make commitments of the digits that their layout has found."""
    rest = (
        Residue(mpz.from_bytes(octets)) for octets in map(bytes.fromhex, map(bytes.decode, numbers))
    )

    def pairs(branches: int) -> Pairs:
        return tuple((next(rest), next(rest)) for _ in range(branches))

    contests = []
    for _, contest in context.manifest.contests_of_style(style):
        # Fields stand in alphabetical order: the contest's proof first.
        whole = pairs(contest.branches)
        selections = tuple(pairs(option.option_max + 1) for option in contest.options)
        contests.append(ContestCommitments(selections, whole))
    return tuple(contests)


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
