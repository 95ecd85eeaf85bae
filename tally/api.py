"""The count over HTTP: progress, key holders' unlock shares, the result."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from board.schema import refusals
from crypto import canonical_json
from crypto.canonical_json import MAX_LINE
from crypto.reader import Fields
from crypto.tally import positions
from tally import schema, selectors
from tally.models import Count
from tally.services import decryption_accept
from tally.steps import adding_text, mark
from tally.tasks import count_advance
from voting.authentication import TrusteeAuthentication, authenticated_trustee
from voting.bodies import read_body
from voting.contexts import election_manifest
from voting.errors import NotFoundError
from voting.models import Election
from voting.schema import OF_BODIES, OF_KEY_HOLDERS, OF_PUBLIC, AppendedSerializer
from voting.selectors import election_public
from voting.states import ElectionState


class CountView(APIView):
    """How far the count is. Numbers of ballots and key holders, never of choices."""

    @extend_schema(responses={200: schema.CountSerializer, **refusals(OF_PUBLIC)})
    def get(self, request: Request, election_id: str) -> Response:  # noqa: ARG002
        election = election_public(election_id)
        if not Count.objects.filter(election=election).exists():
            return Response({"mark": mark(election.state, None), "state": election.state})
        progress = selectors.progress(election)
        return Response(
            {
                "added": progress.added,
                "added_text": adding_text(progress),
                "ballots": progress.ballots,
                "has_result": progress.has_result,
                "has_totals": progress.has_totals,
                "has_fault": bool(progress.fault),
                "mark": mark(election.state, progress),
                "state": election.state,
                "threshold": progress.threshold,
                "unlocked": progress.unlocked,
                "verdict": progress.verdict,
            }
        )


class DecryptionsView(APIView):
    """Where a key holder's program sends its unlock shares."""

    authentication_classes = (TrusteeAuthentication,)

    @extend_schema(
        request=schema.DecryptionSerializer,
        responses={
            201: AppendedSerializer,
            **refusals(OF_BODIES | OF_KEY_HOLDERS | {409: "count_refused", 422: "proof_refused"}),
        },
    )
    def post(self, request: Request, election_id: str) -> Response:
        trustee = authenticated_trustee(request)
        body = read_body(request, MAX_LINE)
        document = canonical_json.decode(body, max_size=MAX_LINE, place="request")
        fields = Fields(document, "request", ("payload", "signature", "type"))
        fields.choice("type", ["decryption"])
        entry = decryption_accept(
            trustee=trustee,
            payload=canonical_json.encode(fields.value("payload")),
            signature=fields.octets("signature", 64),
        )
        count_advance.delay(str(election_id))
        return Response({"index": entry.index}, status=201)


class ResultView(APIView):
    """The published result, with the texts of the manifest in all languages."""

    @extend_schema(responses={200: schema.ResultSerializer, **refusals(OF_PUBLIC)})
    def get(self, request: Request, election_id: str) -> Response:  # noqa: ARG002
        return Response(result_document(election_public(election_id)))


def result_document(election: Election) -> dict[str, Any]:
    """Raises NotFoundError before the result is published."""
    if election.state != ElectionState.PUBLISHED:
        raise NotFoundError("there is no result yet")
    payload, manifest = selectors.result(election), election_manifest(election)
    contests: list[dict[str, Any]] = [
        {"title": contest.title, "options": []} for contest in manifest.contests
    ]
    for contest, option, item in positions(payload.contests):
        title = manifest.contests[contest - 1].options[option - 1].title
        contests[contest - 1]["options"].append({"count": item.count, "title": title})
    return {
        "ballots": payload.ballots,
        "contests": contests,
        "election": election.slug,
        "is_demonstration": election.is_demonstration,
        "state": election.state,
        "title": manifest.title,
        "trustees": list(payload.trustees),
    }
