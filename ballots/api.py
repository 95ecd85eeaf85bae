"""Ballots over HTTP. Nothing here computes more than a signature check."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from kombu.exceptions import OperationalError as QueueError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ballots import schema, selectors, services
from ballots.models import Submission, SubmissionStatus
from ballots.reader import Envelope, longest_body, read_ballot, read_challenge
from ballots.room import wait_ms
from ballots.tasks import ballots_check
from board.errors import NotOnRecordError, NotSignedYetError
from board.schema import refusals
from crypto import canonical_json
from crypto.ballot import tracker
from crypto.context import ElectionContext
from crypto.reader import Fields, read_hex
from voting.authentication import bearer_of
from voting.bodies import read_body
from voting.booth_files import booth_files, booth_hash
from voting.contexts import election_context
from voting.models import Election, SecondFactor
from voting.schema import OF_BODIES, OF_PUBLIC
from voting.selectors import RollEntry, election_at_the_door, election_public
from voting.services import mailed_code_answer, mailed_code_ask
from voting.services.second_factor import DIGITS
from voting.services.sign_in import LONGEST_CHALLENGE, sign_in_challenge, sign_in_verify
from voting.tasks import mailed_code_send
from voting.visits import LONGEST_PASS, pass_verify, ticket_read

logger = logging.getLogger(__name__)

MAX_SIGN_IN = 4096
# Booths wait as long as that by themselves.
WORTH_TELLING_MS = 100


class SignInChallengeView(APIView):
    """A challenge to be signed with a voter's credential."""

    @extend_schema(
        request=schema.EMPTY_BODY,
        responses={200: schema.SignInChallengeSerializer, **refusals(OF_PUBLIC | OF_BODIES)},
    )
    def post(self, request: Request, election_id: str) -> Response:
        _read_nothing(request)
        return Response({"challenge": sign_in_challenge(election=election_public(election_id))})


class SignInView(APIView):
    """Who signed the challenge, as the public roll and the public record know them."""

    @extend_schema(
        request=schema.SignInSerializer,
        responses={
            200: schema.VoterSerializer,
            **refusals(OF_PUBLIC | OF_BODIES | {403: "sign_in_refused"}),
        },
    )
    def post(self, request: Request, election_id: str) -> Response:
        election = election_public(election_id)
        credential, entry = _signed_in(request, election)
        ballots = [
            {"ballot": s.ballot_hash, "index": s.index, "status": s.status, "tracker": s.tracker}
            for s in selectors.standings_of_credential(election, credential)
        ]
        return Response(
            {
                "ballots": ballots,
                "second_factor": election.second_factor,
                "style": entry.style,
                "weight": entry.weight,
            }
        )


class MailedCodeView(APIView):
    """Mails a second code to whoever signed the challenge, where the election asks for one."""

    @extend_schema(
        request=schema.SignInSerializer,
        responses={
            202: schema.TicketSerializer,
            **refusals(
                OF_PUBLIC
                | OF_BODIES
                | {
                    403: "sign_in_refused, mailed_code_over",
                    409: "wrong_state",
                    429: "too_many_mails",
                }
            ),
        },
    )
    def post(self, request: Request, election_id: str) -> Response:
        election = election_public(election_id)
        credential, _ = _signed_in(request, election)
        row, ticket = mailed_code_ask(election=election, credential=credential)
        mailed_code_send.delay(row.pk)
        return Response({"ticket": ticket}, status=202)


class MailedCodeAnswerView(APIView):
    """Takes the second code and gives a pass for the rest of the visit."""

    @extend_schema(
        request=schema.MailedCodeAnswerSerializer,
        responses={
            200: schema.PassSerializer,
            **refusals(OF_PUBLIC | OF_BODIES | {403: "wrong_mailed_code, mailed_code_over"}),
        },
    )
    def post(self, request: Request, election_id: str) -> Response:
        election = election_public(election_id)
        body = read_body(request, MAX_SIGN_IN)
        document = canonical_json.decode(body, max_size=MAX_SIGN_IN, place="request")
        fields = Fields(document, "request", ("code", "ticket"))
        ticket = ticket_read(election, fields.text("ticket", LONGEST_PASS))
        code = fields.text("code", DIGITS, min_length=DIGITS)
        return Response({"visit": mailed_code_answer(election=election, ticket=ticket, code=code)})


class BallotsView(APIView):
    """Where a browser sends a locked ballot to be cast."""

    @extend_schema(request=schema.BallotSerializer, responses=schema.RECEIVED)
    def post(self, request: Request, election_id: str) -> Response:
        return _receive(request, election_id, read_ballot)


class ChallengesView(APIView):
    """Where a browser sends a locked ballot with its keys, as a test that is never counted."""

    @extend_schema(request=schema.ChallengeSerializer, responses=schema.RECEIVED)
    def post(self, request: Request, election_id: str) -> Response:
        return _receive(request, election_id, read_challenge)


class BallotView(APIView):
    """What became of a ballot that was sent; with its receipt once it is recorded."""

    @extend_schema(
        parameters=[schema.BALLOT_HASH],
        responses={200: schema.SubmissionSerializer, **refusals(OF_PUBLIC | {400: "malformed"})},
    )
    def get(self, request: Request, election_id: UUID, ballot_hash: str) -> Response:  # noqa: ARG002
        read_hex(ballot_hash, "ballot", 64)
        return Response(_described(selectors.submission_get(election_id, ballot_hash)))


class PromiseView(APIView):
    """What became of a ballot; with a promise while its proofs hold and it waits for its place."""

    @extend_schema(
        parameters=[schema.BALLOT_HASH],
        request=schema.EMPTY_BODY,
        responses={200: schema.SubmissionSerializer, **refusals(OF_PUBLIC | OF_BODIES)},
    )
    def post(self, request: Request, election_id: str, ballot_hash: str) -> Response:
        election = election_public(election_id)
        read_hex(ballot_hash, "ballot", 64)
        submission = selectors.submission_get(election.pk, ballot_hash)
        _read_nothing(request)
        answer = _described(submission)
        is_checked = submission.status != SubmissionStatus.WAITING
        if is_checked and answer["status"] == SubmissionStatus.WAITING:
            promise = services.promise_give(election=election, ballot_hash=ballot_hash)
            answer |= {"promise": promise} if promise else {}
        return Response(answer)


class TrackerView(APIView):
    """Where the ballot with this code stands."""

    @extend_schema(
        parameters=[schema.CODE],
        responses={200: schema.StandingSerializer, **refusals(OF_PUBLIC | {400: "malformed"})},
    )
    def get(self, request: Request, election_id: str, code: str) -> Response:  # noqa: ARG002
        standing = selectors.standing_by_tracker(election_public(election_id), code)
        if standing is None:
            return Response({"status": "not_found"})
        return Response(
            {
                "ballot": standing.ballot_hash,
                "index": standing.index,
                "replaced_by": standing.replaced_by,
                "status": standing.status,
                "tracker": standing.tracker,
            }
        )


class BoothView(APIView):
    """The files voters' browsers run, each with its hash, and the hash over all of them."""

    @extend_schema(responses={200: schema.BoothSerializer, **refusals(OF_PUBLIC)})
    def get(self, request: Request, election_id: str) -> Response:  # noqa: ARG002
        election_public(election_id)
        return Response({"booth": booth_hash(), "files": booth_files()})


def _signed_in(request: Request, election: Election) -> tuple[str, RollEntry]:
    """The credential that signed the challenge, and what the roll says of it."""
    body = read_body(request, MAX_SIGN_IN)
    document = canonical_json.decode(body, max_size=MAX_SIGN_IN, place="request")
    fields = Fields(document, "request", ("challenge", "credential", "signature"))
    credential = fields.hex("credential", 64)
    entry = sign_in_verify(
        election=election,
        credential=credential,
        challenge=fields.text("challenge", LONGEST_CHALLENGE),
        signature=fields.hex("signature", 128),
    )
    return credential, entry


def _read_nothing(request: Request) -> None:
    """An empty object, which has to be there: no form of another site can send it."""
    Fields(
        canonical_json.decode(read_body(request, 16), max_size=16, place="request"), "request", ()
    )


def _receive(
    request: Request, election_id: str, read: Callable[[bytes, ElectionContext], Envelope]
) -> Response:
    election = election_at_the_door(election_id)
    context = election_context(election)
    envelope = read(read_body(request, longest_body(context)), context)
    if election.second_factor == SecondFactor.MAIL:
        pass_verify(election, envelope.submitted.credential.hex(), bearer_of(request))
    submission = services.submission_receive(election=election, envelope=envelope)
    if submission.status == SubmissionStatus.WAITING and selectors.is_first_to_wait(submission):
        _enqueue()
    return Response(_described(submission), status=202)


def _enqueue() -> None:
    """Without a queue ballots wait in the inbox, from which the scheduler hands them out."""
    try:
        ballots_check.delay()
    except QueueError:
        logger.warning("the queue cannot be reached; ballots wait in the inbox")


def _described(submission: Submission) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "ballot": submission.ballot_hash,
        "status": submission.status,
        "tracker": tracker(submission.ballot_hash),
    }
    if submission.status == SubmissionStatus.ACCEPTED:
        answer["status"] = SubmissionStatus.WAITING
    if submission.status == SubmissionStatus.REFUSED:
        answer |= {"message": submission.get_reason_display(), "reason": submission.reason}
    if submission.status == SubmissionStatus.RECORDED:
        answer |= _recorded(submission)
    if submission.status == SubmissionStatus.WAITING and (wait := wait_ms()) >= WORTH_TELLING_MS:
        answer["wait"] = wait
    return answer


def _recorded(submission: Submission) -> dict[str, Any]:
    """Recorded is said with the receipt in hand: its checkpoint is signed just after the entry."""
    try:
        receipt = selectors.submission_receipt(submission)
    except (NotOnRecordError, NotSignedYetError):
        return {"status": SubmissionStatus.WAITING}
    return {"index": submission.entry_index, "receipt": receipt}
