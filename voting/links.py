"""Links of key holders: derived whenever they are needed, stored nowhere.

The token is a function of the installation's secret, the election, the key holder's number and a
salt in the database. So a link stays the same and can be sent again, neither the database nor the
queue holds it, and a new salt makes the old link void.
"""

import base64

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
    """The secret part of the link. Needs the salt that the first invite gave."""
    purpose = f"tabella/v1/trustee-link/{trustee.election_id}/{trustee.index}"
    token = derive_key(
        settings.TRUSTEE_LINK_SECRET,
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
