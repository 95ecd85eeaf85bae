"""Elections over HTTP: what the public may read, and the key holders' part in the ceremony."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from board.schema import refusals
from board.selectors import entries_of_kind, log_verifier_key
from crypto import canonical_json
from crypto.ceremony_payloads import MAX_PAYLOAD
from crypto.entries import ENTRY_TYPES
from crypto.reader import Fields, format_time
from crypto.transcript import sha256
from voting import schema
from voting.authentication import TrusteeAuthentication, authenticated_trustee
from voting.bodies import read_body
from voting.ceremonies import drill_challenge, trustee_status
from voting.contexts import election_manifest
from voting.models import Election
from voting.selectors import election_public, elections_public
from voting.services import trustee_entry_accept

MAX_BODY = MAX_PAYLOAD + 4096


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


class TrusteeView(APIView):
    """What the key holder of this link has to do next."""

    authentication_classes = (TrusteeAuthentication,)

    @extend_schema(responses={200: schema.TrusteeSerializer, **refusals(schema.OF_KEY_HOLDERS)})
    def get(self, request: Request, election_id: UUID) -> Response:  # noqa: ARG002
        trustee = authenticated_trustee(request)
        election = trustee.election
        answer = {
            "attempt": election.attempt,
            "drill_challenge": drill_challenge(trustee).hex(),
            "election": election.slug,
            "is_demo": election.is_demonstration,
            "name": trustee.name,
            "state": election.state,
            "step": trustee_status(trustee).step,
            "trustee": trustee.index,
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
        entry = trustee_entry_accept(
            trustee=trustee,
            kind=fields.choice("type", ENTRY_TYPES),
            payload=canonical_json.encode(fields.value("payload")),
            signature=fields.octets("signature", 64),
        )
        return Response({"index": entry.index}, status=201)


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
