"""Renewing the installation's secret by plan, after a theft or after a loss; forgetting old ones.

The secret file is changed first and says what is to be done: what a crash leaves undone, the same
command or the scheduler does. Web and workers read the file when they start.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.conf import settings

from board.errors import KeyMissingError
from board.keys import signer_of
from board.models import Log, LogKey
from board.registry import logs_of_elections
from board.selectors import logs_needing
from board.succession import registry_renew
from config.secret import (
    Generation,
    derived_settings,
    generation_add,
    generation_drop,
    generations_read,
    generations_restart,
)
from voting.services import sign_ins_end, trustee_links_void


class RotationError(Exception):
    """The secret cannot be renewed or forgotten like this; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a renewal came to.

    Attributes:
        generation: number of the secret that everything new is made with.
        registry: the registry that is written from now on; None before the first log.
        doubtful: logs that still grow and began with a secret that was stolen or lost.
        sessions: how many people were signed out.
        links: how many links of key holders are void.
    """

    generation: int
    registry: Log | None
    doubtful: tuple[Log, ...] = ()
    sessions: int = 0
    links: int = 0


def secret_rotate() -> Renewed:
    """Add a generation. What was made with older ones goes on until it ends."""
    _use(generation_add(settings.TABELLA_SECRET_FILE))
    return Renewed(settings.BOARD_GENERATION, registry_renew())


def secret_replace_stolen() -> Renewed:
    """Add a generation and end everything that hung on the others, but the logs that still grow."""
    _use(generation_add(settings.TABELLA_SECRET_FILE, is_stolen=True))
    return _replaced(settings.BOARD_COMPROMISED)


def secret_replace_lost() -> Renewed:
    """Begin with one new generation, where no other is left.

    Raises:
        RotationError: a log began with a secret that is in the file, so it is not lost.
    """
    for key in LogKey.objects.select_related("log"):
        if _is_held(key):
            raise RotationError(f"the secret file fits {key.log.origin}, so the secret is not lost")
    known = {0, *LogKey.objects.values_list("generation", flat=True)}
    newest = generations_read(settings.TABELLA_SECRET_FILE)[-1].number
    above = max(*known, newest)
    _use(generations_restart(settings.TABELLA_SECRET_FILE, above=above))
    return _replaced(known)


def secret_forget(number: int) -> None:
    """Remove a generation of the secret for good.

    Raises:
        RotationError: a log still has to be signed with it, or it is the newest, or not there.
    """
    if number == settings.BOARD_GENERATION:
        raise RotationError(f"generation {number} is the newest: everything new is made with it")
    if number not in settings.BOARD_SIGNING_SECRETS:
        raise RotationError(f"the secret file has no generation {number}")
    origins = [log.origin for log in logs_needing(number)]
    if origins:
        raise RotationError(
            f"generation {number} is needed until these records have ended and their end is "
            "signed:\n" + "\n".join(f"  {origin}" for origin in origins)
        )
    _use(generation_drop(settings.TABELLA_SECRET_FILE, number))


def _replaced(bad: Iterable[int]) -> Renewed:
    sessions, links = sign_ins_end(), trustee_links_void()
    registry = registry_renew()
    growing = logs_of_elections().filter(is_frozen=False, key__generation__in=list(bad))
    return Renewed(settings.BOARD_GENERATION, registry, tuple(growing), sessions, links)


def _use(generations: tuple[Generation, ...]) -> None:
    """Go on in this process with what the file holds now."""
    derived = derived_settings(generations)
    for field in fields(derived):
        setattr(settings, field.name.upper(), getattr(derived, field.name))


def _is_held(key: LogKey) -> bool:
    try:
        signer_of(key.log)
    except KeyMissingError:
        return False
    return True
