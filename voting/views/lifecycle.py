"""Freezing, opening, extending and cancelling (screens O5 and O6)."""

from datetime import UTC

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from board.witnesses import policy_configured, policy_of
from crypto.witness_policy import Witnesses
from voting.acts import Content
from voting.errors import InputError, VotingError
from voting.forms.confirmations import CancelForm, ExtendForm, TypedTitleForm
from voting.forms.elections import in_zone
from voting.models import Election
from voting.readiness import (
    freeze_missing,
    organisers_missing,
    secrecy_warnings,
    trustee_warnings,
    waived_names,
    witness_warnings,
)
from voting.selectors import contests_of, roll_counts, trustees_of
from voting.services import act_reason
from voting.sign_in_words import CODE_MAKER_WORDS, SECOND_FACTOR_WORDS
from voting.states import ElectionState
from voting.translations import language_name
from voting.views.access import act_page, official_context
from voting.views.acts import act_ask
from voting.words import light_words


@act_page
@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: HttpRequest, election: Election) -> HttpResponse:
    form = TypedTitleForm(request.POST or None, election=election)
    if request.method == "POST" and form.is_valid():
        try:
            return act_ask(request, election, "freeze", {}, reason=form.note_text())
        except VotingError as error:
            form.add_error(None, error.message)
    is_draft = election.state == ElectionState.DRAFT
    context = official_context(
        election,
        form=form,
        missing=[*freeze_missing(election), *organisers_missing(election)] if is_draft else [],
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


@act_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_voting(request: HttpRequest, election: Election) -> HttpResponse:
    form = TypedTitleForm(request.POST or None, election=election)
    if request.method == "POST" and form.is_valid():
        try:
            return act_ask(request, election, "open", {}, reason=form.note_text())
        except VotingError as error:
            form.add_error(None, error.message)
    context = official_context(election, form=form, light=light_words(election))
    return render(request, "voting/open.html", context)


@act_page
@require_POST
def open_plan(request: HttpRequest, election: Election) -> HttpResponse:
    """Open by itself at the planned time, or not."""
    name = "open-plan" if request.POST.get("plan") == "on" else "open-plan-off"
    try:
        return act_ask(request, election, name, {})
    except VotingError as error:
        messages.error(request, error.message)
    return redirect("official-open", election.pk)


@act_page
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, election: Election) -> HttpResponse:
    form = ExtendForm(request.POST or None, election=election)
    if request.method == "POST" and form.is_valid():
        try:
            return _extension_ask(request, election, form)
        except VotingError as error:
            form.add_error(None, error.message)
    return render(request, "voting/extend.html", official_context(election, form=form))


def _extension_ask(request: HttpRequest, election: Election, form: ExtendForm) -> HttpResponse:
    moment = in_zone(form.cleaned_data["closes_at"], election.time_zone)
    if moment is None:
        raise InputError(_("Enter a new closing time"))
    reason = act_reason(form.cleaned_data["reason"])
    content: Content = {"closes": moment.astimezone(UTC).isoformat(), "reason": reason}
    return act_ask(request, election, "extend", content, reason=reason)


@act_page
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, election: Election) -> HttpResponse:
    form = CancelForm(request.POST or None, election=election)
    if request.method == "POST" and form.is_valid():
        try:
            reason = act_reason(form.cleaned_data["reason"])
            return act_ask(request, election, "cancel", {"reason": reason}, reason=reason)
        except VotingError as error:
            form.add_error(None, error.message)
    return render(request, "voting/cancel.html", official_context(election, form=form))
