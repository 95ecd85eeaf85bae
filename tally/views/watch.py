"""Watching and closing (screens O7 and O8)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from board.selectors import log_get
from board.standing import witnessed_log
from tally.numbers import grouped
from tally.turnout import Turnout, turnout
from voting.errors import VotingError
from voting.forms.confirmations import TypedTitleForm
from voting.models import Election
from voting.states import ElectionState
from voting.views.access import act_page, official_context, official_page
from voting.views.acts import act_ask
from voting.words import light_words

BEFORE_VOTING = (ElectionState.DRAFT, ElectionState.FROZEN)


@official_page
@require_safe
def watch(request: HttpRequest, election: Election) -> HttpResponse:
    has_begun = election.state not in BEFORE_VOTING and election.log is not None
    context = official_context(
        election,
        turnout=turnout(election) if has_begun else None,
        is_open=election.state == ElectionState.OPEN,
        numbers_url=reverse("official-watch-numbers", args=[election.pk]),
        record_url=reverse("record", args=[election.slug]) if election.manifest else "",
        witnessed=witnessed_log(log_get(election.slug)) if has_begun else None,
        light=light_words(election),
    )
    return render(request, "tally/watch.html", context)


@official_page
@require_safe
def numbers(request: HttpRequest, election: Election) -> HttpResponse:  # noqa: ARG001
    """The numbers of the page above, as they are shown there."""
    if election.log is None:
        return JsonResponse({"state": election.state})
    now = turnout(election)
    shown = {name: grouped(number) for name, number in _numbers(now).items()}
    return JsonResponse(
        {"numbers": shown, "state": election.state, "turned_away": len(now.turned_away)}
    )


def _numbers(now: Turnout) -> dict[str, int]:
    return {
        "ballots": now.ballots,
        "entries": now.entries,
        "link_requests": now.link_requests,
        "mail_failed": now.mail_failed,
        "mail_returned": now.mail_returned,
        "percent": now.percent,
        "replaced": now.replaced,
        "reports": now.reports,
        "signed": now.signed,
        "tests": now.tests,
        "turned_away": sum(item.count for item in now.turned_away),
        "under_way": now.under_way,
        "voted": now.voted,
        "voters": now.voters,
        "withdrawn": now.withdrawn,
    }


@act_page
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, election: Election) -> HttpResponse:
    form = TypedTitleForm(request.POST or None, election=election)
    if request.method == "POST" and form.is_valid():
        try:
            return act_ask(request, election, "close", {}, reason=form.note_text())
        except VotingError as error:
            form.add_error(None, error.message)
    is_open = election.state == ElectionState.OPEN
    context = official_context(
        election, form=form, is_open=is_open, turnout=turnout(election) if is_open else None
    )
    return render(request, "tally/close.html", context)
