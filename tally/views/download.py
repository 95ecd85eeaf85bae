"""The whole record as one file, and how to check it (screens B3 and B5)."""

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tally.record_files import has_checkpoint, record_file, record_outline
from tally.views.public import public_context, public_election
from voting.key_tool import VERIFIER, key_tool_files
from voting.models import Election

# The documents that say what the file holds and what to check; file names in docs/spec.
FORMATS = ("record", "board", "protocol", "verification")


@require_safe
def download(request: HttpRequest, election_id: UUID) -> HttpResponse:
    election = _recorded_election(election_id)
    context = public_context(election) | {
        "outline": record_outline(election),
        "zip_url": reverse("record-zip", args=[election.pk]),
        "checker_name": VERIFIER,
        "checker_hash": key_tool_files()[VERIFIER],
        "commands": _commands(election),
        "formats": [name for name in FORMATS if _format_path(name).is_file()],
    }
    return render(request, "tally/download.html", context)


def _commands(election: Election) -> dict[str, str]:
    """What an observer types, with the addresses of this server."""
    checker, record = reverse("download-verifier"), reverse("record-zip", args=[election.pk])
    return {
        "get_checker": f"curl --fail --remote-name {settings.TABELLA_URL}{checker}",
        "get_record": f"curl --fail --output record.zip {settings.TABELLA_URL}{record}",
        "run_checker": f"python3 {VERIFIER} record.zip",
        "run_watch": f"python3 {VERIFIER} watch {settings.TABELLA_URL}/logs/{election.slug}/"
        " my-copy",
    }


@require_safe
def record_zip(request: HttpRequest, election_id: UUID) -> FileResponse:  # noqa: ARG001
    election = _recorded_election(election_id)
    return FileResponse(
        record_file(election).open("rb"),
        as_attachment=True,
        filename=f"record-{election.slug[:8]}.zip",
        content_type="application/zip",
    )


@require_safe
def format_text(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    if name not in FORMATS or not _format_path(name).is_file():
        raise Http404
    text = _format_path(name).read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _recorded_election(election_id: UUID) -> Election:
    """Between the freeze and the first signed head, which is a moment, there is no file."""
    election = public_election(election_id)
    if not has_checkpoint(election):
        raise Http404
    return election


def _format_path(name: str) -> Path:
    return Path(settings.BASE_DIR) / "docs" / "spec" / f"{name}.md"
