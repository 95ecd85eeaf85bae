"""Officials' accounts, their one-time sign-in links, and the end of all sessions."""

import base64
from datetime import timedelta

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crypto.entropy import random_bytes
from crypto.transcript import sha256
from voting.errors import InputError, SignInError
from voting.models import SignInLink

TOKEN_BYTES = 24
LINK_LIFETIME = timedelta(hours=24)


@transaction.atomic
def official_create(*, email: str, name: str, password: str | None = None) -> User:
    """An account for an official; without a password it is entered by one-time links only."""
    address = email.strip().lower()
    if User.objects.filter(username=address).exists():
        raise InputError(_("email: there is already an official with this address"))
    return User.objects.create_user(
        username=address, email=address, first_name=name, password=password
    )


@transaction.atomic
def sign_in_link_create(*, user: User) -> str:
    """A token that signs this official in once within a day; only its SHA-256 is kept."""
    SignInLink.objects.filter(expires_at__lt=timezone.now()).delete()
    token = base64.urlsafe_b64encode(random_bytes(TOKEN_BYTES)).decode()
    SignInLink.objects.create(
        user=user,
        token_hash=sha256(token.encode()).hex(),
        expires_at=timezone.now() + LINK_LIFETIME,
    )
    return token


@transaction.atomic
def sign_in_link_use(*, token: str) -> User:
    """The official of a token, which is used up by this. Of two racing uses one wins."""
    digest = sha256(token.strip().encode()).hex()
    now = timezone.now()
    used = SignInLink.objects.filter(
        token_hash=digest, used_at__isnull=True, expires_at__gt=now, user__is_active=True
    ).update(used_at=now)
    if not used:
        raise SignInError(_("this link was used already or is too old; ask for a new one"))
    return SignInLink.objects.select_related("user").get(token_hash=digest).user


@transaction.atomic
def sign_ins_end() -> int:
    """Sign everybody out, and make every sign-in link useless that was not used yet.

    Returns how many sessions there were.
    """
    SignInLink.objects.filter(used_at__isnull=True).delete()
    return Session.objects.all().delete()[0]
