"""Links of key holders and the messages that carry them (screens O4 and O9)."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from voting.errors import VotingError
from voting.links import trustee_link
from voting.models import Election, MailKind, TrusteeMail
from voting.services import (
    invites_ask,
    reminders_ask,
    trustee_invite,
    trustee_link_void,
    trustee_mail_ask,
    trustee_mails_retry,
)
from voting.tasks import trustee_mails_enqueue
from voting.views.access import official_context, official_page, trustee_or_404

PAGE = "official-key-holders"


@official_page
@require_POST
def invite(request: HttpRequest, election: Election, index: int) -> HttpResponse:
    return _send_one(request, election, index, MailKind.INVITE)


@official_page
@require_POST
def remind(request: HttpRequest, election: Election, index: int) -> HttpResponse:
    return _send_one(request, election, index, MailKind.REMIND)


@official_page
@require_POST
def invite_all(request: HttpRequest, election: Election) -> HttpResponse:
    return _send(request, election, lambda: invites_ask(election=election))


@official_page
@require_POST
def remind_all(request: HttpRequest, election: Election) -> HttpResponse:
    return _send(request, election, lambda: reminders_ask(election=election))


@official_page
@require_POST
def retry(request: HttpRequest, election: Election) -> HttpResponse:
    return _send(request, election, lambda: trustee_mails_retry(election=election))


@official_page
@require_POST
def link(request: HttpRequest, election: Election, index: int) -> HttpResponse:
    """Show the link, to be handed over in another way than by mail."""
    trustee = trustee_or_404(election, index)
    try:
        token = trustee_invite(trustee=trustee)
    except VotingError as error:
        messages.error(request, error.message)
        return redirect(PAGE, election.pk)
    context = official_context(election, trustee=trustee, link=trustee_link(trustee, token))
    return render(request, "voting/key_holder_link.html", context)


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, election: Election, index: int) -> HttpResponse:
    """Make a link useless that somebody else may have seen."""
    trustee = trustee_or_404(election, index)
    if request.method == "POST":
        trustee_link_void(trustee=trustee)
        words = _("The old link of %(name)s does not work any more. Send them a new invite.")
        messages.success(request, words % {"name": trustee.name})
        return redirect(PAGE, election.pk)
    context = official_context(election, trustee=trustee)
    return render(request, "voting/key_holder_void.html", context)


def _send_one(request: HttpRequest, election: Election, index: int, kind: MailKind) -> HttpResponse:
    trustee = trustee_or_404(election, index)

    def ask() -> list[TrusteeMail]:
        mail = trustee_mail_ask(trustee=trustee, kind=kind)
        return [mail] if mail else []

    return _send(request, election, ask)


def _send(
    request: HttpRequest, election: Election, ask: Callable[[], Sequence[TrusteeMail]]
) -> HttpResponse:
    try:
        mails = ask()
    except VotingError as error:
        messages.error(request, error.message)
    else:
        trustee_mails_enqueue(mails)
        messages.success(request, _sending_words(len(mails)))
    return redirect(_back(request, election))


def _sending_words(count: int) -> str:
    if count == 0:
        return _("There is no new message to send: nobody is left, or one is on its way already.")
    words = ngettext(
        "%(count)s message is being sent. You can leave this page.",
        "%(count)s messages are being sent. You can leave this page.",
        count,
    )
    return words % {"count": count}


def _back(request: HttpRequest, election: Election) -> str:
    """The page of the count has the same buttons."""
    if request.POST.get("back") == "count":
        return reverse("official-election", args=[election.pk]) + "count"
    return reverse(PAGE, args=[election.pk])
