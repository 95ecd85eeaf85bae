"""Acts that take two organisers: asking, agreeing, and the log of what was done."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from voting.acts import Content, act_named, act_title
from voting.errors import NotFoundError, VotingError
from voting.models import AuditEntry, AuditKind, Election, Proposal, ProposalState
from voting.selectors import proposals_waiting
from voting.services import (
    act_alone,
    audit_fits,
    is_one_enough,
    proposal_agree,
    proposal_end,
    proposal_make,
    proposal_of,
)
from voting.views.access import act_page, official_context, official_page, signed_in

PAGE = "official-proposal"
LINES_PER_PAGE = 100


def act_ask(
    request: HttpRequest, election: Election, name: str, content: Content, *, reason: str = ""
) -> HttpResponse:
    """Do an act where one organiser is enough, and propose it to the others where not.

    The page that calls this is an `act_page`. Raises VotingError when it cannot be done now.
    """
    act, official = act_named(name), signed_in(request)
    if election.state in act.done_in:
        return act.answer(request, election, content, None)
    if is_one_enough(election, act):
        made = act_alone(
            election=election, act=act, content=content, reason=reason, official=official
        )
        election.refresh_from_db()
        return act.answer(request, election, content, made)
    waiting = proposal_make(
        election=election, act=act, content=content, reason=reason, proposer=official
    )
    return redirect(PAGE, election.pk, waiting.pk)


@act_page
@require_safe
def proposal(request: HttpRequest, election: Election, proposal_id: UUID) -> HttpResponse:
    row = _proposal_or_404(election, proposal_id)
    is_waiting = row in proposals_waiting(election)
    is_own = row.proposer_id == signed_in(request).pk
    context = official_context(
        election,
        proposal=row,
        proposals=[],
        heading=_heading(is_own=is_own) if is_waiting else act_title(row.act),
        title=act_title(row.act),
        lines=act_named(row.act).lines(election, row.content) if is_waiting else [],
        is_waiting=is_waiting,
        is_own=is_own,
        is_done=row.state == ProposalState.DONE,
    )
    return render(request, "voting/proposal.html", context)


def _heading(*, is_own: bool) -> str:
    return _("A second organiser has to agree") if is_own else _("Do you agree?")


@act_page
@require_POST
def agree(request: HttpRequest, election: Election, proposal_id: UUID) -> HttpResponse:
    row = _proposal_or_404(election, proposal_id)
    try:
        made = proposal_agree(
            election=election,
            proposal_id=row.pk,
            official=signed_in(request),
            seen=request.POST.get("seen", ""),
        )
    except VotingError as error:
        messages.error(request, error.message)
        return redirect(PAGE, election.pk, row.pk)
    election.refresh_from_db()
    return act_named(row.act).answer(request, election, row.content, made)


@official_page
@require_POST
def end(request: HttpRequest, election: Election, proposal_id: UUID) -> HttpResponse:
    row = _proposal_or_404(election, proposal_id)
    try:
        proposal_end(election=election, proposal_id=row.pk, official=signed_in(request))
    except VotingError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Nothing is done. The log says so."))
    return redirect("official-election", election.pk)


@official_page
@require_safe
def audit(request: HttpRequest, election: Election) -> HttpResponse:
    """What organisers did, for the organisers: newest first."""
    rows = AuditEntry.objects.filter(election=election).order_by("-number")
    page = Paginator(rows, LINES_PER_PAGE).get_page(request.GET.get("page"))
    newest = rows.first()
    context = official_context(
        election,
        page=page,
        lines=[_line(entry) for entry in page],
        fits=audit_fits(election),
        head=newest.hash if newest else "",
        previous_url=f"?page={page.number - 1}" if page.has_previous() else "",
        next_url=f"?page={page.number + 1}" if page.has_next() else "",
    )
    return render(request, "voting/audit.html", context)


def _line(entry: AuditEntry) -> dict[str, object]:
    return {
        "entry": entry,
        "what": act_title(entry.act) if entry.act else "",
        "kind": AuditKind(entry.kind).label,
        "first": entry.first or _("The server itself"),
        "hash": entry.hash[:12],
    }


def _proposal_or_404(election: Election, proposal_id: UUID) -> Proposal:
    try:
        return proposal_of(election, proposal_id)
    except NotFoundError as error:
        raise Http404 from error
