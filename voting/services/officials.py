"""Officials' accounts, which elections they run, their sign-in links, and the end of sessions."""

import base64
from datetime import timedelta

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crypto.entropy import random_bytes
from crypto.transcript import sha256
from voting.errors import InputError, NotFoundError, SignInError, StateError
from voting.models import AuditKind, Election, ElectionOfficial, SignInLink
from voting.selectors import election_locked
from voting.services.audit import audit_note
from voting.standing_code import is_demonstration_account
from voting.texts import clean_text

TOKEN_BYTES = 24
LINK_LIFETIME = timedelta(hours=24)
# A link that travels by mail lies in a mailbox afterwards.
MAILED_LINK_LIFETIME = timedelta(minutes=30)
LONGEST_NAME = 100


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
def official_add(
    *, election: Election, user: User, added_by: User | None = None
) -> ElectionOfficial:
    """Let another official work on this election. A key holder cannot be one of its officials.

    Nobody added them when it is done on the server itself; the audit log says so.
    """
    locked = election_locked(election.pk)
    verify_account(locked, user)
    if not locked.is_demonstration and locked.trustees.filter(email__iexact=user.email).exists():
        raise InputError(_("a key holder of this election cannot be one of its officials"))
    given = {"added_by": added_by, "added_at": timezone.now()}
    row, is_new = ElectionOfficial.objects.get_or_create(election=locked, user=user, defaults=given)
    if is_new and added_by is None:
        audit_note(election=locked, kind=AuditKind.LET_IN, first=None, second=user)
    return row


def official_joined(*, election: Election, user: User) -> None:
    """Note the first visit of an organiser who took both steps of signing in."""
    missing = ElectionOfficial.objects.filter(election=election, user=user, joined_at=None)
    if missing.exists():
        _join(election, user)


@transaction.atomic
def _join(election: Election, user: User) -> None:
    locked = election_locked(election.pk)
    missing = ElectionOfficial.objects.filter(election=locked, user=user, joined_at=None)
    if missing.update(joined_at=timezone.now()):
        audit_note(election=locked, kind=AuditKind.JOINED, first=user)


def verify_account(election: Election, user: User) -> None:
    """The account whose code `make run` prints runs demonstrations and nothing else."""
    if is_demonstration_account(user) and not election.is_demonstration:
        raise InputError(_("the demonstration’s official can run demonstrations only"))


@transaction.atomic
def official_invite(
    *, election: Election, email: str, name: str, added_by: User
) -> ElectionOfficial:
    """Let somebody work on this election by their address; an account is made if there is none.

    Raises:
        InputError: they do so already, or are a key holder of this election.
    """
    address = email.strip().lower()
    shown = clean_text(name, place="name", longest=LONGEST_NAME) or address.partition("@")[0]
    known = User.objects.filter(username=address).first()
    if known is not None and election.officials.filter(user=known).exists():
        raise InputError(_("email: there is already an official with this address"))
    user = known or official_create(email=address, name=shown)
    return official_add(election=election, user=user, added_by=added_by)


@transaction.atomic
def official_remove(*, election: Election, official_id: int) -> ElectionOfficial:
    """Take an election away from one of its officials; the account and other elections stay.

    Raises:
        StateError: nobody would be left.
    """
    locked = election_locked(election.pk)
    row = locked.officials.select_related("user").filter(pk=official_id).first()
    if row is None:
        raise NotFoundError(_("there is no such organiser"))
    if locked.officials.count() == 1:
        raise StateError(_("the last organiser of an election cannot be removed"))
    ElectionOfficial.objects.filter(pk=row.pk).delete()
    return row


@transaction.atomic
def sign_in_link_create(*, user: User, lifetime: timedelta = LINK_LIFETIME) -> str:
    """A token that signs this official in once within `lifetime`; only its SHA-256 is kept."""
    SignInLink.objects.filter(expires_at__lt=timezone.now()).delete()
    token = base64.urlsafe_b64encode(random_bytes(TOKEN_BYTES)).decode()
    SignInLink.objects.create(
        user=user,
        token_hash=sha256(token.encode()).hex(),
        expires_at=timezone.now() + lifetime,
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
