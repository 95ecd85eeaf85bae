"""The elections that `make run` shows.

One is open, with key holders played by the server. The other is being set up: its first key holder
is the person who started the product, the server plays the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from config.stage import (
    Report,
    key_holders_stage,
    key_holders_with_person_stage,
    opening_stage,
    voters_stage,
)
from voting.errors import StateError
from voting.links import link_token, trustee_link
from voting.models import Election
from voting.selectors import trustee_get
from voting.services import (
    ContestDraft,
    ElectionDraft,
    OptionDraft,
    contest_add,
    election_create,
    official_create,
    sign_in_link_create,
    standing_code_make,
    trustee_invite,
)
from voting.standing_code import DEMONSTRATION_OFFICIAL, is_on_loopback

KEY_HOLDERS = ("Priya", "Tom", "Ana")
# By their first key holder's address the two are known again, whatever officials do to them.
FIRST_PLAYED = "key-holder-1@demonstration.invalid"
PERSON = "you@demonstration.invalid"
VOTERS = 12
VOTERS_WITH_PERSON = 3
OPEN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Shown:
    """One election and its links. Voters' links are known only when the election is made."""

    title: str
    voters: tuple[str, ...]
    observer: str


@dataclass(frozen=True, slots=True)
class Links:
    """Where each kind of person begins. They hold secrets and are printed, never stored.

    `key_holder` is empty when that election was over before anybody had a link, and `official_code`
    where other machines reach this one: the official sets up a second step there as all others do.
    """

    official: str
    official_code: str
    played: Shown
    joined: Shown
    key_holder: str


def demonstration_ready(report: Report) -> Links:
    """Make the demonstrations that are missing, and links for all.

    Voters' codes are known only when they are made, so a later start shows none.
    """
    official = _official()
    sign_in = sign_in_link_create(user=official)
    voting: Sequence[str] = ()
    waiting: Sequence[str] = ()
    played, joined = _known(FIRST_PLAYED), _known(PERSON)
    if played is None:
        report("Making a demonstration election")
        played, voting = _played(official, report)
    if joined is None:
        report("Making another, with a key for you to make")
        joined, waiting = _joined(official)
    return Links(
        official=f"{settings.TABELLA_URL}/officials/sign-in#link={sign_in}",
        official_code=standing_code_make(user=official) if is_on_loopback() else "",
        played=_shown(played, voting),
        joined=_shown(joined, waiting),
        key_holder=_key_holder_link(joined),
    )


def _known(key_holder: str) -> Election | None:
    known = Election.objects.filter(is_demonstration=True, is_rehearsal=False)
    return known.filter(trustees__email=key_holder).last()


def _shown(election: Election, codes: Sequence[str]) -> Shown:
    page = f"{settings.TABELLA_URL}/e/{election.slug}"
    return Shown(
        title=election.title[election.languages[0]],
        voters=tuple(f"{page}/vote#{code}" for code in codes),
        observer=f"{page}/record/",
    )


def _key_holder_link(election: Election) -> str:
    """The same at every start, until an official makes it void."""
    trustee = trustee_get(election, 1)
    if trustee.link_salt:
        return trustee_link(trustee, link_token(trustee))
    try:
        return trustee_link(trustee, trustee_invite(trustee=trustee))
    except StateError:
        return ""


def _official() -> User:
    known = User.objects.filter(username=DEMONSTRATION_OFFICIAL).first()
    return known or official_create(email=DEMONSTRATION_OFFICIAL, name="Demonstration official")


def _played(official: User, report: Report) -> tuple[Election, Sequence[str]]:
    election = _drafted("Riverside library board", _board_contests(), official)
    election = key_holders_stage(election, names=KEY_HOLDERS, threshold=2, report=report)
    codes = voters_stage(election, names=_voters(VOTERS))
    return opening_stage(election), codes


@transaction.atomic
def _joined(official: User) -> tuple[Election, Sequence[str]]:
    """Whole or not at all: a start that was cut short leaves none without its link."""
    election = _drafted("Reading room hours", [_hours_contest()], official)
    codes = voters_stage(election, names=_voters(VOTERS_WITH_PERSON))
    election = key_holders_with_person_stage(
        election, person=PERSON, names=KEY_HOLDERS, threshold=2
    )
    return election, codes


def _drafted(title: str, contests: Sequence[ContestDraft], official: User) -> Election:
    now = timezone.now()
    draft = ElectionDraft(
        title={"en": title},
        description={"en": "Something to try things out with. Nothing here counts."},
        time_zone="UTC",
        opens_at=now,
        closes_at=now + OPEN_FOR,
    )
    election = election_create(draft=draft, official=official, is_demonstration=True)
    for contest in contests:
        contest_add(election=election, draft=contest)
    return election


def _voters(count: int) -> list[str]:
    return [f"Demonstration voter {number}" for number in range(1, count + 1)]


def _hours_contest() -> ContestDraft:
    return _contest(
        "When should the reading room be open?", ["Before work", "At lunch", "After work"], most=1
    )


def _board_contests() -> list[ContestDraft]:
    return [
        _contest("When should the library open?", ["Mornings", "Evenings", "Weekends"], most=1),
        _contest(
            "Who should sit on the board?",
            ["Dana Levi", "Noor Aziz", "Sam Okoro", "Mei Tanaka", "Luis Prado"],
            most=2,
        ),
        _contest(
            "Share out ten points for new books",
            ["Novels", "Children's books", "Science", "History"],
            most=10,
            points=10,
        ),
    ]


def _contest(title: str, options: list[str], *, most: int, points: int = 1) -> ContestDraft:
    return ContestDraft(
        title={"en": title},
        description={"en": ""},
        votes_min=0,
        votes_max=most,
        options=[
            OptionDraft(title={"en": name}, description={"en": ""}, option_max=points)
            for name in options
        ],
    )
