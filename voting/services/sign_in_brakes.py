"""Slowing down guesses at officials' passwords and codes, without locking anybody out.

Three counts for a password: of the account from this network, of the network, and of the account
from everywhere. Each allows some failures, then makes people wait, twice as long after each further
one up to a most. Whoever guesses at an account from one network soon waits for a quarter of an
hour. Its owner elsewhere waits half a minute at most, others behind the same network a minute, and
a sign-in link by mail has no wait at all.

The counts are rows, so that all processes share them and none is forgotten when a cache is. A try
is counted before it is made: of many at once only those allowed are made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from voting.errors import WaitError
from voting.models import SignInBrake

FORGOTTEN_AFTER = timedelta(days=1)
LONGEST_POWER = 20


@dataclass(frozen=True, slots=True)
class Rule:
    """So many failures are free; then a wait that doubles, up to `most` seconds."""

    purpose: str
    free: int
    most: int

    def wait(self, failures: int) -> timedelta:
        if failures < self.free:
            return timedelta(0)
        power = min(failures - self.free, LONGEST_POWER)
        return timedelta(seconds=min(2**power, self.most))


PAIR = Rule("account and network", 5, 900)
NETWORK = Rule("network", 20, 60)
ACCOUNT = Rule("account", 50, 30)
# Nobody comes so far without the first step, so the owner is not slowed down by strangers.
SECOND_STEP = Rule("second step", 5, 900)


@dataclass(frozen=True, slots=True)
class Try:
    """A guess that was counted as a failure, until it turns out to be none."""

    counts: tuple[tuple[Rule, str], ...]


def password_try(*, account: str, network: str) -> Try:
    """Count a guess at a password. Raises WaitError when it must not be made now."""
    name = account.strip().lower()
    return _count([(PAIR, f"{name}\n{network}"), (NETWORK, network), (ACCOUNT, name)])


def second_step_try(*, account_id: int) -> Try:
    """Count a guess at digits or a recovery code. Raises WaitError."""
    return _count([(SECOND_STEP, str(account_id))])


@transaction.atomic
def try_succeeded(*, made: Try) -> None:
    """Forget the failures of this account here; elsewhere take back what this try counted."""
    for rule, name in made.counts:
        rows = SignInBrake.objects.select_for_update().filter(key=_key(rule, name))
        if rule in (PAIR, SECOND_STEP):
            rows.delete()
        else:
            for row in rows:
                row.failures, row.free_at = max(row.failures - 1, 0), timezone.now()
                row.save(update_fields=["failures", "free_at"])


@transaction.atomic
def _count(counts: Sequence[tuple[Rule, str]]) -> Try:
    now = timezone.now()
    SignInBrake.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
    rows = [(rule, _row(_key(rule, name), now)) for rule, name in counts]
    wait = max((row.free_at - now for _, row in rows), default=timedelta(0))
    if wait > timedelta(0):
        raise _wait(wait)
    for rule, row in rows:
        row.failures += 1
        row.last_at, row.free_at = now, now + rule.wait(row.failures)
        row.save(update_fields=["failures", "last_at", "free_at"])
    return Try(tuple(counts))


def _row(key: str, now: datetime) -> SignInBrake:
    """The row of a count, locked; always taken in the same order."""
    SignInBrake.objects.get_or_create(key=key, defaults={"last_at": now, "free_at": now})
    return SignInBrake.objects.select_for_update().get(key=key)


def _wait(wait: timedelta) -> WaitError:
    seconds = int(wait.total_seconds()) + 1
    if seconds < 120:
        words = ngettext(
            "Too many tries. Wait %(count)s second.",
            "Too many tries. Wait %(count)s seconds.",
            seconds,
        )
        return WaitError(words % {"count": seconds}, seconds=seconds)
    minutes = -(-seconds // 60)
    words = ngettext(
        "Too many tries. Wait %(count)s minute.",
        "Too many tries. Wait %(count)s minutes.",
        minutes,
    )
    return WaitError(words % {"count": minutes}, seconds=seconds)


def _key(rule: Rule, name: str) -> str:
    text = f"{rule.purpose}\n{name}"
    return salted_hmac("voting.sign_in_brakes", text, algorithm="sha256").hexdigest()
