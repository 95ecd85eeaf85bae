"""Figures about the running of an installation, in Prometheus' text form.

Where few people vote, a figure that moves with each ballot gives the moment of each ballot, and
with a web server's log whose it was. So whatever moves with ballots or voters is looked up once a
minute, at its beginning, for the whole installation together, and rounded down: an onlooker who
asks every second learns no more than one who asks every minute, and nothing of a single ballot
(ADR 41). What voters do not move is exact and of this moment.
"""

import contextlib
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from kombu.exceptions import ChannelError

from ballots.models import UNFINISHED, Submission
from board.public_files import logs_behind
from board.selectors import logs_unsigned
from board.witnesses import logs_unwitnessed
from config import health
from config.canary import watch
from config.celery import app
from config.pulses import QUEUE_NAMES, pulse_ages
from config.refusal_counts import refusals_counted
from config.unavailable import AWAY
from voting.models import Election, MailStatus, MessageState, TrusteeMail, VoterMessage

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
MINUTE = 60
ENTRIES_STEP = 100
STEP = 10
# Sweeps, two seconds apart, that saw a ballot unfinished: then nobody is working on it.
LATE_SWEEPS = 2

Sample = tuple[Mapping[str, str], float]


@dataclass(frozen=True, slots=True)
class Family:
    """All samples of one name."""

    name: str
    meaning: str
    samples: tuple[Sample, ...]

    def text(self) -> str:
        name = f"tabella_{self.name}"
        lines = [f"# HELP {name} {self.meaning}", f"# TYPE {name} gauge"]
        lines += [f"{name}{_labels(labels)} {value:g}" for labels, value in self.samples]
        return "\n".join(lines) + "\n"


def exposition() -> str:
    """All families. While the database is away only those that need none of it."""
    parts = health.sight.look()
    families = [_ready(parts), _disk()]
    if not any(part.fault for part in parts if part.name == "database"):
        # It may have gone since this process looked.
        with contextlib.suppress(*AWAY):
            families += [_pulses(), *_canary(), *minute.families()]
    return "".join(family.text() for family in families)


def _ready(parts: tuple[health.Part, ...]) -> Family:
    samples = tuple(({"part": part.name}, float(not part.fault)) for part in parts)
    return Family("ready", "Whether a part does its work.", samples)


def _disk() -> Family:
    free = shutil.disk_usage(settings.TABELLA_VAR).free
    return Family("disk_free_bytes", "Free space under TABELLA_VAR.", (({}, free),))


def _pulses() -> Family:
    ages = pulse_ages(timezone.now()).items()
    samples = tuple(({"queue": name}, age.total_seconds()) for name, age in ages if age)
    return Family("worker_pulse_age_seconds", "Since a worker last did a task of it.", samples)


def _canary() -> Iterator[Family]:
    seen = watch.seen_at()
    if seen is not None:
        age = (timezone.now() - seen).total_seconds()
        yield Family("canary_age_seconds", "Since a vote of our own was recorded.", (({}, age),))


def _of_ballots() -> Iterator[Family]:
    """What moves with ballots; from here on nothing is exact. Our own votes are left out."""
    real = Submission.objects.filter(election__is_rehearsal=False)
    elections = Election.objects.filter(is_rehearsal=False)
    entries = elections.aggregate(entries=Sum("log__size"))["entries"] or 0
    recorded = coarse(entries, ENTRIES_STEP)
    yield Family("entries", f"On all records, rounded down to {ENTRIES_STEP}s.", (({}, recorded),))
    unfinished = real.filter(status__in=UNFINISHED)
    waiting = coarse(unfinished.count(), STEP)
    yield Family("ballots_waiting", f"Not recorded yet, rounded down to {STEP}s.", (({}, waiting),))
    late = unfinished.filter(sweeps__gte=LATE_SWEEPS).exists()
    yield Family("ballots_late", "Whether nobody works on one for seconds.", (({}, late),))


def _of_requests() -> Iterator[Family]:
    samples = _coarse("code", refusals_counted().items())
    yield Family("refusals", f"Answers of the interface, rounded down to {STEP}s.", samples)
    samples = _coarse("queue", ((name, _length(name)) for name in QUEUE_NAMES))
    yield Family("queue_tasks", f"Tasks in line, rounded down to {STEP}s.", samples)


def _of_logs() -> Iterator[Family]:
    counts = {
        "unsigned": logs_unsigned().count(),
        "behind": sum(1 for _ in logs_behind()),
        "unwitnessed": sum(1 for _ in logs_unwitnessed()),
    }
    samples = tuple(({"lack": lack}, float(number)) for lack, number in counts.items())
    yield Family("logs", "Public records that lack their newest checkpoint somewhere.", samples)


def _of_mail() -> Iterator[Family]:
    """Of failures the first counts as much as the tenth: somebody should look."""
    for state in (MessageState.FAILED, MessageState.BOUNCED):
        number = VoterMessage.objects.filter(state=state).count()
        yield Family(f"voter_mail_{state}", _SOME, (({}, some(number)),))
    number = VoterMessage.objects.filter(state=MessageState.WAITING).count()
    in_line = coarse(number, STEP)
    yield Family("voter_mail_waiting", f"Rounded down to {STEP}s.", (({}, in_line),))
    number = TrusteeMail.objects.filter(status=MailStatus.FAILED).count()
    yield Family("key_holder_mail_failed", "Messages that could not be sent.", (({}, number),))


_SOME = f"None, 1 for a few, or rounded down to {STEP}s."
BY_THE_MINUTE = (_of_ballots, _of_requests, _of_logs, _of_mail)


def coarse(number: int, step: int) -> int:
    return number - number % step


def some(number: int) -> int:
    return coarse(number, STEP) or int(number > 0)


def _coarse(label: str, numbers: Iterable[tuple[str, int]]) -> tuple[Sample, ...]:
    return tuple(({label: name}, coarse(number, STEP)) for name, number in numbers)


def _labels(labels: Mapping[str, str]) -> str:
    """Names of ours alone: nothing in them has to be escaped."""
    inner = ",".join(f'{name}="{value}"' for name, value in labels.items())
    return f"{{{inner}}}" if inner else ""


def _length(queue: str) -> int:
    """Tasks that no worker has taken; a queue that nobody has used yet has none."""
    try:
        with app.connection_for_read() as link, link.channel() as channel:
            return int(channel.queue_declare(queue, passive=True).message_count)
    except (ChannelError, *AWAY):
        return 0


@dataclass(slots=True)
class _Minute:
    """What this process looked up at the beginning of a minute by the clock."""

    number: int = -1
    found: tuple[Family, ...] = ()

    def families(self) -> tuple[Family, ...]:
        now = int(time.time()) // MINUTE
        if now != self.number:
            self.found = tuple(family for look in BY_THE_MINUTE for family in look())
            self.number = now
        return self.found

    def forget(self) -> None:
        self.number = -1


minute = _Minute()
