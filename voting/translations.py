"""The texts of an election in its other languages: what has to be said, and what is still missing.

The first language is written on the pages of the election and its questions; these lists hold only
texts that are there in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from voting.models import Contest, Election
from voting.selectors import contests_of
from voting.texts import Text

SHORT, LONG, CONTACT = 200, 5000, 1000


@dataclass(frozen=True, slots=True)
class Place:
    """One text: where it stands, how it may be called, and how long it may be."""

    key: str
    label: str
    text: Text
    longest: int

    @property
    def is_long(self) -> bool:
        return self.longest > SHORT


def election_places(election: Election) -> list[Place]:
    """The texts of the election itself."""
    first = election.languages[0]
    places = (
        Place("title", _("Title"), election.title, SHORT),
        Place("description", _("What it is about"), election.description, LONG),
        Place("contact", _("How voters can reach you"), election.contact, CONTACT),
    )
    return [place for place in places if place.text.get(first)]


def contest_places(contest: Contest) -> list[Place]:
    """The texts of one question and its options."""
    first = contest.election.languages[0]
    return [place for place in _contest_places(contest) if place.text.get(first)]


def _contest_places(contest: Contest) -> Iterator[Place]:
    yield Place("title", _("Question"), contest.title, SHORT)
    yield Place("description", _("More about this question"), contest.description, LONG)
    yield Place("section", _("Section of the ballot"), contest.section, SHORT)
    for option in contest.options.all():
        number = {"number": option.number}
        yield Place(f"option-{option.number}", _("Option %(number)s") % number, option.title, SHORT)
        yield Place(
            f"option-{option.number}-description",
            _("Option %(number)s, more about it") % number,
            option.description,
            LONG,
        )


def missing_in(places: Sequence[Place], language: str) -> int:
    """How many of the texts are not there in `language`."""
    return sum(1 for place in places if not place.text.get(language))


def missing_by_language(election: Election) -> dict[str, int]:
    """How many texts each of the other languages still lacks."""
    places = election_places(election)
    for contest in contests_of(election):
        contest.election = election
        places += contest_places(contest)
    return {language: missing_in(places, language) for language in election.languages[1:]}


def language_name(code: str) -> str:
    """What a language is called in the reader's own; its code where we do not speak it."""
    if code not in dict(settings.LANGUAGES):
        return code
    return str(get_language_info(code)["name_translated"])
