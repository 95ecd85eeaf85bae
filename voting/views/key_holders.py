"""Key holders and the key ceremony (screen O4)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from voting.ceremonies import ceremony_complaints, trustee_statuses
from voting.errors import VotingError
from voting.forms.confirmations import AllNeededForm, ConfirmedForm
from voting.forms.trustees import ThresholdForm, TrusteeForm
from voting.models import CeremonyPhase, Election
from voting.readiness import ceremony_missing, is_acceptance_needed, trustee_warnings
from voting.selectors import reports_of
from voting.services import (
    all_needed_accept,
    ceremony_begun_tell,
    ceremony_restart,
    ceremony_start,
    ceremony_stop,
    threshold_set,
    trustee_add,
    trustee_remove,
    trustee_replace,
)
from voting.services.ceremony_entries import IDLE_PHASES
from voting.services.drills import ASKING_STATES
from voting.services.trustees import OVER
from voting.states import ElectionState
from voting.tasks import trustee_mails_enqueue
from voting.views.access import official_context, official_page, signed_in, trustee_or_404
from voting.views.holder_rows import holder_rows, rows_mark
from voting.voter_messages import holder_reminders_sent, plan_of
from voting.words import COMPLAINT_WORDS, PHASE_WORDS, light_words


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def key_holders(request: HttpRequest, election: Election) -> HttpResponse:
    form = TrusteeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            trustee_add(election=election, **form.cleaned_data)
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The key holder is added."))
            return redirect("official-key-holders", election.pk)
    return _page(request, election, form, _threshold_form(election))


@official_page
@require_safe
def state(request: HttpRequest, election: Election) -> HttpResponse:  # noqa: ARG001
    """Whether the page above has something new to show."""
    return JsonResponse({"mark": rows_mark(election, holder_rows(election))})


@official_page
@require_POST
def threshold(request: HttpRequest, election: Election) -> HttpResponse:
    form = ThresholdForm(request.POST, count=election.trustees.count())
    if form.is_valid():
        try:
            threshold_set(election=election, threshold=form.cleaned_data["threshold"])
        except VotingError as error:
            form.add_error("threshold", error.message)
        else:
            return redirect("official-key-holders", election.pk)
    return _page(request, election, TrusteeForm(), form)


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, election: Election) -> HttpResponse:
    """The typed confirmation that every key is needed."""
    form = AllNeededForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            all_needed_accept(election=election, official=signed_in(request))
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            return redirect("official-key-holders", election.pk)
    return render(request, "voting/all_needed.html", official_context(election, form=form))


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, election: Election, index: int) -> HttpResponse:
    trustee = trustee_or_404(election, index)
    form = TrusteeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            trustee_replace(trustee=trustee, **form.cleaned_data)
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The key holder is replaced. Send them an invite."))
            return redirect("official-key-holders", election.pk)
    context = official_context(election, form=form, trustee=trustee)
    return render(request, "voting/key_holder_replace.html", context)


@official_page
@require_POST
def remove(request: HttpRequest, election: Election, index: int) -> HttpResponse:
    trustee = trustee_or_404(election, index)
    return _act(request, election, lambda: trustee_remove(trustee=trustee))


@official_page
@require_POST
def start(request: HttpRequest, election: Election) -> HttpResponse:
    return _act(request, election, lambda: _begin(ceremony_start(election=election)))


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, election: Election) -> HttpResponse:
    """The typed confirmation that every key made so far becomes useless."""
    form = ConfirmedForm(request.POST or None, election=election)
    if request.method == "POST" and form.is_valid():
        try:
            ceremony_stop(election=election)
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The key holders have stopped making keys."))
            return redirect("official-key-holders", election.pk)
    is_under_way = CeremonyPhase(election.ceremony_phase) not in IDLE_PHASES
    context = official_context(
        election,
        form=form,
        makers=[row.trustee.name for row in trustee_statuses(election) if row.has_key],
        can_stop=election.state == ElectionState.DRAFT and is_under_way,
    )
    return render(request, "voting/ceremony_stop.html", context)


@official_page
@require_POST
def restart(request: HttpRequest, election: Election) -> HttpResponse:
    """Only after a stop: that is where somebody agreed to lose the keys."""
    if CeremonyPhase(election.ceremony_phase) not in IDLE_PHASES:
        messages.error(request, _("The key holders are making their keys; stop that first."))
        return redirect("official-key-holders", election.pk)
    return _act(request, election, lambda: _begin(ceremony_restart(election=election)))


def _begin(election: Election) -> None:
    trustee_mails_enqueue(ceremony_begun_tell(election=election))


def _act(request: HttpRequest, election: Election, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except VotingError as error:
        messages.error(request, error.message)
    return redirect("official-key-holders", election.pk)


def _threshold_form(election: Election) -> ThresholdForm:
    return ThresholdForm(count=election.trustees.count(), initial={"threshold": election.threshold})


def _page(
    request: HttpRequest, election: Election, form: TrusteeForm, threshold_form: ThresholdForm
) -> HttpResponse:
    phase = CeremonyPhase(election.ceremony_phase)
    is_draft = election.state == ElectionState.DRAFT
    rows = holder_rows(election)
    context = official_context(
        election,
        form=threshold_form if threshold_form.errors else form,
        trustee_form=form,
        threshold_form=threshold_form,
        rows=rows,
        mark=rows_mark(election, rows),
        state_url=reverse("official-key-holders-state", args=[election.pk]),
        is_followed=not is_draft or phase not in IDLE_PHASES,
        awaited=[row.trustee.name for row in rows if row.status.is_awaited],
        uninvited=[row.trustee.name for row in rows if row.trustee.invited_at is None],
        has_failed_mail=any(row.is_mail_failed for row in rows),
        phase=phase.value,
        phase_text=PHASE_WORDS[phase],
        can_change=is_draft and phase in IDLE_PHASES,
        is_draft=is_draft,
        can_invite=election.state not in OVER,
        can_ask=election.state in ASKING_STATES,
        missing=ceremony_missing(election),
        warnings=trustee_warnings(election),
        needs_acceptance=is_acceptance_needed(election) and not election.all_needed_accepted_at,
        complaints=_complaints(election, phase),
        light=light_words(election),
        reports=reports_of(election),
        are_reminded=plan_of(election).key_holders,
        reminders_sent=holder_reminders_sent(election),
    )
    return render(request, "voting/key_holders.html", context)


def _complaints(election: Election, phase: CeremonyPhase) -> list[str]:
    if phase is not CeremonyPhase.STOPPED:
        return []
    return [
        COMPLAINT_WORDS[item.reason].format(by=item.by, against=item.against)
        for item in ceremony_complaints(election)
    ]
