"""Encrypted ballots: reading, writing and verifying them.

A ballot from outside is first decoded, which costs no exponentiation and leaves residues; verifying
it makes elements of them. Which of the two a ballot is, its type says.
Source: docs/spec/protocol.md S6; docs/spec/record.md section 4.13.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from crypto import base32, canonical_json
from crypto.ballot_layout import Layout, style_of
from crypto.canonical_json import JsonValue
from crypto.context import ElectionContext
from crypto.elgamal import Ciphertext, multiply
from crypto.errors import DecodeError, MembershipError
from crypto.group import Element, Group, Residue, Scalar
from crypto.manifest import Contest
from crypto.number_fields import read_scalar, residue_field
from crypto.numbers import mpz
from crypto.range_proof import RangeProof, RangeStatement
from crypto.reader import Fields, read_list
from crypto.transcript import sha256

MAX_BALLOT_SIZE = 8 * 1024 * 1024
"""Bytes of the largest ballot a reader takes (record.md section 6)."""

TRACKER_DIGITS = 20

Number_co = TypeVar("Number_co", bound=Residue, covariant=True)


Ciphertexts = tuple[tuple[tuple[Residue, Residue], ...], ...]
"""alpha and beta of every selection, by contest of a style."""


@dataclass(frozen=True, slots=True)
class EncryptedSelection(Generic[Number_co]):
    """One option's ciphertext and the proof that it holds 0 .. option_max."""

    alpha: Number_co
    beta: Number_co
    proof: RangeProof


@dataclass(frozen=True, slots=True)
class EncryptedContest(Generic[Number_co]):
    """One selection for each option, and the proof that their sum is votes_min .. votes_max."""

    selections: tuple[EncryptedSelection[Number_co], ...]
    proof: RangeProof


@dataclass(frozen=True, slots=True)
class Ballot(Generic[Number_co]):
    """A ballot of the contests of its style.

    Args:
        style: number of the ballot style, from 1.
        credential: the voter's Ed25519 public key, 32 bytes.
        salt: 32 random bytes.
        contests: in the order of the style.
    """

    style: int
    credential: bytes
    salt: bytes
    contests: tuple[EncryptedContest[Number_co], ...]

    @property
    def ciphertexts(self) -> Ciphertexts:
        """What is added up of the ballot."""
        return tuple(
            tuple((selection.alpha, selection.beta) for selection in contest.selections)
            for contest in self.contests
        )


SubmittedBallot = Ballot[Residue]
"""A ballot of the right shape; nothing about its numbers has been shown."""

EncryptedBallot = Ballot[Element]
"""A ballot whose ciphertexts are of the group."""


@dataclass(frozen=True, slots=True)
class Votes:
    """A ballot without its proofs, for whoever adds up ballots that were verified before.

    Args:
        style: number of the ballot style, from 1.
        credential: the voter's Ed25519 public key, 32 bytes.
        ciphertexts: in the order of the style.
    """

    style: int
    credential: bytes
    ciphertexts: Ciphertexts


def decode_votes(data: bytes, context: ElectionContext) -> Votes:
    """Read a ballot as strictly as `decode_ballot` does, and keep what is added up of it.

    Raises:
        DecodeError: as `decode_ballot`.
    """
    style = style_of(data)
    numbers = _numbers(data, style, context)
    if numbers is None:
        ballot = decode_ballot(data, context)
        return Votes(ballot.style, ballot.credential, ballot.ciphertexts)
    number, place, contests = mpz.from_bytes, 0, []
    for _, contest in context.manifest.contests_of_style(style):
        place += 2 * contest.branches
        pairs = []
        for option in contest.options:
            alpha = Residue(number(bytes.fromhex(numbers[place].decode())))
            beta = Residue(number(bytes.fromhex(numbers[place + 1].decode())))
            pairs.append((alpha, beta))
            place += 2 + 2 * (option.option_max + 1)
        contests.append(tuple(pairs))
    return Votes(style, bytes.fromhex(numbers[place].decode()), tuple(contests))


def decode_ballot(data: bytes | JsonValue, context: ElectionContext) -> SubmittedBallot:
    """Read a ballot of this election from its bytes, or from a document that was decoded before.

    Raises:
        DecodeError: another shape than manifest and style ask for, or a number out of range.
    """
    if isinstance(data, bytes):
        style = style_of(data)
        numbers = _numbers(data, style, context)
        if numbers is not None:
            return _ballot_of(numbers, style, context)
        # It is no ballot. Reading it as a document says what is wrong.
        data = canonical_json.decode(data, max_size=MAX_BALLOT_SIZE, place="ballot")
    names = ("contests", "credential", "election", "salt", "style", "v")
    fields = Fields(data, "ballot", names)
    fields.version()
    if fields.uuid("election") != context.election_id:
        raise DecodeError("ballot.election: names another election")
    style = fields.integer("style", 1, len(context.manifest.styles))
    credential, salt = fields.octets("credential", 32), fields.octets("salt", 32)
    return Ballot(style, credential, salt, _decode_contests(fields, style, context))


def _numbers(data: bytes, style: int, context: ElectionContext) -> tuple[bytes, ...] | None:
    """Return the digits of all numbers of a ballot; None if the bytes are none of this election."""
    if not 1 <= style <= len(context.manifest.styles) or len(data) > MAX_BALLOT_SIZE:
        return None
    layout = context.layouts.get(style)
    if layout is None:
        template = encode_ballot(_blank_ballot(style, context), context)
        layout = context.layouts[style] = Layout(template, context.group, octets=2)
    return layout.numbers(data)


def _blank_ballot(style: int, context: ElectionContext) -> SubmittedBallot:
    """Return what has the shape of a ballot of a style, with every number 0."""
    zero = Residue(mpz(0))

    def proof(branches: int) -> RangeProof:
        return RangeProof(((Scalar(mpz(0)), Scalar(mpz(0))),) * branches)

    contests = tuple(
        EncryptedContest(
            tuple(
                EncryptedSelection(zero, zero, proof(option.option_max + 1))
                for option in contest.options
            ),
            proof(contest.branches),
        )
        for _, contest in context.manifest.contests_of_style(style)
    )
    return Ballot(style, bytes(32), bytes(32), contests)


def _ballot_of(numbers: Sequence[bytes], style: int, context: ElectionContext) -> SubmittedBallot:
    """Make a ballot of the digits that its layout has found."""
    rest = map(bytes.fromhex, map(bytes.decode, numbers))
    contests = tuple(
        _contest_of(rest, contest) for _, contest in context.manifest.contests_of_style(style)
    )
    credential, salt = rest
    return Ballot(style, credential, salt, contests)


def _contest_of(rest: Iterator[bytes], contest: Contest) -> EncryptedContest[Residue]:
    # Fields stand in alphabetical order: the contest's proof first.
    proof = _proof_of(rest, contest.branches)
    selections = tuple(
        EncryptedSelection(
            Residue(mpz.from_bytes(next(rest))),
            Residue(mpz.from_bytes(next(rest))),
            _proof_of(rest, option.option_max + 1),
        )
        for option in contest.options
    )
    return EncryptedContest(selections, proof)


def _proof_of(rest: Iterator[bytes], branches: int) -> RangeProof:
    number = mpz.from_bytes
    return RangeProof(
        tuple((Scalar(number(next(rest))), Scalar(number(next(rest)))) for _ in range(branches))
    )


def _decode_contests(
    fields: Fields, style: int, context: ElectionContext
) -> tuple[EncryptedContest[Residue], ...]:
    expected = context.manifest.contests_of_style(style)
    items = fields.objects("contests", len(expected), len(expected), ("proof", "selections"))
    pairs = zip(items, expected, strict=True)
    return tuple(_decode_contest(item, contest, context.group) for item, (_, contest) in pairs)


def _decode_contest(fields: Fields, contest: Contest, group: Group) -> EncryptedContest[Residue]:
    count = len(contest.options)
    items = fields.objects("selections", count, count, ("alpha", "beta", "proof"))
    selections = tuple(
        EncryptedSelection(
            residue_field(item, "alpha", group),
            residue_field(item, "beta", group),
            _decode_proof(item, option.option_max + 1, group),
        )
        for item, option in zip(items, contest.options, strict=True)
    )
    return EncryptedContest(selections, _decode_proof(fields, contest.branches, group))


def _decode_proof(fields: Fields, branches: int, group: Group) -> RangeProof:
    proof = []
    for place, item in fields.items("proof", branches, branches):
        c, v = (read_scalar(text, place, group) for text in read_list(item, place, 2, 2))
        proof.append((c, v))
    return RangeProof(tuple(proof))


def encode_ballot(ballot: Ballot[Residue], context: ElectionContext) -> bytes:
    """Write a ballot in the one form that `decode_ballot` reads."""
    return canonical_json.encode(
        {
            "contests": [_contest_document(contest, context.group) for contest in ballot.contests],
            "credential": ballot.credential.hex(),
            "election": context.election_id,
            "salt": ballot.salt.hex(),
            "style": ballot.style,
            "v": 1,
        }
    )


def _contest_document(contest: EncryptedContest[Residue], group: Group) -> JsonValue:
    return {
        "proof": _proof_document(contest.proof, group),
        "selections": [
            {
                "alpha": group.element_hex(selection.alpha),
                "beta": group.element_hex(selection.beta),
                "proof": _proof_document(selection.proof, group),
            }
            for selection in contest.selections
        ],
    }


def _proof_document(proof: RangeProof, group: Group) -> JsonValue:
    return [[group.scalar_hex(c), group.scalar_hex(v)] for c, v in proof.branches]


def verify_ballot(submitted: SubmittedBallot, context: ElectionContext) -> EncryptedBallot:
    """Check that every number is of the group and every proof holds.

    The credential's right to vote and its signature are other checks.

    Raises:
        MembershipError: a number is not of the group; names contest and option.
        ProofError: a proof does not hold; names contest and option.
    """
    ballot = with_members(submitted, context)
    bases = context.bases
    for statement, proof in range_statements(ballot, context):
        proof.verify(bases, statement)
    return ballot


def with_members(submitted: SubmittedBallot, context: ElectionContext) -> EncryptedBallot:
    """Test all ciphertexts of a ballot at once; no proof is looked at.

    Raises:
        MembershipError: a number is not of the group; names contest and option.
    """
    selections = [s for contest in submitted.contests for s in contest.selections]
    residues = [x for s in selections for x in (s.alpha, s.beta)]
    try:
        numbers = iter(context.group.members(residues, "ballot"))
    except MembershipError as error:
        place = _number_places(submitted.style, context)[error.position]
        raise MembershipError(f"{place} is not in the group", error.position) from error
    contests = tuple(
        EncryptedContest(
            tuple(
                EncryptedSelection(next(numbers), next(numbers), s.proof)
                for s in contest.selections
            ),
            contest.proof,
        )
        for contest in submitted.contests
    )
    return Ballot(submitted.style, submitted.credential, submitted.salt, contests)


def _number_places(style: int, context: ElectionContext) -> list[str]:
    return [
        f"contest {number} option {option}: {part}"
        for number, contest in context.manifest.contests_of_style(style)
        for option in range(1, len(contest.options) + 1)
        for part in ("alpha", "beta")
    ]


def range_statements(
    ballot: EncryptedBallot, context: ElectionContext
) -> Iterator[tuple[RangeStatement, RangeProof]]:
    """Go through all proofs of a ballot: contest by contest its selections, then its sum."""
    h_i = context.ballot_key(ballot.credential, ballot.salt)
    expected = context.manifest.contests_of_style(ballot.style)
    for (number, rules), contest in zip(expected, ballot.contests, strict=True):
        ciphertexts = [Ciphertext(s.alpha, s.beta) for s in contest.selections]
        places = zip(rules.options, ciphertexts, contest.selections, strict=True)
        for position, (option, ciphertext, selection) in enumerate(places, start=1):
            yield (
                RangeStatement(h_i, number, position, ciphertext, 0, option.option_max),
                selection.proof,
            )
        # The sum of a contest stands under option 0   (S6.4)
        total = multiply(context.group, ciphertexts)
        low, high = rules.votes_min, rules.votes_max
        yield RangeStatement(h_i, number, 0, total, low, high), contest.proof


def ballot_hash(data: bytes) -> str:
    """SHA-256 of a ballot's bytes as 64 hex digits: the ballot's name everywhere."""
    return sha256(data).hex()


def tracker(ballot_hash: str) -> str:
    """Write the first 100 bits of a ballot hash for eyes: 7K3M-9QXD-2VTA-R8HN-5CWE."""
    return _grouped(int(ballot_hash, 16) >> 156)


def parse_tracker(text: str) -> str:
    """Read a tracker that somebody typed, and write it as `tracker` does.

    Case does not matter, hyphens and spaces may be left out, O is read as 0, I and L as 1.

    Raises:
        DecodeError: not a tracker.
    """
    if len(text) > 100:
        raise DecodeError("tracker: too long")
    return _grouped(base32.decode(base32.normalise(text), TRACKER_DIGITS, "tracker"))


def _grouped(value: int) -> str:
    digits = base32.encode(value, TRACKER_DIGITS)
    return "-".join(digits[start : start + 4] for start in range(0, TRACKER_DIGITS, 4))
