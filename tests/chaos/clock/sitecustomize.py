"""Python reads this module at its start: it makes the clock say what a file adds to the true time.

Only what asks through Python is misled, which is all of the product but its servers.
"""

import datetime
import os
import time

_FILE = os.environ.get("CHAOS_CLOCK", "")
_real, _time, _time_ns = datetime.datetime, time.time, time.time_ns


def _seconds() -> int:
    try:
        with open(_FILE, encoding="ascii") as file:
            return int(file.read() or 0)
    except OSError:
        return 0


class _Kind(type):
    """Every true date is one of ours: libraries ask."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _real)

    def __subclasscheck__(cls, kind: type) -> bool:
        return issubclass(kind, _real)


class _Datetime(_real, metaclass=_Kind):
    """Makes true dates; only the present is another."""

    def __new__(cls, *arguments, **named):
        return _real(*arguments, **named)

    @classmethod
    def now(cls, tz=None):
        return _real.now(tz) + datetime.timedelta(seconds=_seconds())

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.UTC).replace(tzinfo=None)

    @classmethod
    def today(cls):
        return cls.now()


if _FILE:
    time.time = lambda: _time() + _seconds()
    time.time_ns = lambda: _time_ns() + _seconds() * 10**9
    datetime.datetime = _Datetime  # type: ignore[misc]
