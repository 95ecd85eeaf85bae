"""Tools for key holders and observers, and the specification, as files to keep and to carry."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

import trustee.single_file
import verifier.single_file
from voting.checker import PAGE as CHECKER_PAGE
from voting.checker import checker_file
from voting.key_tool import PAGE, key_tool_file
from voting.specification import NAME as SPECIFICATION
from voting.specification import specification_file


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
    return _archive(trustee.single_file.NAME, trustee.single_file.single_file())


@require_safe
def verifier_program(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The observers' program as one file."""
    return _archive(verifier.single_file.NAME, verifier.single_file.single_file())


@require_safe
def specification(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """All that is needed to write a checker of one's own."""
    return _archive(SPECIFICATION, specification_file())


def _archive(name: str, data: bytes) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
