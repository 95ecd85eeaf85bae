"""How far an official has come in signing in, and when that ends.

Two steps: a password or a mailed link, then a passkey, digits of an app or a recovery code. The
session holds when each was taken, in seconds; the moments decide here, whatever the age of the
cookie. It ends after 15 minutes in which nothing was asked for, and after 8 hours in any case. For
acts that cannot be undone the second step has to be recent.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.contrib.auth import login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone

from voting.models import SecondStep

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
# A page with an act is shown to whoever took the second step so recently that there is time to
# fill it in; the act itself is taken a little longer.
FRESH_TO_SEE = timedelta(minutes=10)
FRESH_TO_ACT = timedelta(minutes=15)
# What is written down about activity may be so old; every request would be a write otherwise.
COARSE = timedelta(seconds=20)
# Clocks of several machines differ a little; a session from further ahead is no session.
AHEAD = timedelta(minutes=2)

BACKEND = "django.contrib.auth.backends.ModelBackend"
SIGNED_IN_AT, SEEN_AT, PROVED_AT = "signed_in_at", "seen_at", "proved_at"
GENERATION = "second_step_generation"


class Standing(Enum):
    NOBODY = "nobody"
    OVER = "over"  # signed in once, too long ago
    FIRST_STEP = "first step"
    BOTH_STEPS = "both steps"


@dataclass(frozen=True, slots=True)
class _Moments:
    """Seconds since each moment; infinite where there was none, negative where it is to come."""

    signed_in: float
    seen: float
    proved: float


def session_begin(request: HttpRequest, user: User) -> None:
    """The first step is taken: a new session under a new name, whatever was there before."""
    logout(request)
    login(request, user, backend=BACKEND)
    now = _now()
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = now


def session_prove(request: HttpRequest, user: User) -> None:
    """The second step is taken, once more or for the first time; the session gets a new name."""
    request.session.cycle_key()
    rotate_token(request)
    now = _now()
    request.session[PROVED_AT] = request.session[SEEN_AT] = now
    request.session[GENERATION] = _generation(user)


def session_standing(request: HttpRequest) -> Standing:
    if not isinstance(request.user, User) or not request.user.is_active:
        return Standing.NOBODY
    moments = _moments(request)
    if not _is_within(moments.signed_in, LONGEST) or not _is_within(moments.seen, IDLE):
        return Standing.OVER
    if not _is_within(moments.proved, LONGEST):
        return Standing.FIRST_STEP
    if request.session.get(GENERATION) != _generation(request.user):
        return Standing.FIRST_STEP
    return Standing.BOTH_STEPS


def session_touch(request: HttpRequest) -> None:
    """Something was asked for by a person: the quarter of an hour begins anew."""
    if _moments(request).seen >= COARSE.total_seconds():
        request.session[SEEN_AT] = _now()


def is_fresh(request: HttpRequest, within: timedelta) -> bool:
    """Whether the second step was taken within this time; asked of somebody who took both."""
    return _is_within(_moments(request).proved, within)


def _moments(request: HttpRequest) -> _Moments:
    now = _now()

    def since(name: str) -> float:
        moment = request.session.get(name)
        return now - moment if isinstance(moment, int | float) else float("inf")

    return _Moments(since(SIGNED_IN_AT), since(SEEN_AT), since(PROVED_AT))


def _is_within(seconds: float, limit: timedelta) -> bool:
    return -AHEAD.total_seconds() <= seconds < limit.total_seconds()


def _generation(user: User) -> int:
    row = SecondStep.objects.filter(user=user).values_list("generation", flat=True).first()
    return row or 0


def _now() -> float:
    return timezone.now().timestamp()
