"""Six digits from an app on the official's phone (RFC 6238: SHA-1, 30 seconds).

The app's secret is derived whenever it is needed and stored nowhere, as links of key holders are
(voting/links.py): a copy of the database alone makes no digits. Which generation of the
installation's secret it was made with, the hash in the row tells; when that generation is gone, the
official needs a passkey or a recovery code, and sets the app up again.
"""

import base64
from collections.abc import Iterator
from datetime import datetime

import pyotp
from django.conf import settings
from django.contrib.auth.models import User
from django.utils.crypto import constant_time_compare

from crypto.kdf import derive_key
from crypto.transcript import sha256
from voting.models import SecondStep

PERIOD = 30
SECRET_BYTES = 20
# A phone's clock may be half a minute off either way.
DRIFT = 1
ISSUER = "Tabella"


def new_code_secret(step: SecondStep) -> bytes:
    """The secret for an app that is set up now. Needs a new salt."""
    return next(_secrets(step))


def code_secret(step: SecondStep) -> bytes | None:
    """The secret of the app that is in use; None without one, or when what made it is gone."""
    if not step.code_hash:
        return None
    return next((one for one in _secrets(step) if secret_hash(one) == step.code_hash), None)


def secret_hash(secret: bytes) -> str:
    return sha256(secret).hex()


def secret_text(secret: bytes) -> str:
    """As people type it into an app."""
    return base64.b32encode(secret).decode()


def app_address(user: User, secret: bytes) -> str:
    """What stands in the square that an app reads."""
    totp = pyotp.TOTP(secret_text(secret))
    return totp.provisioning_uri(name=user.username, issuer_name=ISSUER)


def matching_period(secret: bytes, digits: str, *, now: datetime, after: int) -> int | None:
    """The half minute of these digits, near enough to now and later than `after`."""
    totp = pyotp.TOTP(secret_text(secret))
    current = int(now.timestamp()) // PERIOD
    found = None
    for period in range(current - DRIFT, current + DRIFT + 1):
        if constant_time_compare(totp.generate_otp(period), digits) and period > after:
            found = period
    return found


def _secrets(step: SecondStep) -> Iterator[bytes]:
    for secret in settings.CODE_APP_SECRETS:
        yield derive_key(
            secret,
            salt=bytes.fromhex(step.code_salt),
            info=f"tabella/v1/code-app/{step.user_id}".encode(),
            length=SECRET_BYTES,
        )
