"""Pages anybody can open: the elections, one election, help, and a key holder's page."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from voting.ceremonies import Step, trustee_statuses
from voting.contexts import election_manifest
from voting.errors import NotFoundError
from voting.models import Election
from voting.selectors import election_get, election_public, elections_public
from voting.sign_in_words import CODE_MAKER_WORDS, SECOND_FACTOR_WORDS
from voting.states import ElectionState
from voting.words import state_banner

# What the program for terminals is told in each step.
PROGRAM_ACTS = {
    Step.KEY: "key",
    Step.SHARE: "confirm",
    Step.CONFIRM: "confirm",
    Step.DRILL: "drill",
    Step.UNLOCK: "unlock",
}
HELP_PAGES = ("how-this-works", "limits", "demonstration", "accessibility")


@require_safe
def elections(request: HttpRequest) -> HttpResponse:
    listed = [(election, state_banner(election)) for election in elections_public()]
    return render(request, "voting/elections.html", {"elections": listed})


@require_safe
def election(request: HttpRequest, election_id: UUID) -> HttpResponse:
    """The start page (V1) in each of an election's states."""
    row = _public(election_id)
    page = reverse("election", args=[row.pk])
    manifest = election_manifest(row)
    context = {
        **_public_context(row),
        "heading": _heading(row),
        "manifest": manifest,
        "contests": [manifest.text(contest.title, "en") for contest in manifest.contests],
        "vote_url": page + "vote",
        "code_url": page + "code",
        "record_url": page + "record/",
        "result_url": page + "result",
        "acts_url": page + "record/acts",
        "check_url": page + "check",
        "download_url": page + "download",
        "second_factor": SECOND_FACTOR_WORDS[row.second_factor],
        "code_maker": CODE_MAKER_WORDS[row.code_maker],
    }
    return render(request, "voting/election.html", context)


@require_safe
def calendar(request: HttpRequest, election_id: UUID) -> HttpResponse:  # noqa: ARG001
    """The opening time as a calendar file."""
    row = _public(election_id)
    if row.opens_at is None or row.closes_at is None:
        raise Http404
    stamp = "%Y%m%dT%H%M%SZ"
    summary = row.title_text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tabella//EN",
        "BEGIN:VEVENT",
        f"UID:{row.slug}@{settings.TABELLA_HOST}",
        f"DTSTAMP:{timezone.now():{stamp}}",
        f"DTSTART:{row.opens_at:{stamp}}",
        f"DTEND:{row.closes_at:{stamp}}",
        f"SUMMARY:{summary}",
        f"URL:{settings.TABELLA_URL}{reverse('election', args=[row.pk])}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
    answer = HttpResponse("\r\n".join(lines), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="voting.ics"'
    return answer


@require_safe
def help_page(request: HttpRequest, name: str = "help") -> HttpResponse:
    template = name.replace("-", "_")
    return render(request, f"voting/{template}.html")


@require_safe
def key_holder(request: HttpRequest, election_id: UUID, index: int) -> HttpResponse:
    """What a key holder does. The token is behind the # and stays in the browser."""
    try:
        row = election_get(election_id)
    except NotFoundError as error:
        raise Http404 from error
    mine = next((one for one in trustee_statuses(row) if one.trustee.index == index), None)
    if mine is None:
        raise Http404
    context = {
        **_public_context(row),
        "act": PROGRAM_ACTS.get(mine.step, ""),
    }
    return render(request, "voting/key_holder.html", context)


def _heading(row: Election) -> str:
    if row.state in (ElectionState.FROZEN, ElectionState.OPEN):
        return _("Vote in: %(title)s") % {"title": row.title_text}
    return row.title_text


def _public(election_id: UUID) -> Election:
    try:
        return election_public(election_id)
    except NotFoundError as error:
        raise Http404 from error


def _public_context(row: Election) -> dict[str, object]:
    return {
        "election": row,
        "banner": state_banner(row),
        "is_demonstration": row.is_demonstration,
        "service_name": row.title_text,
        "service_url": reverse("election", args=[row.pk]) if row.manifest else "",
    }
