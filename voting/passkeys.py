"""Passkeys (WebAuthn): what the browser is asked, and what its answers have to be.

The rows hold what was made; this module reads and verifies and writes nothing.
"""

import ipaddress
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from crypto.transcript import sha256
from voting.errors import SecondStepError
from voting.models import Passkey

LONGEST_ANSWER = 20_000
# Only what `begin` has drawn; the session keeps it until the answer comes, once.
State = dict[str, str]
# The library raises these for whatever does not fit, from a wrong signature to a missing field.
REFUSALS = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that the browser has just made."""

    credential: bytes
    credential_hash: str
    uses: int


def are_possible() -> bool:
    """Browsers tie passkeys to a name, and only on https or on this machine itself."""
    address = urlsplit(settings.TABELLA_URL)
    host = address.hostname or ""
    return not _is_number(host) and (address.scheme == "https" or host == "localhost")


def making_begin(user: User, known: Iterable[Passkey]) -> tuple[str, State]:
    """What the browser is asked to make, as JSON, and what the answer is held against."""
    entity = PublicKeyCredentialUserEntity(
        id=f"{user.pk}".encode(), name=user.username, display_name=user.first_name
    )
    options, state = _server().register_begin(
        entity,
        credentials=[_data(passkey) for passkey in known],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return json.dumps(dict(options)), _plain(state)


def making_end(state: State, answer: str) -> Made:
    """Raises SecondStepError when the answer is not one to this question."""
    try:
        data = _server().register_complete(state, _decoded(answer))
    except REFUSALS as error:
        raise SecondStepError("the passkey was not made for this page") from error
    credential = data.credential_data
    if credential is None:
        raise SecondStepError("the passkey was not made for this page")
    return Made(bytes(credential), _hash(credential.credential_id), data.counter)


def proof_begin(known: Iterable[Passkey]) -> tuple[str, State]:
    options, state = _server().authenticate_begin(
        credentials=[_data(passkey) for passkey in known],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return json.dumps(dict(options)), _plain(state)


def proof_end(state: State, known: Iterable[Passkey], answer: str) -> tuple[str, int]:
    """The hash that names the passkey which answered, and how often it says it was used.

    Raises:
        SecondStepError: another question, another site, no passkey of this account, or a wrong
            signature.
    """
    try:
        decoded = _decoded(answer)
        used = _server().authenticate_complete(state, [_data(key) for key in known], decoded)
        uses = AuthenticationResponse.from_dict(decoded).response.authenticator_data.counter
    except REFUSALS as error:
        raise SecondStepError("the passkey did not answer this question") from error
    return _hash(used.credential_id), uses


def _server() -> Fido2Server:
    host = urlsplit(settings.TABELLA_URL).hostname or ""
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=host, name="Tabella"),
        verify_origin=lambda origin: origin == settings.TABELLA_URL,
    )


def _data(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(passkey.credential))


def _hash(credential_id: bytes) -> str:
    return sha256(credential_id).hex()


def _plain(state: Mapping[str, Any]) -> State:
    """As the session keeps it: the library's own words for it are texts, too."""
    return {name: str(getattr(value, "value", value)) for name, value in state.items()}


def _decoded(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("longer than an answer can be")
    decoded = json.loads(answer)
    if not isinstance(decoded, dict):
        raise ValueError("expected an object")
    return decoded


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
