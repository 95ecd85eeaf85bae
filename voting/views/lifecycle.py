"""Freezing, opening, extending and cancelling (screens O5 and O6)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from board.witnesses import policy_configured, policy_of
from crypto.witness_policy import Witnesses
from voting.errors import VotingError
from voting.forms.confirmations import CancelForm, ExtendForm, TypedTitleForm
from voting.forms.elections import in_zone
from voting.models import Election
from voting.readiness import (
    freeze_missing,
    secrecy_warnings,
    trustee_warnings,
    waived_names,
    witness_warnings,
)
from voting.selectors import contests_of, roll_counts, trustees_of
from voting.services import (
    election_cancel,
    election_extend,
    election_freeze,
    election_open,
    opening_plan,
)
from voting.sign_in_words import CODE_MAKER_WORDS, SECOND_FACTOR_WORDS
from voting.states import ElectionState
from voting.translations import language_name
from voting.views.access import official_context, official_page
from voting.words import light_words


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: HttpRequest, election: Election) -> HttpResponse:
    form = TypedTitleForm(request.POST or None, election=election)
    if request.method == "POST" and form.is_valid():
        try:
            election_freeze(election=election)
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The election is frozen. Everyone can see it now."))
            return redirect("official-election", election.pk)
    is_draft = election.state == ElectionState.DRAFT
    context = official_context(
        election,
        form=form,
        missing=freeze_missing(election) if is_draft else [],
        is_draft=is_draft,
        languages=[language_name(code) for code in election.languages],
        contests=contests_of(election),
        counts=roll_counts(election),
        trustees=trustees_of(election),
        waived=waived_names(election),
        warnings=_warnings(election) if is_draft else [],
        witnesses=_witnesses(election),
        second_factor=SECOND_FACTOR_WORDS[election.second_factor],
        code_maker=CODE_MAKER_WORDS[election.code_maker],
    )
    return render(request, "voting/freeze.html", context)


def _warnings(election: Election) -> list[str]:
    return [
        *trustee_warnings(election),
        *witness_warnings(election),
        *secrecy_warnings(election),
    ]


def _witnesses(election: Election) -> Witnesses:
    """Who signs the record: as it was frozen, or as it would be now."""
    is_fixed = election.manifest is not None and election.log is not None
    return policy_of(election.log) if is_fixed and election.log else policy_configured()


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_voting(request: HttpRequest, election: Election) -> HttpResponse:
    form = TypedTitleForm(request.POST or None, election=election)
    if request.method == "POST" and form.is_valid():
        try:
            election_open(election=election)
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request, _("Voting is open. We made, checked and opened 3 test ballots: all fine.")
            )
            return redirect("official-election", election.pk)
    context = official_context(election, form=form, light=light_words(election))
    return render(request, "voting/open.html", context)


@official_page
@require_POST
def open_plan(request: HttpRequest, election: Election) -> HttpResponse:
    """Open by itself at the planned time, or not."""
    try:
        opening_plan(election=election, opens_by_itself=request.POST.get("plan") == "on")
    except VotingError as error:
        messages.error(request, error.message)
    return redirect("official-open", election.pk)


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, election: Election) -> HttpResponse:
    form = ExtendForm(request.POST or None, election=election)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        closes_at = in_zone(values["closes_at"], election.time_zone)
        try:
            if closes_at is not None:
                election_extend(election=election, closes_at=closes_at, reason=values["reason"])
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Voting is extended."))
            return redirect("official-election", election.pk)
    return render(request, "voting/extend.html", official_context(election, form=form))


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, election: Election) -> HttpResponse:
    form = CancelForm(request.POST or None, election=election)
    if request.method == "POST" and form.is_valid():
        try:
            election_cancel(election=election, reason=form.cleaned_data["reason"])
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The election is called off."))
            return redirect("official-election", election.pk)
    return render(request, "voting/cancel.html", official_context(election, form=form))
