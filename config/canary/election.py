"""The election that the installation holds with itself, a new one each week.

A record only grows, so each week's is ended and the next one begun; of the ended one the inbox is
emptied. It is made as rehearsals are: a demonstration, in no list, with key holders whom the server
plays, and with codes that nobody else was given.
"""

from datetime import datetime, timedelta

from ballots.services import inbox_clear
from config.models import Canary
from config.stage import key_holders_stage, opening_stage, voters_stage
from voting.models import Election
from voting.services import (
    ContestDraft,
    ElectionDraft,
    OptionDraft,
    contest_add,
    election_cancel,
    election_create,
)

LASTS = timedelta(days=7)
OPEN_FOR = timedelta(days=14)
VOTERS = 300
"""A code may send forty ballots; a week has 10,080 minutes."""
VOTES_EACH = 36
CHOICE = ((1,),)


def canary_begin(*, now: datetime) -> Canary:
    """Make the week's election. What an earlier try left behind is a rehearsal that nobody sees."""
    text = {"en": "Test of this installation"}
    draft = ElectionDraft(
        title=text,
        description={"en": "The installation votes here by itself. Nothing here counts."},
        opens_at=now,
        closes_at=now + OPEN_FOR,
    )
    election = election_create(draft=draft, official=None, is_demonstration=True, is_rehearsal=True)
    contest_add(election=election, draft=_contest(text))
    names = ["Key holder 1", "Key holder 2"]
    election = key_holders_stage(election, names=names, threshold=1, report=lambda _: None)
    codes = voters_stage(election, names=[f"Test voter {row}" for row in range(1, VOTERS + 1)])
    election = opening_stage(election)
    return Canary.objects.create(election=election, codes=codes, begun_at=now)


def is_over(canary: Canary, now: datetime) -> bool:
    """Its week is over, or its codes have sent nearly all that they may."""
    return now > canary.begun_at + LASTS or canary.sent >= VOTERS * VOTES_EACH


def elections_end(*, before: Canary) -> None:
    """End the records of earlier weeks, and empty their inboxes. Run again it changes nothing."""
    for old in Canary.objects.filter(pk__lt=before.pk).select_related("election"):
        _end(old.election)


def _end(election: Election) -> None:
    election_cancel(election=election, reason="The next test of this installation has begun.")
    inbox_clear(election=election)


def _contest(title: dict[str, str]) -> ContestDraft:
    nothing = {"en": ""}
    option = OptionDraft(title={"en": "Yes"}, description=nothing, option_max=1)
    return ContestDraft(
        title=title, description=nothing, votes_min=0, votes_max=1, options=[option]
    )
