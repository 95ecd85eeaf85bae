"""Reminding voters by hand: how many, what they will read, and the button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ballots.messages import reminders_by_hand, reminders_count
from voting.errors import VotingError
from voting.models import Election, MessageKind
from voting.states import ElectionState
from voting.tasks import voter_messages_enqueue
from voting.views.access import official_context, official_page
from voting.voter_mail import preview


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest, election: Election) -> HttpResponse:
    if request.method == "POST":
        return _send(request, election)
    is_open = election.state == ElectionState.OPEN
    context = official_context(
        election,
        is_open=is_open,
        count=reminders_count(election) if is_open else 0,
        preview=preview(election, MessageKind.REMINDER),
    )
    return render(request, "tally/remind.html", context)


def _send(request: HttpRequest, election: Election) -> HttpResponse:
    try:
        count = reminders_by_hand(election)
    except VotingError as error:
        messages.error(request, error.message)
        return redirect("official-messages", election.pk)
    voter_messages_enqueue(election.pk)
    if count:
        words = ngettext(
            "%(count)s reminder is being sent. You can leave this page.",
            "%(count)s reminders are being sent. You can leave this page.",
            count,
        )
        messages.success(request, words % {"count": count})
    else:
        messages.info(request, _("Nobody is left to be reminded today."))
    return redirect("official-messages", election.pk)
