"""Links of key holders: derived whenever they are needed, stored nowhere.

The token is a function of the installation's secret, the election, the key holder's number and a
salt in the database. So a link stays the same and can be sent again, neither the database nor the
queue holds it, and a new salt makes the old link void. The generation of the secret is the newest
there was when the link was made: the one whose token has the hash in the database.
"""

import base64
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from crypto.entropy import random_bytes
from crypto.kdf import derive_key
from crypto.transcript import sha256
from voting.models import Trustee

SALT_BYTES = 16
TOKEN_BYTES = 24  # so many bits need no slow hash


def new_salt() -> str:
    return random_bytes(SALT_BYTES).hex()


def link_token(trustee: Trustee) -> str:
    """The secret part of the link. Needs a link that can be sent again (`has_link`)."""
    return next(token for token in _tokens(trustee) if token_hash(token) == trustee.token_hash)


def has_link(trustee: Trustee) -> bool:
    """Whether there is a link, made with a generation of the secret that is still held."""
    return bool(trustee.link_salt) and trustee.token_hash in map(token_hash, _tokens(trustee))


def new_link_token(trustee: Trustee) -> str:
    """The secret part of a link made now, with the newest generation. Needs a new salt."""
    return next(_tokens(trustee))


def _tokens(trustee: Trustee) -> Iterator[str]:
    """Tokens of all generations held, the newest first."""
    for secret in settings.TRUSTEE_LINK_SECRETS:
        yield _token(secret, trustee)


def _token(secret: bytes, trustee: Trustee) -> str:
    purpose = f"tabella/v1/trustee-link/{trustee.election_id}/{trustee.index}"
    token = derive_key(
        secret,
        salt=bytes.fromhex(trustee.link_salt),
        info=purpose.encode(),
        length=TOKEN_BYTES,
    )
    return base64.urlsafe_b64encode(token).decode()


def token_hash(token: str) -> str:
    return sha256(token.encode()).hex()


def trustee_link(trustee: Trustee, token: str) -> str:
    """The token stands behind the #, which browsers do not send."""
    page = reverse("key-holder", args=[trustee.election_id, trustee.index])
    return f"{settings.TABELLA_URL}{page}#{token}"
