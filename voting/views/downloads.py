"""The key holders' tools and the checker as files to keep and to carry."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from trustee.single_file import NAME, single_file
from voting.checker import PAGE as CHECKER_PAGE
from voting.checker import checker_file
from voting.key_tool import PAGE, key_tool_file


@require_safe
def key_tool(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return _page(key_tool_file(), PAGE)


@require_safe
def checker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return _page(checker_file(), CHECKER_PAGE)


def _page(data: bytes, name: str) -> HttpResponse:
    """A page that works without a network; browsers save it and do not open it from here."""
    answer = HttpResponse(data, content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def trustee_program(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The program for terminals as one file, for computers without a browser or a network."""
    answer = HttpResponse(single_file(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{NAME}"'
    return answer
