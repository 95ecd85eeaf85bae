"""The election that `make run` shows: open, with key holders played by the server."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from config.stage import Report, key_holders_stage, opening_stage, voters_stage
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
    trustee_invite,
)

OFFICIAL = "official@demonstration.invalid"
KEY_HOLDERS = ("Priya", "Tom", "Ana")
VOTERS = 12
OPEN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Links:
    """Where each kind of person begins. They hold secrets and are printed, never stored."""

    voters: tuple[str, ...]
    official: str
    trustee: str
    observer: str


def demonstration_ready(report: Report) -> Links:
    """Make the demonstration if there is none, and links for it either way.

    Voters' codes are known only when they are made, so a later start shows none.
    """
    election = Election.objects.filter(is_demonstration=True, is_rehearsal=False).last()
    codes: list[str] = []
    official = _official()
    if election is None:
        report("Making a demonstration election")
        election, codes = _make(official, report)
    page = f"{settings.TABELLA_URL}/e/{election.slug}"
    token = trustee_invite(trustee=trustee_get(election, 1))
    sign_in = sign_in_link_create(user=official)
    return Links(
        voters=tuple(f"{page}/vote#{code}" for code in codes),
        official=f"{settings.TABELLA_URL}/officials/sign-in#link={sign_in}",
        trustee=f"{settings.TABELLA_URL}/trustee/{election.slug}/1#{token}",
        observer=f"{page}/record/",
    )


def _official() -> User:
    known = User.objects.filter(username=OFFICIAL).first()
    return known or official_create(email=OFFICIAL, name="Demonstration official")


def _make(official: User, report: Report) -> tuple[Election, list[str]]:
    now = timezone.now()
    draft = ElectionDraft(
        title={"en": "Riverside library board"},
        description={"en": "Three questions to try things out. Nothing here counts."},
        time_zone="UTC",
        opens_at=now,
        closes_at=now + OPEN_FOR,
    )
    election = election_create(draft=draft, official=official, is_demonstration=True)
    for contest in _contests():
        contest_add(election=election, draft=contest)
    election = key_holders_stage(election, names=KEY_HOLDERS, threshold=2, report=report)
    names = [f"Demonstration voter {number}" for number in range(1, VOTERS + 1)]
    codes = voters_stage(election, names=names)
    return opening_stage(election), codes


def _contests() -> list[ContestDraft]:
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
