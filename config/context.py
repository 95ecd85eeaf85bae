"""What pages show of an election although their room knows none: the pages of the public record."""

from django.http import HttpRequest
from django.urls import reverse

from voting.errors import NotFoundError
from voting.selectors import election_public


def record_election(request: HttpRequest) -> dict[str, object]:
    """Name and start page of the election whose record a page shows."""
    match = request.resolver_match
    if match is None or not (match.url_name or "").startswith("record"):
        return {}
    try:
        election = election_public(match.kwargs["slug"])
    except (KeyError, NotFoundError):
        return {}
    return {
        "service_name": election.title_text,
        "service_url": reverse("election", args=[election.pk]),
    }
