"""Who works: processes, witnesses, officials."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User

from board.errors import WitnessFileError
from board.witnesses import policy_configured
from config.preflight.findings import Finding, not_ready, ready, warning
from config.pulses import QUEUE_NAMES, STALE, pulse_ages
from voting.models import Election
from voting.services.second_step import is_set_up

FEWEST_WITNESSES = 3
FEWEST_OFFICIALS = 2


def scheduler() -> Finding:
    part = "scheduler"
    ages = _pulse_ages()
    if ages and min(ages.values()) < STALE:
        return ready(part, "says what is due")
    return not_ready(part, "was not heard of for a while", "start tabella-scheduler, once")


def workers() -> Finding:
    part, ages = "workers", _pulse_ages()
    silent = [name for name in QUEUE_NAMES if ages.get(name, STALE) >= STALE]
    if silent:
        words = f"nobody works on {', '.join(silent)}"
        return not_ready(part, words, "start tabella-ballots@1, tabella-tally@1, tabella-mail@1")
    return ready(part, f"on {', '.join(QUEUE_NAMES)}")


def _pulse_ages() -> dict[str, timedelta]:
    """How long ago each queue was worked; one that never was is left out."""
    ages = pulse_ages(datetime.now(UTC))
    return {queue: age for queue, age in ages.items() if age is not None}


def witnesses() -> Finding:
    part = "witnesses"
    todo = 'name three or more, run by others (docs/operations.md, "Witnesses of an installation")'
    try:
        policy = policy_configured()
    except WitnessFileError as error:
        return not_ready(part, str(error), todo)
    if not policy.keys:
        words = "nobody outside signs the record, so two histories could be told unseen"
        return warning(part, words, todo)
    words = f"{policy.quorum} of {len(policy.keys)} have to sign"
    enough = len(policy.keys) >= FEWEST_WITNESSES
    return ready(part, words) if enough else warning(part, words, todo)


def officials() -> Finding:
    part = "officials"
    todo = "`manage.py official ADDRESS`; each signs in and sets up a second step"
    active = list(User.objects.filter(is_active=True))
    if len(active) < FEWEST_OFFICIALS:
        return not_ready(part, f"{len(active)} of at least {FEWEST_OFFICIALS}", todo)
    safe = [user for user in active if is_set_up(user)]
    words = f"{len(safe)} of {len(active)} have a second step"
    return ready(part, words) if len(safe) >= FEWEST_OFFICIALS else not_ready(part, words, todo)


def demonstrations() -> Finding:
    part = "demonstrations"
    count = Election.objects.filter(is_demonstration=True).count()
    if count:
        words = f"{count} elections here are demonstrations, whose secrets stand in this database"
        return warning(part, words, "fine for a rehearsal; real elections are not touched by it")
    return ready(part, "none in this database")
