"""Whether there is room for another ballot, as this process saw it a moment ago.

Under three times the load that can be served two of three ballots have to come again later. What
refusing them costs is taken from the others, so it must cost next to nothing: the question is put
to the database a few times a second and no more, and the answer stands in front of everything that
reads or checks a ballot. Of the depth that is set a process may know up to a quarter of a second
late.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from ballots.errors import BusyError
from ballots.selectors import waiting_count

SEEN_FOR = 0.25
# What one waiting ballot adds to the time of those behind it, checked on two cores.
BALLOT_MS = 2
LONGEST_WAIT_MS = 5000
_DOORS = re.compile(r"/api/v1/elections/[^/]+/(ballots|challenges)")

Answer = Callable[[HttpRequest], HttpResponseBase]


@dataclass(slots=True)
class _Sight:
    """How many ballots waited when this process last looked, and until when that will do."""

    waiting: int = 0
    until: float = 0.0

    def look(self) -> int:
        now = time.monotonic()
        if now >= self.until:
            self.waiting = waiting_count(settings.TABELLA_QUEUE_DEPTH)
            self.until = now + SEEN_FOR
        return self.waiting

    def forget(self) -> None:
        self.until = 0.0


sight = _Sight()


def wait_ms() -> int:
    """Milliseconds before which a ballot that has just come can hardly be on the record."""
    return min(sight.look() * BALLOT_MS, LONGEST_WAIT_MS)


def _is_full() -> bool:
    """Where the database cannot be asked, what comes after this finds the words for that."""
    try:
        return sight.look() >= settings.TABELLA_QUEUE_DEPTH
    except (OperationalError, InterfaceError):
        return False


def room_middleware(answer: Answer) -> Answer:
    """Ask ballots to come again while as many wait as may wait; nothing of them is read."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        is_ballot = request.method == "POST" and _DOORS.fullmatch(request.path_info)
        if is_ballot and _is_full():
            return _busy()
        return answer(request)

    return middleware


def _busy() -> JsonResponse:
    error = BusyError("many ballots are being checked; send this one again in a moment")
    busy = JsonResponse({"code": error.code, "message": error.message}, status=error.status)
    busy.headers["Retry-After"] = str(error.retry_after)
    busy.headers["Cache-Control"] = "no-store"
    # Otherwise each of them is a line in the log, when there are most of them.
    busy._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001  as Django marks it
    return busy
