"""What a line of the log looks like, and what never stands in one.

Messages hold ids by rule: no ballot, code, choice or address. This is the second line of defence,
for what an exception or a library says in its own words: everything that looks like a secret, a
mail address or the network address of a person is hidden before a line leaves the process.

With `LOG_FORMAT=json` every event is one line of JSON: time, level, room, event (the message before
its ids are put in, so that events can be counted), text, and the request or task it belongs to,
under a name drawn for it alone.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar

from crypto.entropy import random_bytes

HIDDEN = "[hidden]"
ROOMS = ("config", "board", "voting", "ballots", "tally")
NAME_BYTES = 8

_BASE_32 = "0-9A-HJKMNP-TV-Z"
_SECRETS = (
    # A voter code, with or without its hyphens; ballot codes, one symbol shorter, go as well.
    re.compile(
        rf"\b[{_BASE_32}]{{4}}(-[{_BASE_32}]{{4}}){{4}}(-[{_BASE_32}*~$=U])?", re.IGNORECASE
    ),
    re.compile(rf"\b(?=[A-Z0-9]*[0-9])[{_BASE_32}]{{20}}[{_BASE_32}*~$=U]?(?![A-Z0-9])"),
    # Keys, seeds, nonces, shares, hashes of ballots: 32 bytes and more in hex.
    re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64,}"),
    # The same in base 64, and tokens of links.
    re.compile(
        r"(?<![A-Za-z0-9+/_-])(?=[a-z0-9+/_-]*[A-Z])(?=[A-Z0-9+/_-]*[a-z])(?=[A-Za-z+/_-]*[0-9])"
        r"[A-Za-z0-9+/_-]{43,}={0,2}"
    ),
    # The password in the address of a database or queue.
    re.compile(r"(?<=://)[^/\s@]+(?=@)"),
    re.compile(r"[^\s<>\"'=:,;()]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"),
    # Network addresses but this machine's own.
    re.compile(r"(?<![\d.])(?!127\.|0\.0\.0\.0)\d{1,3}(\.\d{1,3}){3}(?![\d.])"),
    re.compile(r"(?<![0-9A-Za-z:.])(?:[0-9a-f]{1,4}:){3,}[0-9a-f:]*(?![0-9A-Za-z])", re.IGNORECASE),
    re.compile(r"(?<![0-9A-Za-z:])[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*::[0-9a-f:]*", re.IGNORECASE),
)
# What single requests ask for can name a ballot, in the words of a library as well.
_PATHS = re.compile(r"(?<!\S)/(api|e|trustee|officials)/\S*")

_belongs_to: ContextVar[str] = ContextVar("belongs_to", default="")

RequestT = TypeVar("RequestT")
ResponseT = TypeVar("ResponseT")


def without_secrets(text: str) -> str:
    for secret in (*_SECRETS, _PATHS):
        text = secret.sub(HIDDEN, text)
    return text


class Line(logging.Formatter):
    """One event as people read it; an exception stands under it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class JsonLine(logging.Formatter):
    """One event as programs read it: one line of JSON, its exception in it."""

    def format(self, record: logging.LogRecord) -> str:
        found: dict[str, str] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname.lower(),
            "room": record.name.partition(".")[0],
            "logger": record.name,
            "event": str(record.msg),
            "text": record.getMessage(),
        }
        if name := _belongs_to.get():
            found["belongs_to"] = name
        if record.exc_info and record.exc_info[0]:
            found["error"] = record.exc_info[0].__name__
            found["trace"] = self.formatException(record.exc_info)
        return json.dumps({name: without_secrets(value) for name, value in found.items()})


FORMS: dict[str, type[logging.Formatter]] = {"json": JsonLine, "line": Line}


@contextmanager
def one_name_for_all() -> Iterator[None]:
    """Give the lines of one request or task a name in common.

    It is drawn anew and told to nobody: no other log has it, so it joins no address with a ballot.
    """
    before = _belongs_to.set(random_bytes(NAME_BYTES).hex())
    try:
        yield
    finally:
        _belongs_to.reset(before)


def naming_middleware(answer: Callable[[RequestT], ResponseT]) -> Callable[[RequestT], ResponseT]:
    def middleware(request: RequestT) -> ResponseT:
        with one_name_for_all():
            return answer(request)

    return middleware


def logging_settings(style: str, level: str) -> dict[str, Any]:
    """Django's LOGGING: one handler for the product, Celery and gunicorn alike.

    Celery's own loggers say nothing below a warning: there they would name what tasks were given.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": FORMS[style]}},
        "filters": {"without_address": {"()": "config.request_log.WithoutAddress"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            **{room: {"level": level} for room in ROOMS},
            **{name: {"level": "WARNING"} for name in ("celery", "kombu", "amqp")},
            # A refused request is answered, not logged: its address would stand beside its time.
            "django.request": {"level": "ERROR", "filters": ["without_address"]},
            # These have handlers of their own otherwise, which write without our formatter.
            "django": {"handlers": [], "propagate": True},
            # Strangers name whatever host they like; they are refused, and that is no event.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.server": {"handlers": [], "propagate": True, "level": "WARNING"},
        },
    }
