"""The pages of the public record: the list of entries and one entry. Plain HTML, no sign-in."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from board import pages, selectors
from board.acts import acts_of, ballots_after
from board.documents import header_of
from board.errors import NotOnRecordError
from board.forms import FilterForm, JumpForm
from board.kinds import KINDS, VOTE_KINDS, words_of
from board.models import Log
from board.pages import EntryPage
from board.published import published_if_any, published_size
from board.registry import logs_of_elections, registries
from board.standing import witnessed_log
from crypto import tiles


@require_safe
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """List published entries, newest first; go to one when its number is given."""
    log = _log(slug)
    found, witnessed = published_if_any(log), witnessed_log(log)
    size = found.size if found else 0
    jump = JumpForm(request.GET if "entry" in request.GET else None, size=size)
    if jump.is_valid():
        return HttpResponseRedirect(
            reverse("record-entry", args=[slug, jump.cleaned_data["entry"]])
        )
    kinds = _kinds(log, size)
    choice = FilterForm(request.GET, kinds=kinds)
    if not choice.is_valid():
        raise Http404
    kind = choice.cleaned_data["kind"]
    page = _page(log, choice, size)
    context = _frame(log) | {
        "head": pages.head_of(found, witnessed) if found else None,
        "witnessed": witnessed,
        "files_url": reverse("log-file", args=[slug, tiles.CHECKPOINT]),
        "columns": pages.columns(),
        "rows": pages.rows(log, page.entries),
        "choice": choice,
        "kind": kind,
        "is_frozen": "freeze" in kinds,
        "form": jump,
        "newer_url": _address(kind, "after", page.entries[0].index) if page.has_newer else "",
        "older_url": _address(kind, "before", page.entries[-1].index) if page.has_older else "",
    }
    return render(request, "board/record.html", context)


@require_safe
def acts(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell what organisers and key holders did, oldest first."""
    log = _log(slug)
    if log.is_registry:
        raise Http404
    size = published_size(log)
    told = acts_of(log, size)
    context = _frame(log) | {"acts": told, "ballots_after": ballots_after(told, size)}
    return render(request, "board/acts.html", context)


@require_safe
def logs(request: HttpRequest) -> HttpResponse:
    """List every record there is: those of all elections, and the one that lists them."""
    found = registries()
    registry = found[-1] if found else None
    newest = published_if_any(registry) if registry else None
    witnessed = witnessed_log(registry) if registry else None
    elections = logs_of_elections().filter(size__gt=0)
    context = {
        "registry": registry,
        "earlier": found[:-1],
        "head": pages.head_of(newest, witnessed) if newest and witnessed else None,
        "witnessed": witnessed,
        "key": selectors.log_verifier_key(registry) if registry else "",
        "columns": pages.log_columns(),
        "rows": pages.log_rows(elections),
    }
    return render(request, "board/logs.html", context)


@require_safe
def entry(request: HttpRequest, slug: str, index: int) -> HttpResponse:
    """Show one entry: what it means, its facts, its neighbours and its bytes."""
    log = _log(slug)
    try:
        row = selectors.entry_get(log, index)
    except NotOnRecordError as error:
        raise Http404 from error
    size = published_size(log)
    context = _frame(log) | {
        "entry": row,
        "words": words_of(row.kind),
        "facts": pages.facts(row),
        "code": pages.ballot_code(header_of(row)),
        "text": row.data.decode(),
        "payload": pages.shown_payload(row),
        "payload_url": reverse("log-payload", args=[slug, row.payload.sha256]),
        "receipt_url": reverse("log-receipt", args=[slug]) + f"?index={index}",
        "is_published": index < size,
        "is_vote": row.kind in VOTE_KINDS,
        "before_url": _entry_url(log, index - 1) if index > 0 else "",
        "after_url": _entry_url(log, index + 1) if index + 1 < size else "",
    }
    return render(request, "board/entry.html", context)


def _log(slug: str) -> Log:
    try:
        return selectors.log_get(slug)
    except NotOnRecordError as error:
        raise Http404 from error


def _frame(log: Log) -> dict[str, object]:
    """Return what every page about one log needs."""
    return {
        "log": log,
        "election_url": _election_url(log),
        "is_registry": log.is_registry,
        "is_demonstration": pages.is_demonstration(log),
    }


def _kinds(log: Log, size: int) -> list[str]:
    """Return the kinds that are published, in the order in which an election goes through them."""
    present = selectors.kinds_present(log, size)
    return [kind for kind in KINDS if kind in present] + sorted(present - KINDS.keys())


def _page(log: Log, choice: FilterForm, size: int) -> EntryPage:
    kind, before, after = (choice.cleaned_data[name] for name in ("kind", "before", "after"))
    if after is not None:
        return pages.page_after(log, after, size=size, kind=kind)
    return pages.page_before(log, size if before is None else before, size=size, kind=kind)


def _address(kind: str, direction: str, index: int) -> str:
    filters = [("kind", kind)] if kind else []
    return "?" + urlencode([*filters, (direction, str(index))])


def _entry_url(log: Log, index: int) -> str:
    return reverse("record-entry", args=[log.slug, index])


def _election_url(log: Log) -> str:
    """Return the address of what the log records; the board knows nothing more about it."""
    if log.is_registry:
        return reverse("logs")
    return f"/e/{log.slug}/"
