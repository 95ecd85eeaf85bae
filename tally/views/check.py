"""Checking the whole record in a browser (screen B4)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tally.record_files import has_checkpoint, record_outline
from tally.views.public import public_context, public_election
from voting.checker import checker_hash


@never_cache
@require_safe
def check(request: HttpRequest, election_id: UUID) -> HttpResponse:
    """The page's scripts are the same for every election and fetch the record."""
    election = public_election(election_id)
    if not has_checkpoint(election):
        raise Http404
    context = public_context(election) | {
        "zip_url": reverse("record-zip", args=[election.pk]),
        "outline": record_outline(election),
        "version": checker_hash(),
    }
    return render(request, "tally/check.html", context)
