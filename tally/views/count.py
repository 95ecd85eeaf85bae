"""Counting and publishing (screens O9 and O10)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from board.standing import witnessed_log
from tally import selectors, steps
from tally.models import Verdict
from tally.results import few_ballots, result_sheet
from tally.services import count_retry
from tally.tasks import count_advance
from voting.errors import VotingError
from voting.forms.confirmations import TypedTitleForm
from voting.models import Election
from voting.readiness import FEW_BALLOTS
from voting.selectors import reports_of
from voting.states import ElectionState
from voting.views.access import act_page, official_context, official_page
from voting.views.acts import act_ask
from voting.words import light_words

COUNTED = (ElectionState.COUNTED, ElectionState.PUBLISHED)


@official_page
@require_safe
def count(request: HttpRequest, election: Election) -> HttpResponse:
    row = selectors.count_of(election)
    progress = selectors.progress(election) if row else None
    context = official_context(
        election,
        count=row,
        steps=steps.count_steps(election, progress) if progress else steps.waiting_steps(),
        key_holders=steps.key_holders(election, progress),
        mark=steps.mark(election.state, progress),
        is_under_way=steps.is_under_way(election, progress),
        waits_for_key_holders=steps.waits_for_key_holders(election, progress),
        can_try_again=steps.can_try_again(election, row),
        can_publish=election.state == ElectionState.COUNTED
        and row is not None
        and row.verdict == Verdict.PASSED,
        is_before_close=row is None and election.state != ElectionState.CLOSED,
        is_published=election.state == ElectionState.PUBLISHED,
        progress_url=reverse("api-count", args=[election.pk]),
        witnessed=witnessed_log(election.log) if election.log else None,
        light=light_words(election),
        reports=reports_of(election),
    )
    return render(request, "tally/count.html", context)


@official_page
@require_POST
def again(request: HttpRequest, election: Election) -> HttpResponse:
    """Start what has not begun, or once more what got stuck."""
    count_retry(election=election)
    count_advance.delay(election.slug)
    messages.success(request, _("The count goes on. You can leave this page."))
    return redirect("official-count", election.pk)


@act_page
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, election: Election) -> HttpResponse:
    form = TypedTitleForm(request.POST or None, election=election)
    if request.method == "POST" and form.is_valid():
        try:
            return act_ask(request, election, "publish", {}, reason=form.note_text())
        except VotingError as error:
            form.add_error(None, error.message)
    row = selectors.count_of(election)
    sheet = result_sheet(election) if election.state in COUNTED else None
    context = official_context(
        election,
        form=form,
        sheet=sheet,
        few=few_ballots(sheet) if sheet else [],
        few_ballots=FEW_BALLOTS,
        has_passed=row is not None and row.verdict == Verdict.PASSED,
        is_published=election.state == ElectionState.PUBLISHED,
    )
    return render(request, "tally/publish.html", context)
