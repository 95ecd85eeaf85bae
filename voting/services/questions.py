"""Contests, their options, and the ballot styles that say who gets which."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from voting.errors import InputError, NotFoundError
from voting.models import BallotStyle, Contest, Election, Option, OptionOrder
from voting.services.guards import draft_locked
from voting.texts import Text, clean_text, clean_texts, clean_title

MAX_CONTESTS = 100
MAX_OPTIONS = 500
MAX_VOTES = 1000
MAX_POINTS = 100
LONGEST_DESCRIPTION = 5000
LONGEST_TITLE = 200
# Larger than any contest number: unique numbers can be reordered only by way of unused ones.
ASIDE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionDraft:
    title: Text
    description: Text
    option_max: int = 1
    exclusive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestDraft:
    title: Text
    description: Text
    votes_min: int
    votes_max: int
    options: Sequence[OptionDraft]
    section: Text = field(default_factory=dict)
    order: str = OptionOrder.FIXED
    seats: int = 0


@transaction.atomic
def contest_add(*, election: Election, draft: ContestDraft) -> Contest:
    locked = draft_locked(election, act=_("add a question"))
    number = (locked.contests.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > MAX_CONTESTS:
        raise InputError(_("questions: at most %(max_contests)s") % {"max_contests": MAX_CONTESTS})
    contest = Contest(election=locked, number=number)
    _fill(contest, draft, locked.languages)
    return contest


@transaction.atomic
def contest_update(*, contest: Contest, draft: ContestDraft) -> Contest:
    locked = draft_locked(contest.election, act=_("change a question"))
    current = _contest_in(locked, contest)
    current.options.all().delete()
    _fill(current, draft, locked.languages)
    return current


@transaction.atomic
def contest_remove(*, contest: Contest) -> None:
    locked = draft_locked(contest.election, act=_("remove a question"))
    current = _contest_in(locked, contest)
    number = current.number
    current.delete()
    later = locked.contests.filter(number__gt=number).order_by("number")
    for follower in later:
        follower.number -= 1
        follower.save(update_fields=["number"])


@transaction.atomic
def contest_move(*, contest: Contest, to: int) -> None:
    """Give the contest the number `to` and close the gap; numbers run from 1 without holes."""
    locked = draft_locked(contest.election, act=_("move a question"))
    current = _contest_in(locked, contest)
    order = list(locked.contests.exclude(pk=current.pk).order_by("number"))
    if not 1 <= to <= len(order) + 1:
        raise InputError(_("questions: there is no such place"))
    order.insert(to - 1, current)
    locked.contests.update(number=F("number") + ASIDE)
    for number, item in enumerate(order, start=1):
        Contest.objects.filter(pk=item.pk).update(number=number)


@transaction.atomic
def style_add(*, election: Election, name: str, contests: Sequence[int]) -> BallotStyle:
    """A ballot style that holds only some of the questions."""
    locked = draft_locked(election, act=_("add a ballot style"))
    tidy = clean_text(name, place="ballot style", longest=100)
    chosen = list(locked.contests.filter(number__in=contests))
    if not tidy or not chosen:
        raise InputError(_("ballot style: a name and at least one question are needed"))
    if locked.styles.filter(name__iexact=tidy).exists():
        raise InputError(_('ballot style: there is already one called "%(name)s"') % {"name": tidy})
    number = (locked.styles.aggregate(last=Max("number"))["last"] or 0) + 1
    style = BallotStyle.objects.create(election=locked, number=number, name=tidy)
    style.contests.set(chosen)
    return style


@transaction.atomic
def style_remove(*, election: Election, number: int) -> None:
    locked = draft_locked(election, act=_("remove a ballot style"))
    style = locked.styles.filter(number=number).first()
    if style is None:
        raise NotFoundError(_("there is no such ballot style"))
    if style.holds_all:
        raise InputError(_("ballot style: the style with all questions always stays"))
    if style.voters.exists():
        raise InputError(_("ballot style: voters have it, so it cannot be removed"))
    style.delete()
    for follower in locked.styles.filter(number__gt=number).order_by("number"):
        follower.number -= 1
        follower.save(update_fields=["number"])


def _contest_in(election: Election, contest: Contest) -> Contest:
    current = election.contests.filter(pk=contest.pk).first()
    if current is None:
        raise NotFoundError(_("there is no such question"))
    return current


def _fill(contest: Contest, draft: ContestDraft, languages: Sequence[str]) -> None:
    contest.title = clean_title(draft.title, languages=languages, place="question")
    contest.description = clean_texts(
        draft.description, languages=languages, place="note", longest=LONGEST_DESCRIPTION
    )
    contest.section = clean_texts(
        draft.section, languages=languages, place="section", longest=LONGEST_TITLE
    )
    _verify_numbers(draft)
    _verify_rules(draft)
    contest.order, contest.seats = draft.order, draft.seats
    contest.votes_min, contest.votes_max = draft.votes_min, draft.votes_max
    contest.save()
    options = [
        _option(contest, number, option, languages)
        for number, option in enumerate(draft.options, start=1)
    ]
    verify_titles_differ(options, languages)
    Option.objects.bulk_create(options)


def _verify_numbers(draft: ContestDraft) -> None:
    if not 1 <= len(draft.options) <= MAX_OPTIONS:
        raise InputError(
            _("options: 1 to %(max_options)s, got %(count)s")
            % {"max_options": MAX_OPTIONS, "count": len(draft.options)}
        )
    if any(not 1 <= option.option_max <= MAX_POINTS for option in draft.options):
        raise InputError(
            _("options: at most %(max_points)s points for one option, and at least 1")
            % {"max_points": MAX_POINTS}
        )
    if not 1 <= draft.votes_max <= MAX_VOTES:
        raise InputError(
            _("choices: at most %(max_votes)s, and at least 1") % {"max_votes": MAX_VOTES}
        )
    if not 0 <= draft.votes_min <= draft.votes_max:
        raise InputError(_("choices: the smallest number cannot be above the largest"))
    possible = sum(option.option_max for option in draft.options)
    if draft.votes_max > possible:
        raise InputError(
            _("choices: at most %(possible)s can be given to these options, %(votes_max)s asked")
            % {"possible": possible, "votes_max": draft.votes_max}
        )


def _verify_rules(draft: ContestDraft) -> None:
    if draft.order not in OptionOrder.values:
        raise InputError(_("order of the options: there is no such order"))
    if not 0 <= draft.seats <= len(draft.options):
        raise InputError(
            _("seats: at most as many as there are options, %(count)s")
            % {"count": len(draft.options)}
        )
    is_alone = draft.votes_min <= 1 and all(option.option_max == 1 for option in draft.options)
    if any(option.exclusive for option in draft.options) and not is_alone:
        raise InputError(
            _("“None of these” does not fit where voters must choose two or more, or give points")
        )


def _option(contest: Contest, number: int, draft: OptionDraft, languages: Sequence[str]) -> Option:
    place = f"option {number}"
    return Option(
        contest=contest,
        number=number,
        title=clean_title(draft.title, languages=languages, place=place),
        description=clean_texts(
            draft.description, languages=languages, place=place, longest=LONGEST_DESCRIPTION
        ),
        option_max=draft.option_max,
        exclusive=draft.exclusive,
    )


def verify_titles_differ(options: Sequence[Option], languages: Sequence[str]) -> None:
    """Refuse two options with the same words in one language."""
    for language in languages:
        seen: dict[str, int] = {}
        for option in options:
            title = option.title.get(language, "").casefold()
            if title and title in seen:
                raise InputError(
                    _("option %(number)s (%(language)s): the same words as option %(seen)s")
                    % {"number": option.number, "language": language, "seen": seen[title]}
                )
            seen[title] = option.number
