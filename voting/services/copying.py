"""A new draft that begins as a copy of an election in any state.

Never copied: keys, voter codes, links, times, the record, and how far the election has come.
"""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from voting.models import BallotStyle, Contest, Election, Option, Voter
from voting.services.elections import ElectionDraft, election_create
from voting.services.trustees import threshold_set, trustee_add
from voting.texts import Text

BATCH = 2000
LONGEST_TITLE = 200


@transaction.atomic
def election_copy(
    *, election: Election, official: User, with_key_holders: bool, with_voters: bool
) -> Election:
    """Questions and ballot styles always; key holders' and voters' names where chosen."""
    copy = election_create(
        draft=ElectionDraft(
            title=_title(election),
            description=election.description,
            contact=election.contact,
            quorum=election.quorum,
            languages=election.languages,
            parameters=election.parameters,
            time_zone=election.time_zone,
        ),
        official=official,
        is_demonstration=election.is_demonstration,
    )
    contests = _contests_copy(election, copy)
    styles = _styles_copy(election, copy, contests)
    if with_voters:
        _voters_copy(election, copy, styles)
    if with_key_holders:
        _key_holders_copy(election, copy)
    return copy


def _title(election: Election) -> Text:
    """A language whose title is still missing misses it in the copy."""
    return {
        language: _marked(text, language) if text else ""
        for language, text in election.title.items()
    }


def _marked(title: str, language: str) -> str:
    with translation.override(language if translation.check_for_language(language) else "en"):
        mark = " " + _("(copy)")
    return title[: LONGEST_TITLE - len(mark)] + mark


def _contests_copy(election: Election, copy: Election) -> dict[int, Contest]:
    """By number. Every field goes along, whatever questions learn to hold."""
    contests: dict[int, Contest] = {}
    for contest in election.contests.prefetch_related("options"):
        options = list(contest.options.all())
        contest.pk, contest.election = None, copy
        contest.save(force_insert=True)
        _options_copy(options, contest)
        contests[contest.number] = contest
    return contests


def _options_copy(options: list[Option], contest: Contest) -> None:
    for option in options:
        option.pk, option.contest = None, contest
    Option.objects.bulk_create(options, batch_size=BATCH)


def _styles_copy(
    election: Election, copy: Election, contests: Mapping[int, Contest]
) -> dict[int, BallotStyle]:
    """By number; the style that holds all questions is there since the draft was made."""
    styles = {style.number: style for style in copy.styles.all()}
    for style in election.styles.prefetch_related("contests").filter(holds_all=False):
        numbers = [contest.number for contest in style.contests.all()]
        new = BallotStyle.objects.create(election=copy, number=style.number, name=style.name)
        new.contests.set(contests[number] for number in numbers)
        styles[new.number] = new
    return styles


def _voters_copy(election: Election, copy: Election, styles: Mapping[int, BallotStyle]) -> None:
    known = election.voters.select_related("style").order_by("number")
    voters = (
        Voter(
            election=copy,
            number=number,
            name=voter.name,
            email=voter.email,
            weight=voter.weight,
            style=styles[voter.style.number],
        )
        for number, voter in enumerate(known, start=1)
    )
    Voter.objects.bulk_create(voters, batch_size=BATCH)


def _key_holders_copy(election: Election, copy: Election) -> None:
    for trustee in election.trustees.order_by("index"):
        trustee_add(election=copy, name=trustee.name, email=trustee.email)
    if election.trustees.exists():
        threshold_set(election=copy, threshold=election.threshold)
