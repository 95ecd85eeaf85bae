"""Feeds of the record, for programs that watch it on any site. No sign-in.

Whether a feed is new is told by its hash alone: a time of change would be a ballot's time.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from board import selectors
from board.errors import NotOnRecordError
from board.feed_forms import atom_of, json_of
from board.feeds import RecordFeed, feed_of
from board.file_views import CHANGES
from board.forms import FilterForm
from board.published import published_size
from crypto.transcript import sha256


@require_safe
def atom(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Answer with the newest entries as Atom."""
    return _answer(request, slug, atom_of, "application/atom+xml; charset=utf-8")


@require_safe
def json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Answer with the newest entries as JSON Feed."""
    return _answer(request, slug, json_of, "application/feed+json")


def _answer(
    request: HttpRequest, slug: str, form: Callable[[RecordFeed], bytes], media_type: str
) -> HttpResponseBase:
    body = form(_feed(request, slug))
    response = HttpResponse(body, content_type=media_type)
    response["ETag"] = etag = f'"{sha256(body).hex()[:32]}"'
    answer = get_conditional_response(request, etag, None, response) or response
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = CHANGES
    return answer


def _feed(request: HttpRequest, slug: str) -> RecordFeed:
    try:
        log = selectors.log_get(slug)
    except NotOnRecordError as error:
        raise Http404 from error
    size = published_size(log)
    # Programs ask often, mostly for all kinds; finding out which there are looks at every entry.
    kinds = selectors.kinds_present(log, size) if request.GET.get("kind") else ()
    choice = FilterForm(request.GET, kinds=kinds)
    if not choice.is_valid():
        raise Http404
    kind, before = choice.cleaned_data["kind"], choice.cleaned_data["before"]
    return feed_of(log, size, kind=kind, before=before)
