"""The edge: what a browser sends is read here once, before anything costly is done with it."""

from dataclasses import dataclass

from ballots.models import SubmissionKind
from crypto import canonical_json
from crypto.ballot import MAX_BALLOT_SIZE, SubmittedBallot, ballot_hash, decode_ballot
from crypto.canonical_json import JsonValue
from crypto.challenged_ballot import decode_nonces
from crypto.commitments import decode_commitments
from crypto.context import ElectionContext
from crypto.group import SCALAR_SIZE
from crypto.reader import Fields

# A ballot, as much again for its commitments, and room for the rest.
MAX_BODY = 2 * MAX_BALLOT_SIZE + 65536
# Room for quotation marks, commas, brackets and field names: beside a number, a proof, and once.
BESIDE_NUMBER, BESIDE_PROOF, BESIDE_BALLOT = 8, 64, 4096


@dataclass(frozen=True, slots=True)
class Envelope:
    """A ballot of the right shape with what came beside it. Nothing is verified yet."""

    kind: SubmissionKind
    submitted: SubmittedBallot
    ballot: bytes
    ballot_hash: str
    companion: bytes
    signature: bytes


def longest_body(context: ElectionContext) -> int:
    """Bytes that no envelope of this election exceeds.

    Strangers can send anything, and reading a body costs in proportion to its length.
    """
    element = 2 * context.group.element_size + BESIDE_NUMBER
    scalar = 2 * SCALAR_SIZE + BESIDE_NUMBER
    room = BESIDE_BALLOT
    for contest in context.manifest.contests:
        options = len(contest.options)
        branches = contest.votes_max - contest.votes_min + 1
        branches += sum(option.option_max + 1 for option in contest.options)
        # Ciphertexts; challenge and response; a pair of commitments for each branch.
        room += 2 * element * options + 2 * (scalar + element) * branches
        room += BESIDE_PROOF * 2 * (options + 1)
    return min(room, MAX_BODY)


def read_ballot(body: bytes, context: ElectionContext) -> Envelope:
    """Raises DecodeError naming the place."""
    fields = _fields(body, ("ballot", "commitments", "signature"))
    submitted = decode_ballot(fields.value("ballot"), context)
    decode_commitments(fields.value("commitments"), context, submitted.style)
    return _envelope(SubmissionKind.BALLOT, fields, submitted, fields.value("commitments"))


def read_challenge(body: bytes, context: ElectionContext) -> Envelope:
    """Raises DecodeError naming the place."""
    fields = _fields(body, ("ballot", "nonces", "signature"))
    submitted = decode_ballot(fields.value("ballot"), context)
    decode_nonces(fields.value("nonces"), context, submitted.style)
    return _envelope(SubmissionKind.CHALLENGE, fields, submitted, fields.value("nonces"))


def _fields(body: bytes, names: tuple[str, ...]) -> Fields:
    return Fields(canonical_json.decode(body, max_size=MAX_BODY, place="request"), "request", names)


def _envelope(
    kind: SubmissionKind, fields: Fields, submitted: SubmittedBallot, companion: JsonValue
) -> Envelope:
    # The body is canonical, so the ballot's own canonical bytes are those that stood in it.
    ballot = canonical_json.encode(fields.value("ballot"))
    return Envelope(
        kind=kind,
        submitted=submitted,
        ballot=ballot,
        ballot_hash=ballot_hash(ballot),
        companion=canonical_json.encode(companion),
        signature=fields.octets("signature", 64),
    )
