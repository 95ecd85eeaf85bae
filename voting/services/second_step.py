"""The second step of an official's sign-in: setting it up, proving it, and losing it.

A passkey, or six digits of an app; ten recovery codes on paper stand in for both, each once.
"""

import base64
import re

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from crypto.entropy import random_bytes
from crypto.transcript import sha256
from voting.code_apps import (
    code_secret,
    matching_period,
    new_code_secret,
    secret_hash,
)
from voting.errors import InputError, NotFoundError, SecondStepError, StateError
from voting.links import new_salt
from voting.models import AuditKind, Passkey, RecoveryCode, SecondStep
from voting.passkeys import Made, State, making_end, proof_end
from voting.services.audit import account_note
from voting.services.sign_in_brakes import second_step_try, try_succeeded
from voting.standing_code import is_standing_code_allowed
from voting.texts import clean_text

RECOVERY_CODES = 10
RECOVERY_BYTES = 10
MOST_PASSKEYS = 20
LONGEST_NAME = 100
_DIGITS = re.compile(r"[0-9]{6}")


def is_set_up(user: User) -> bool:
    """Whether this account has a second step; recovery codes alone are none."""
    step = SecondStep.objects.filter(user=user).first()
    has_app = step is not None and step.code_confirmed_at is not None
    return has_app or user.passkeys.exists() or _standing(user).exists()


def second_step_of(user: User) -> SecondStep:
    return SecondStep.objects.get_or_create(user=user)[0]


@transaction.atomic
def code_app_begin(*, user: User) -> bytes:
    """The secret for an app that is not in use yet; the same until it is, then a new one."""
    step = _locked(user)
    if step.code_confirmed_at is not None:
        raise StateError(_("remove the code app first, then set up another one"))
    if not step.code_salt:
        step.code_salt = new_salt()
        step.save(update_fields=["code_salt"])
    return new_code_secret(step)


def code_app_confirm(*, user: User, digits: str) -> None:
    """Take an app into use that shows the right digits.

    Raises:
        WaitError: too many guesses.
        SecondStepError: other digits.
    """
    made = second_step_try(account_id=user.pk)
    if not _confirmed(user, _plain(digits)):
        raise SecondStepError(_("These are not the digits that your app shows now."))
    try_succeeded(made=made)


@transaction.atomic
def _confirmed(user: User, digits: str) -> bool:
    step, now = _locked(user), timezone.now()
    if step.code_confirmed_at is not None or not step.code_salt:
        raise StateError(_("there is no code app to be set up"))
    secret = new_code_secret(step)
    period = matching_period(secret, digits, now=now, after=step.code_last_period)
    if period is None:
        return False
    step.code_hash, step.code_confirmed_at, step.code_last_period = secret_hash(secret), now, period
    step.save(update_fields=["code_hash", "code_confirmed_at", "code_last_period"])
    account_note(user=user, kind=AuditKind.STEP_SET)
    return True


@transaction.atomic
def code_app_remove(*, user: User) -> None:
    """Raises StateError when nothing else would be left."""
    step = _locked(user)
    if step.code_confirmed_at is None:
        return
    if not user.passkeys.exists():
        raise StateError(_("set up a passkey first: one second step has to stay"))
    step.code_salt = step.code_hash = ""
    step.code_confirmed_at = None
    step.save(update_fields=["code_salt", "code_hash", "code_confirmed_at"])
    account_note(user=user, kind=AuditKind.STEP_REMOVED)


@transaction.atomic
def passkey_add(*, user: User, name: str, state: State, answer: str) -> Passkey:
    """Keep a passkey that the browser made in answer to `state`."""
    _locked(user)
    made = making_end(state, answer)
    if user.passkeys.count() >= MOST_PASSKEYS:
        raise InputError(_("at most %(most)s passkeys") % {"most": MOST_PASSKEYS})
    if Passkey.objects.filter(credential_hash=made.credential_hash).exists():
        raise InputError(_("this passkey is in use already"))
    passkey = _passkey(user, name, made)
    account_note(user=user, kind=AuditKind.STEP_SET)
    return passkey


def _passkey(user: User, name: str, made: Made) -> Passkey:
    words = clean_text(name, place="name", longest=LONGEST_NAME)
    return Passkey.objects.create(
        user=user,
        name=words or _("Passkey"),
        credential=made.credential,
        credential_hash=made.credential_hash,
        uses=made.uses,
        made_at=timezone.now(),
    )


@transaction.atomic
def passkey_remove(*, user: User, passkey_id: int) -> None:
    step = _locked(user)
    passkey = user.passkeys.filter(pk=passkey_id).first()
    if passkey is None:
        raise NotFoundError(_("there is no such passkey"))
    if user.passkeys.count() == 1 and step.code_confirmed_at is None:
        raise StateError(_("set up another one first: one second step has to stay"))
    passkey.delete()
    account_note(user=user, kind=AuditKind.STEP_REMOVED)


@transaction.atomic
def recovery_codes_make(*, user: User) -> list[str]:
    """Ten new codes, known to the caller alone; the old ones stop working."""
    _locked(user)
    RecoveryCode.objects.filter(user=user, is_standing=False).delete()
    codes = [new_recovery_code() for _number in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=recovery_digest(code)) for code in codes
    )
    return codes


def new_recovery_code() -> str:
    """80 random bits, so that the digest needs no slow hash."""
    text = base64.b32encode(random_bytes(RECOVERY_BYTES)).decode()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def recovery_digest(code: str) -> str:
    """There is no 0 and no 1 in a code, so who reads them means the letters."""
    letters = _plain(code).replace("0", "O").replace("1", "I")
    return sha256(letters.encode()).hex()


def passkey_prove(*, user: User, state: State, answer: str) -> None:
    """Raises SecondStepError unless a passkey of this account answered the question."""
    credential_hash, uses = proof_end(state, user.passkeys.all(), answer)
    row = Passkey.objects.filter(user=user, credential_hash=credential_hash)
    # Passkeys that are kept in step on several devices do not count and say 0.
    newer = row.filter(uses__lt=uses) if uses else row.filter(uses=0)
    if not newer.update(uses=uses, used_at=timezone.now()):
        raise SecondStepError(_("This passkey was copied. Use another second step."))


def code_prove(*, user: User, code: str) -> None:
    """Six digits of the app, or a recovery code, which is used up.

    Raises:
        WaitError: too many guesses.
        SecondStepError: it is neither.
    """
    made = second_step_try(account_id=user.pk)
    plain = _plain(code)
    is_right = _digits_used(user, plain) if _DIGITS.fullmatch(plain) else _code_used(user, plain)
    if not is_right:
        raise SecondStepError(_("This code did not work. The app shows a new one twice a minute."))
    try_succeeded(made=made)


@transaction.atomic
def second_step_reset(*, user: User) -> None:
    """Forget everything this account proved and could prove; it has to be set up anew.

    Only whoever runs the server does this. It stands in the audit log of each of the account's
    elections. What two organisers have to agree to stays so: who has joined stays joined.
    """
    step = _locked(user)
    user.passkeys.all().delete()
    user.recovery_codes.all().delete()
    SecondStep.objects.filter(pk=step.pk).update(
        code_salt="", code_hash="", code_confirmed_at=None, generation=F("generation") + 1
    )
    account_note(user=user, kind=AuditKind.STEP_RESET, by_server=True)


@transaction.atomic
def standing_code_make(*, user: User) -> str:
    """A new code for the demonstration's official; the one before stops working.

    Raises:
        StateError: another account, or the installation's address leads elsewhere than here.
    """
    if not is_standing_code_allowed(user):
        raise StateError("only the demonstration's official on this machine has such a code")
    code = new_recovery_code()
    RecoveryCode.objects.filter(user=user, is_standing=True).delete()
    RecoveryCode.objects.create(user=user, digest=recovery_digest(code), is_standing=True)
    return code


@transaction.atomic
def _digits_used(user: User, digits: str) -> bool:
    step = _locked(user)
    secret = code_secret(step)
    if secret is None:
        return False
    now = timezone.now()
    period = matching_period(secret, digits, now=now, after=step.code_last_period)
    if period is None:
        return False
    step.code_last_period = period
    step.save(update_fields=["code_last_period"])
    return True


@transaction.atomic
def _code_used(user: User, code: str) -> bool:
    digest = recovery_digest(code)
    if _standing(user).filter(digest=digest).exists():
        return True
    unused = RecoveryCode.objects.filter(
        user=user, digest=digest, used_at__isnull=True, is_standing=False
    )
    if not unused.update(used_at=timezone.now()):
        return False
    account_note(user=user, kind=AuditKind.RECOVERY_USED)
    return True


def _standing(user: User) -> "QuerySet[RecoveryCode]":
    codes = RecoveryCode.objects.filter(user=user, is_standing=True)
    return codes if is_standing_code_allowed(user) else codes.none()


def _locked(user: User) -> SecondStep:
    SecondStep.objects.get_or_create(user=user)
    return SecondStep.objects.select_for_update().get(user=user)


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).upper()
