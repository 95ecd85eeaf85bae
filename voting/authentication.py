"""Key holders prove who they are to the API with the token of their link."""

from typing import ClassVar

from django.utils.crypto import constant_time_compare
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from voting.errors import VotingError
from voting.links import token_hash
from voting.models import Trustee
from voting.selectors import election_get, trustee_by_token

LONGEST_TOKEN = 200
SCHEME = "Bearer "


class TokenError(VotingError):
    code: ClassVar[str] = "token_refused"
    status: ClassVar[int] = 401


class TrusteeAuthentication(BaseAuthentication):
    """For addresses with an `election_id`; a request without a good token is refused with 401."""

    def authenticate(self, request: Request) -> tuple[Trustee, str]:
        context = request.parser_context or {}
        election = election_get(context["kwargs"]["election_id"])
        token = _token(request)
        trustee = trustee_by_token(election, token)
        if trustee is None or not _is_token_of(trustee, token):
            raise TokenError("this link is not for you or was replaced")
        trustee.election = election
        return trustee, SCHEME

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return "Bearer"


# The library's hook for new classes has no types.
class TrusteeScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the description of the interface names the token."""

    target_class = TrusteeAuthentication
    name = "keyHolderLink"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:  # noqa: ARG002
        return {"type": "http", "scheme": SCHEME.strip().lower()}


def authenticated_trustee(request: Request) -> Trustee:
    """The key holder who sent a request to a view with TrusteeAuthentication."""
    trustee: object = request.user
    if not isinstance(trustee, Trustee):
        raise TokenError("this link is not for you or was replaced")
    return trustee


def bearer_of(request: Request) -> str:
    """The token that a request carries, or nothing."""
    header = request.headers.get("Authorization", "")
    return header.removeprefix(SCHEME) if header.startswith(SCHEME) else ""


def _token(request: Request) -> str:
    token = bearer_of(request)
    if not token or len(token) > LONGEST_TOKEN:
        raise TokenError("the request carries no key holder's token")
    return token


def _is_token_of(trustee: Trustee, token: str) -> bool:
    return constant_time_compare(trustee.token_hash, token_hash(token))
