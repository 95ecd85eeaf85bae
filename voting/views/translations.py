"""The texts of an election in its other languages (screen O2)."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from voting.errors import NotFoundError, VotingError
from voting.forms.translations import TranslationForm
from voting.models import Contest, Election
from voting.selectors import contest_get, contests_of
from voting.services import contest_translate, election_translate
from voting.translations import (
    contest_places,
    election_places,
    language_name,
    missing_by_language,
    missing_in,
)
from voting.views.access import official_context, official_page


@official_page
@require_safe
def translations(request: HttpRequest, election: Election, language: str) -> HttpResponse:
    """What there is to translate, part by part."""
    _verify(election, language)
    parts = [(0, _("Title and contact"), election_places(election))]
    for contest in contests_of(election):
        contest.election = election
        parts.append((contest.number, contest.title_text, contest_places(contest)))
    items = [
        {
            "title": title,
            "url": reverse("official-translation", args=[election.pk, language, number]),
            "status": _("Completed") if not missing_in(places, language) else _("To do"),
            "colour": "" if not missing_in(places, language) else "default",
        }
        for number, title, places in parts
    ]
    context = official_context(
        election,
        items=items,
        language=language_name(language),
        missing=missing_by_language(election)[language],
    )
    return render(request, "voting/translations.html", context)


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def translation(
    request: HttpRequest, election: Election, language: str, number: int
) -> HttpResponse:
    """The texts of one part: of the election itself (0), or of a question."""
    _verify(election, language)
    if number == 0:
        heading, places = _("Title and contact"), election_places(election)
        save = partial(election_translate, election=election, language=language)
    else:
        contest = _contest(election, number)
        heading, places = contest.title_text, contest_places(contest)
        save = partial(contest_translate, contest=contest, language=language)
    form = TranslationForm(
        request.POST or None, places=places, languages=[election.languages[0], language]
    )
    if request.method == "POST" and form.is_valid():
        try:
            save(texts=form.cleaned_data)
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The texts are saved."))
            return redirect("official-translations", election.pk, language)
    context = official_context(
        election, form=form, heading=heading, language=language_name(language), code=language
    )
    return render(request, "voting/translation_form.html", context)


def _verify(election: Election, language: str) -> None:
    if language not in election.languages[1:]:
        raise Http404


def _contest(election: Election, number: int) -> Contest:
    try:
        contest = contest_get(election, number)
    except NotFoundError as error:
        raise Http404 from error
    contest.election = election
    return contest
