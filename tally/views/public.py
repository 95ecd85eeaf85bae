from uuid import UUID

from django.http import Http404
from django.urls import reverse

from voting.errors import NotFoundError
from voting.models import Election
from voting.selectors import election_public
from voting.words import state_banner


def public_election(election_id: UUID) -> Election:
    try:
        return election_public(election_id)
    except NotFoundError as error:
        raise Http404 from error


def public_context(election: Election) -> dict[str, object]:
    """What every page about a public election needs."""
    page = reverse("election", args=[election.pk])
    return {
        "election": election,
        "banner": state_banner(election),
        "is_demonstration": election.is_demonstration,
        "service_name": election.title_text,
        "service_url": page,
        "record_url": reverse("record", args=[election.slug]),
        "acts_url": reverse("record-acts", args=[election.slug]),
        "code_url": reverse("ballot-code", args=[election.pk]),
        "result_url": reverse("result", args=[election.pk]),
        "check_url": reverse("check", args=[election.pk]),
        "download_url": reverse("download", args=[election.pk]),
    }
