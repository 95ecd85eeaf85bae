"""Key holders' programs over HTTP: what is next, their entries, and their reports."""

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from board.schema import refusals
from crypto import canonical_json
from crypto.ceremony_payloads import MAX_PAYLOAD
from crypto.entries import ENTRY_TYPES
from crypto.reader import Fields, format_time
from voting import schema
from voting.authentication import TrusteeAuthentication, authenticated_trustee
from voting.bodies import read_body
from voting.ceremonies import TrusteeStatus, drill_challenge, trustee_statuses
from voting.models import ReportKind, StepKind
from voting.selectors import election_get
from voting.services import steps_tell, trustee_entry_accept, trustee_report, trustee_seen
from voting.services.reports import LONGEST_REPORT
from voting.tasks import officials_alert_enqueue, trustee_mails_enqueue

MAX_BODY = MAX_PAYLOAD + 4096
MAX_REPORT = 8 * 1024


class TrusteeView(APIView):
    """What the key holder of this link has to do next, and whom the others wait for."""

    authentication_classes = (TrusteeAuthentication,)

    @extend_schema(responses={200: schema.TrusteeSerializer, **refusals(schema.OF_KEY_HOLDERS)})
    def get(self, request: Request, election_id: UUID) -> Response:  # noqa: ARG002
        trustee = authenticated_trustee(request)
        trustee_seen(trustee=trustee)
        election = trustee.election
        statuses = trustee_statuses(election)
        mine = next(status for status in statuses if status.trustee.pk == trustee.pk)
        answer = {
            "attempt": election.attempt,
            "closes": format_time(election.closes_at) if election.closes_at else "",
            "drill_asked": election.drill_asked_at is not None,
            "drill_challenge": drill_challenge(trustee).hex(),
            "election": election.slug,
            "has_lost_key": trustee.has_lost_key,
            "is_demo": election.is_demonstration,
            "name": trustee.name,
            "phase": election.ceremony_phase,
            "state": election.state,
            "step": mine.step,
            "threshold": election.threshold,
            "title": election.title,
            "trustee": trustee.index,
            "trustees": [_described(status) for status in statuses],
        }
        return Response(answer, headers={"Cache-Control": "no-store"})


class TrusteeEntriesView(APIView):
    """Where a key holder's program sends its entries of the ceremony."""

    authentication_classes = (TrusteeAuthentication,)

    @extend_schema(
        request=schema.TrusteeEntrySerializer,
        responses={
            201: schema.AppendedSerializer,
            **refusals(
                schema.OF_BODIES
                | schema.OF_KEY_HOLDERS
                | {400: "malformed, entry_refused", 409: "wrong_state", 422: "proof_refused"}
            ),
        },
    )
    def post(self, request: Request, election_id: UUID) -> Response:  # noqa: ARG002
        trustee = authenticated_trustee(request)
        document = canonical_json.decode(
            read_body(request, MAX_BODY), max_size=MAX_BODY, place="request"
        )
        fields = Fields(document, "request", ("payload", "signature", "type"))
        kind = fields.choice("type", ENTRY_TYPES)
        entry = trustee_entry_accept(
            trustee=trustee,
            kind=kind,
            payload=canonical_json.encode(fields.value("payload")),
            signature=fields.octets("signature", 64),
        )
        trustee_mails_enqueue(steps_tell(election=election_get(trustee.election_id)))
        if kind == StepKind.COMPLAINT:
            officials_alert_enqueue(trustee.election)
        return Response({"index": entry.index}, status=201)


class TrusteeReportsView(APIView):
    """Where a key holder tells the organiser that a key is lost or that their tool refused."""

    authentication_classes = (TrusteeAuthentication,)

    @extend_schema(
        request=schema.TrusteeReportSerializer,
        responses={
            201: OpenApiTypes.OBJECT,
            **refusals(
                schema.OF_BODIES
                | schema.OF_KEY_HOLDERS
                | {400: "malformed, bad_input", 409: "wrong_state", 429: "too_many_reports"}
            ),
        },
    )
    def post(self, request: Request, election_id: UUID) -> Response:  # noqa: ARG002
        trustee = authenticated_trustee(request)
        body = read_body(request, MAX_REPORT)
        document = canonical_json.decode(body, max_size=MAX_REPORT, place="request")
        fields = Fields(document, "request", ("kind", "text"))
        kind = ReportKind(fields.choice("kind", ReportKind.values))
        text = fields.text("text", LONGEST_REPORT)
        if trustee_report(trustee=trustee, kind=kind, text=text) is not None:
            officials_alert_enqueue(trustee.election)
        return Response({}, status=201)


def _described(status: TrusteeStatus) -> dict[str, object]:
    """What key holders may know of each other: names are public, addresses are not."""
    return {
        "has_key": status.has_key,
        "has_unlocked": status.has_unlocked,
        "index": status.trustee.index,
        "is_drilled": status.is_drilled,
        "is_waived": status.is_waived,
        "name": status.trustee.name,
        "step": status.step,
    }
