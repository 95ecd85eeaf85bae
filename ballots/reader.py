"""The edge: what a browser sends is read here once, before anything costly is done with it."""

import re
from dataclasses import dataclass

from ballots.models import SubmissionKind
from crypto import canonical_json
from crypto.ballot import SubmittedBallot, ballot_hash, decode_ballot
from crypto.ballot_size import MAX_ENVELOPE, ContestShape, envelope_size
from crypto.canonical_json import JsonValue
from crypto.challenged_ballot import decode_nonces
from crypto.commitments import decode_commitments
from crypto.context import ElectionContext
from crypto.errors import DecodeError
from crypto.reader import Fields


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
    manifest = context.manifest
    styles = range(1, len(manifest.styles) + 1)
    return max(
        envelope_size(
            context.group,
            (
                ContestShape(
                    tuple(option.option_max for option in contest.options),
                    contest.votes_min,
                    contest.votes_max,
                )
                for _, contest in manifest.contests_of_style(style)
            ),
        )
        for style in styles
    )


# Bodies are canonical, so their fields stand in this order, and nothing else stands between them.
_CAST = (b'{"ballot":', b',"commitments":', b',"signature":"', b'"}')
_SIGNATURE = re.compile(rb"[0-9a-f]{128}")


def read_ballot(body: bytes, context: ElectionContext) -> Envelope:
    """Raises DecodeError naming the place."""
    return _read_cut(body, context) or _read_whole(body, context)


def _read_cut(body: bytes, context: ElectionContext) -> Envelope | None:
    """Cut a body into its fields and read each by itself, which costs a fraction; None if in vain.

    The first field ends where the second one begins: a ballot holds no such name.
    """
    start, between, before_signature, end = _CAST
    ballot, _, rest = body.removeprefix(start).partition(between)
    cut = len(rest) - len(end) - 128
    companion, signature = rest[: cut - len(before_signature)], rest[cut : -len(end)]
    put_together = b"".join((start, ballot, between, companion, before_signature, signature, end))
    if put_together != body or not _SIGNATURE.fullmatch(signature) or len(body) > MAX_ENVELOPE:
        return None
    try:
        submitted = decode_ballot(ballot, context)
        decode_commitments(companion, context, submitted.style)
    except DecodeError:
        return None
    return Envelope(
        kind=SubmissionKind.BALLOT,
        submitted=submitted,
        ballot=ballot,
        ballot_hash=ballot_hash(ballot),
        companion=companion,
        signature=bytes.fromhex(signature.decode()),
    )


def _read_whole(body: bytes, context: ElectionContext) -> Envelope:
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
    return Fields(
        canonical_json.decode(body, max_size=MAX_ENVELOPE, place="request"), "request", names
    )


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
