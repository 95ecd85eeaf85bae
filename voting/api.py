"""Elections over HTTP: what the public may read."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from board.schema import refusals
from board.selectors import entries_of_kind, log_verifier_key
from crypto.reader import format_time
from crypto.transcript import sha256
from voting import schema
from voting.contexts import election_manifest
from voting.models import Election
from voting.selectors import election_public, elections_public


class ElectionsView(APIView):
    """Elections that are frozen or further on; rehearsals are left out."""

    @extend_schema(operation_id="elections_list", responses=schema.ElectionsSerializer)
    def get(self, request: Request) -> Response:  # noqa: ARG002
        return Response({"elections": [_brief(election) for election in elections_public()]})


class ElectionView(APIView):
    """One election: its state, its times, and the hashes everything else hangs on."""

    @extend_schema(responses={200: schema.ElectionSerializer, **refusals(schema.OF_PUBLIC)})
    def get(self, request: Request, election_id: UUID) -> Response:  # noqa: ARG002
        return Response(_described(election_public(election_id)))


class ManifestView(APIView):
    """The manifest, byte for byte as it was hashed."""

    @extend_schema(
        responses={(200, "application/json"): OpenApiTypes.OBJECT, **refusals(schema.OF_PUBLIC)}
    )
    def get(self, request: Request, election_id: UUID) -> HttpResponse:  # noqa: ARG002
        manifest = bytes(election_public(election_id).manifest or b"")
        return HttpResponse(manifest, content_type="application/json")


def _brief(election: Election) -> dict[str, object]:
    return {
        "closes": format_time(election.closes_at) if election.closes_at else "",
        "id": election.slug,
        "is_demo": election.is_demonstration,
        "is_demonstration": election.is_demonstration,
        "opens": format_time(election.opens_at) if election.opens_at else "",
        "state": election.state,
        "title": election.title,
    }


def _described(election: Election) -> dict[str, object]:
    manifest = election_manifest(election)
    log = election.log
    return _brief(election) | {
        "booth": manifest.booth,
        "description": election.description,
        "election_hash": election.election_hash,
        # Browsers check everything else here against this entry.
        "freeze": entries_of_kind(log, ("freeze",)).values_list("index", flat=True).get()
        if log
        else -1,
        "joint_key": election.joint_key,
        "languages": election.languages,
        "log_key": log_verifier_key(log) if log else "",
        "manifest": sha256(bytes(election.manifest or b"")).hex(),
        "origin": manifest.origin,
        "parameters": manifest.parameters,
        "threshold": manifest.threshold,
        "time_zone": manifest.time_zone,
        "trustees": list(manifest.trustees),
        "voters": election.voters.count(),
    }
