"""Drafts and the moves of an election's state."""

import re
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from voting.errors import InputError, StateError
from voting.models import BallotStyle, Election, ElectionOfficial, Parameters
from voting.selectors import election_locked
from voting.services.guards import draft_locked
from voting.services.officials import verify_account
from voting.states import ElectionState, verify_move
from voting.texts import Text, clean_texts, clean_title

FIRST_STYLE = "All questions"
LONGEST_DESCRIPTION = 5000
LONGEST_CONTACT = 1000
MAX_QUORUM = 1_000_000
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionDraft:
    """What an official fills in before the questions."""

    title: Text
    description: Text
    contact: Text = field(default_factory=dict)
    quorum: int = 0
    languages: Sequence[str] = ("en",)
    parameters: str = Parameters.EG_3072
    time_zone: str = "UTC"
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@transaction.atomic
def election_create(
    *,
    draft: ElectionDraft,
    official: User | None,
    is_demonstration: bool = False,
    is_rehearsal: bool = False,
) -> Election:
    """A new draft. What kind of election it is can never be changed afterwards."""
    election = Election(is_demonstration=is_demonstration, is_rehearsal=is_rehearsal)
    _fill(election, draft)
    election.save()
    BallotStyle.objects.create(election=election, number=1, name=FIRST_STYLE, holds_all=True)
    if official is not None:
        verify_account(election, official)
        ElectionOfficial.objects.create(election=election, user=official, added_at=timezone.now())
    return election


@transaction.atomic
def election_update(*, election: Election, draft: ElectionDraft) -> Election:
    locked = draft_locked(election, act=_("change the election"))
    if locked.attempt and draft.parameters != locked.parameters:
        raise StateError(_("the size of the keys is fixed once key holders have begun"))
    _fill(locked, draft)
    locked.save()
    return locked


@transaction.atomic
def election_advance(*, election: Election, to: ElectionState) -> Election:
    """Move an election to a later state of the count; the caller appends the entry that says so.

    Opening, closing and cancelling have services of their own.
    """
    locked = election_locked(election.pk)
    verify_move(current=locked.state, wanted=to)
    locked.state = to
    locked.save(update_fields=["state"])
    return locked


def _fill(election: Election, draft: ElectionDraft) -> None:
    languages = _languages(draft.languages)
    election.languages = languages
    election.title = clean_title(draft.title, languages=languages, place="title")
    election.description = clean_texts(
        draft.description, languages=languages, place="description", longest=LONGEST_DESCRIPTION
    )
    election.contact = clean_texts(
        draft.contact, languages=languages, place="contact", longest=LONGEST_CONTACT
    )
    if not 0 <= draft.quorum <= MAX_QUORUM:
        raise InputError(_("quorum: at most %(most)s voters") % {"most": f"{MAX_QUORUM:,}"})
    election.quorum = draft.quorum
    if draft.parameters not in Parameters.values:
        raise InputError(_("parameters: there is no such set"))
    election.parameters = draft.parameters
    election.time_zone = _time_zone(draft.time_zone)
    election.opens_at, election.closes_at = _times(draft.opens_at, draft.closes_at)


def _languages(languages: Sequence[str]) -> list[str]:
    chosen = list(languages)
    if not chosen or len(set(chosen)) != len(chosen):
        raise InputError(_("languages: at least one, each once"))
    for language in chosen:
        if not LANGUAGE_CODE.fullmatch(language):
            raise InputError(
                _("languages: %(language)s is not a language code")
                % {"language": repr(language[:12])}
            )
    return chosen


def _time_zone(name: str) -> str:
    if name not in zoneinfo.available_timezones():
        raise InputError(_("time zone: there is no such zone"))
    return name


def _times(
    opens_at: datetime | None, closes_at: datetime | None
) -> tuple[datetime | None, datetime | None]:
    moments = [
        moment.astimezone(UTC).replace(microsecond=0) if moment else None
        for moment in (opens_at, closes_at)
    ]
    opens, closes = moments
    if opens and closes and closes <= opens:
        raise InputError(_("closes: voting must close after it opens"))
    return opens, closes
