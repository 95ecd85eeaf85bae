"""The answer while the database, the queue or the cache is away: 503, and when to ask again.

Nothing needs to be mended by hand when they are back: connections are looked at before they are
used. What was being written then is on the record whole or not at all.
"""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from kombu.exceptions import OperationalError as QueueError
from redis.exceptions import ConnectionError as CacheError

logger = logging.getLogger(__name__)

AWAY = (OperationalError, InterfaceError, QueueError, CacheError)
API = "/api/"
RETRY_AFTER = "2"
"""Seconds. A database that was killed is back within one or two."""

Answer = Callable[[HttpRequest], HttpResponseBase]


class UnavailableMiddleware:
    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, AWAY):
            return None
        # The address is left out: it can name a ballot.
        logger.warning("answered 503: %s: %s", type(error).__name__, _first_line(error))
        return _unavailable(request)


def _unavailable(request: HttpRequest) -> HttpResponse:
    message = "the server cannot do this just now; try again"
    answer: HttpResponse = (
        JsonResponse({"code": "unavailable", "message": message}, status=503)
        if request.path.startswith(API)
        else HttpResponse(render_to_string("503.html"), status=503)
    )
    answer.headers["Retry-After"] = RETRY_AFTER
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "")
