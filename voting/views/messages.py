"""Messages to voters as officials see them, and what voters ask for and report."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from voting.errors import VotingError
from voting.forms.messages import MessagePlanForm
from voting.kept_mail import is_mail_kept, kept_mails_of
from voting.models import Election, MessageKind, MessageState, Voter
from voting.services import (
    holder_reminders_set,
    link_request_done,
    message_again,
    message_plan_set,
    messages_again,
    voter_report_done,
)
from voting.states import ElectionState
from voting.tasks import voter_messages_enqueue
from voting.views.access import official_context, official_page, signed_in
from voting.voter_mail import previews
from voting.voter_messages import (
    MOST_SHOWN,
    LostMessage,
    link_requests_open,
    message_counts,
    messages_lost,
    messages_not_arrived,
    plan_of,
)

PAGE = "official-messages"
REPORTS = "official-reports"


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, election: Election) -> HttpResponse:
    plan = plan_of(election)
    fields = ("receipts", "reminders", "reminder_hours", "results")
    initial = {name: getattr(plan, name) for name in fields}
    form = MessagePlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        message_plan_set(election=election, **form.cleaned_data)
        messages.success(request, _("Saved. What is on its way already is not called back."))
        return redirect(PAGE, election.pk)
    lost = messages_not_arrived(election)
    context = official_context(
        election,
        form=form,
        lost=[(message, _new_code_of(election, message)) for message in lost],
        is_cut=len(lost) == MOST_SHOWN,
        can_send_again=messages_lost(election).exists(),
        is_draft=election.state == ElectionState.DRAFT,
        is_open=election.state == ElectionState.OPEN,
        requests=[
            (each, f"request-{each.pk}", _new_code_url(election, each.voter))
            for each in link_requests_open(election)
        ],
        previews=previews(election),
        has_inbox=election.is_demonstration and is_mail_kept(),
        **_table(election),
    )
    return render(request, "voting/messages.html", context)


@official_page
@require_safe
def inbox(request: HttpRequest, election: Election) -> HttpResponse:
    """Mail of a demonstration, codes of its voters included. Of a real election nobody sees it."""
    if not election.is_demonstration:
        raise Http404
    mails = kept_mails_of(election)[-MOST_SHOWN:] if is_mail_kept() else []
    context = official_context(
        election,
        is_kept=is_mail_kept(),
        mails=[
            {"to": mail["To"], "subject": mail["Subject"], "text": mail.get_content()}
            for mail in reversed(mails)
        ],
    )
    return render(request, "voting/inbox.html", context)


@official_page
@require_POST
def again(request: HttpRequest, election: Election, message_id: int) -> HttpResponse:
    def send() -> int:
        message_again(election=election, message_id=message_id)
        return 1

    return _sent_again(request, election, send)


@official_page
@require_POST
def again_all(request: HttpRequest, election: Election) -> HttpResponse:
    return _sent_again(request, election, lambda: messages_again(election=election))


@official_page
@require_POST
def request_done(request: HttpRequest, election: Election, request_id: int) -> HttpResponse:
    try:
        link_request_done(election=election, request_id=request_id)
        messages.success(request, _("The request is off the list."))
    except VotingError as error:
        messages.error(request, error.message)
    return redirect(PAGE, election.pk)


@official_page
@require_POST
def holder_reminders(request: HttpRequest, election: Election) -> HttpResponse:
    is_on = request.POST.get("reminders") == "on"
    holder_reminders_set(election=election, is_on=is_on)
    words = (
        _("Key holders are reminded once a day from now on.")
        if is_on
        else _("Key holders are not reminded by themselves any more.")
    )
    messages.success(request, words)
    return redirect("official-key-holders", election.pk)


@official_page
@require_safe
def reports(request: HttpRequest, election: Election) -> HttpResponse:
    rows = election.voter_reports.select_related("done_by")
    context = official_context(
        election,
        open_reports=rows.filter(done_at__isnull=True)[:MOST_SHOWN],
        done_reports=rows.filter(done_at__isnull=False)[:MOST_SHOWN],
    )
    return render(request, "voting/voter_reports.html", context)


@official_page
@require_POST
def report_done(request: HttpRequest, election: Election, report_id: int) -> HttpResponse:
    try:
        voter_report_done(election=election, report_id=report_id, official=signed_in(request))
        messages.success(request, _("The report is marked as dealt with."))
    except VotingError as error:
        messages.error(request, error.message)
    return redirect(REPORTS, election.pk)


def _new_code_of(election: Election, message: LostMessage) -> str:
    return _new_code_url(election, message.voter) if message.kind is MessageKind.LINK else ""


def _new_code_url(election: Election, voter: Voter | None) -> str:
    """Where a new code is made as an act on the record; none before the freeze."""
    if election.state == ElectionState.DRAFT or voter is None:
        return ""
    return reverse("official-voter-code-new", args=[election.pk, voter.number])


def _sent_again(request: HttpRequest, election: Election, send: Callable[[], int]) -> HttpResponse:
    try:
        count = send()
    except VotingError as error:
        messages.error(request, error.message)
        return redirect(PAGE, election.pk)
    voter_messages_enqueue(election.pk)
    words = ngettext(
        "%(count)s message is being sent. You can leave this page.",
        "%(count)s messages are being sent. You can leave this page.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect(PAGE, election.pk)


def _table(election: Election) -> dict[str, object]:
    """How many messages of each kind are in each state."""
    columns = [
        {"text": _("Message")},
        *({"text": state.label, "is_numeric": True} for state in MessageState),
    ]
    counts = message_counts(election)
    rows = [
        [
            {"text": kind.label},
            *({"text": counts[kind][state], "is_numeric": True} for state in MessageState),
        ]
        for kind in MessageKind
    ]
    return {"columns": columns, "rows": rows}
