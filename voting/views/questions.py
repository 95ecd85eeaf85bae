"""Questions and ballot styles (screen O2)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from voting.ballot_effort import ballot_effort
from voting.errors import NotFoundError, VotingError
from voting.forms.questions import ContestForm, StyleForm, contest_initial
from voting.models import Contest, Election
from voting.selectors import contest_get, contests_of, style_contests, styles_of
from voting.services import (
    contest_add,
    contest_move,
    contest_remove,
    contest_update,
    style_add,
    style_remove,
)
from voting.views.access import official_context, official_page


@official_page
@require_safe
def questions(request: HttpRequest, election: Election) -> HttpResponse:
    return _questions_page(request, election, StyleForm(election=election))


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def question_new(request: HttpRequest, election: Election) -> HttpResponse:
    form = ContestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            contest_add(election=election, draft=form.draft(election))
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The question is added."))
            return redirect("official-questions", election.pk)
    return render(request, "voting/question_form.html", official_context(election, form=form))


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, election: Election, number: int) -> HttpResponse:
    contest = _contest(election, number)
    form = ContestForm(request.POST or None, initial=contest_initial(contest))
    if request.method == "POST" and form.is_valid():
        try:
            contest_update(contest=contest, draft=form.draft(election, contest))
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The question is saved."))
            return redirect("official-questions", election.pk)
    context = official_context(election, form=form, contest=contest)
    return render(request, "voting/question_form.html", context)


@official_page
@require_POST
def question_remove(request: HttpRequest, election: Election, number: int) -> HttpResponse:
    try:
        contest_remove(contest=_contest(election, number))
        messages.success(request, _("The question is removed."))
    except VotingError as error:
        messages.error(request, error.message)
    return redirect("official-questions", election.pk)


@official_page
@require_POST
def question_move(request: HttpRequest, election: Election, number: int) -> HttpResponse:
    """One place up."""
    try:
        contest_move(contest=_contest(election, number), to=number - 1)
    except VotingError as error:
        messages.error(request, error.message)
    return redirect("official-questions", election.pk)


@official_page
@require_POST
def styles(request: HttpRequest, election: Election) -> HttpResponse:
    form = StyleForm(request.POST, election=election)
    if form.is_valid():
        try:
            style_add(
                election=election,
                name=form.cleaned_data["name"],
                contests=form.cleaned_data["contests"],
            )
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The ballot style is added."))
            return redirect("official-questions", election.pk)
    return _questions_page(request, election, form)


@official_page
@require_POST
def style_delete(request: HttpRequest, election: Election, number: int) -> HttpResponse:
    try:
        style_remove(election=election, number=number)
        messages.success(request, _("The ballot style is removed."))
    except VotingError as error:
        messages.error(request, error.message)
    return redirect("official-questions", election.pk)


def _questions_page(request: HttpRequest, election: Election, form: StyleForm) -> HttpResponse:
    contests = list(contests_of(election))
    context = official_context(
        election,
        contests=contests,
        styles=[(style, style_contests(style, election)) for style in styles_of(election)],
        form=form,
        effort=ballot_effort(election),
    )
    return render(request, "voting/questions.html", context)


def _contest(election: Election, number: int) -> Contest:
    try:
        return contest_get(election, number)
    except NotFoundError as error:
        raise Http404 from error
