from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ballots.forms import BallotCodeForm
from ballots.opened import HeldQuestion, test_ballot_held
from ballots.selectors import standing_by_tracker
from crypto.ballot import parse_tracker
from voting.errors import NotFoundError
from voting.models import Election
from voting.selectors import election_public


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    status: str
    tracker: str
    index: int | None = None
    replaced_by: int | None = None
    record_url: str = ""
    held: tuple[HeldQuestion, ...] = ()  # of a test ballot: what it held


@never_cache
@require_safe
def booth(request: HttpRequest, election_id: UUID) -> HttpResponse:
    """The page is the same for every voter; the booth's scripts fetch the rest."""
    return render(request, "ballots/booth.html", _frame(_public(election_id)))


@require_safe
def code(request: HttpRequest, election_id: UUID) -> HttpResponse:
    election = _public(election_id)
    form = BallotCodeForm(request.GET if "code" in request.GET else None)
    answer = _answer(election, form.cleaned_data["code"]) if form.is_valid() else None
    return render(
        request, "ballots/code.html", {**_frame(election), "form": form, "answer": answer}
    )


def _public(election_id: UUID) -> Election:
    try:
        return election_public(election_id)
    except NotFoundError as error:
        raise Http404 from error


def _answer(election: Election, text: str) -> CodeAnswer:
    standing = standing_by_tracker(election, text)
    if standing is None:
        return CodeAnswer(status="not_found", tracker=parse_tracker(text))
    return CodeAnswer(
        status=standing.status,
        tracker=standing.tracker,
        index=standing.index,
        replaced_by=standing.replaced_by,
        record_url=reverse("record-entry", args=[election.slug, standing.index]),
        held=test_ballot_held(election, standing) if standing.status == "test" else (),
    )


def _frame(election: Election) -> dict[str, object]:
    return {
        "election": election,
        "is_demonstration": election.is_demonstration,
        "service_name": election.title_text,
        "service_url": f"/e/{election.slug}/",
    }
