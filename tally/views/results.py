"""The published result, for everybody."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tally import selectors
from tally.result_csv import result_csv_write
from tally.results import result_sheet
from tally.views.public import public_context, public_election
from voting.states import ElectionState


@require_safe
def result(request: HttpRequest, election_id: UUID) -> HttpResponse:
    election = public_election(election_id)
    context = public_context(election)
    if election.state != ElectionState.PUBLISHED:
        return render(request, "tally/no_result.html", context)
    context |= {
        "sheet": result_sheet(election),
        "count": selectors.count_get(election.pk),
        "json_url": reverse("api-result", args=[election.pk]),
        "csv_url": reverse("result-csv", args=[election.pk]),
    }
    return render(request, "tally/result.html", context)


@require_safe
def result_csv(request: HttpRequest, election_id: UUID) -> HttpResponse:  # noqa: ARG001
    election = public_election(election_id)
    if election.state != ElectionState.PUBLISHED:
        raise Http404
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="result-{election.slug[:8]}.csv"'
    answer.write("\ufeff")  # spreadsheets read UTF-8 only after this mark
    result_csv_write(result_sheet(election), answer)
    return answer
