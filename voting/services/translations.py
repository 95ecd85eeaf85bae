"""Writing the texts of a draft in its other languages."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from voting.errors import InputError
from voting.models import Contest, Election, Option
from voting.services.guards import draft_locked
from voting.services.questions import verify_titles_differ
from voting.texts import Text, clean_text
from voting.translations import Place, contest_places, election_places


@transaction.atomic
def election_translate(*, election: Election, language: str, texts: Mapping[str, str]) -> None:
    """Put the texts of the election itself into `language`, by the keys of `election_places`."""
    locked = draft_locked(election, act=_("change the texts"))
    _verify_language(locked, language)
    for place in election_places(locked):
        setattr(locked, place.key, _translated(place, language, texts))
    locked.save(update_fields=["title", "description", "contact"])


@transaction.atomic
def contest_translate(*, contest: Contest, language: str, texts: Mapping[str, str]) -> None:
    """Put the texts of one question into `language`, by the keys of `contest_places`."""
    locked = draft_locked(contest.election, act=_("change the texts"))
    _verify_language(locked, language)
    current = locked.contests.get(pk=contest.pk)
    current.election = locked
    changed = {place.key: _translated(place, language, texts) for place in contest_places(current)}
    for key in ("title", "description", "section"):
        setattr(current, key, changed.get(key, getattr(current, key)))
    current.save(update_fields=["title", "description", "section"])
    options = list(current.options.all())
    for option in options:
        key = f"option-{option.number}"
        option.title = changed.get(key, option.title)
        option.description = changed.get(f"{key}-description", option.description)
    verify_titles_differ(options, [language])
    Option.objects.bulk_update(options, ["title", "description"], batch_size=100)


def _verify_language(election: Election, language: str) -> None:
    if language not in election.languages[1:]:
        raise InputError(_("there is no such language in this election"))


def _translated(place: Place, language: str, texts: Mapping[str, str]) -> Text:
    words = clean_text(
        texts.get(place.key, ""),
        place=place.label,
        longest=place.longest,
        allowed="\n" if place.is_long else "",
    )
    return {**place.text, language: words}
