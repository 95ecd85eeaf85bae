"""The files of logs, straight from the public folder: no row of the database is read.

For an installation on one machine; a larger one lets its web server do this (docs/operations.md).

Source: docs/spec/board.md section 8.
"""

from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from board.public_files import log_folder
from crypto import tiles

NEVER_CHANGES = "public, max-age=31536000, immutable"
AT_THE_EDGE = "public, max-age=60"
CHANGES = "no-cache"

_TEXT = "text/plain; charset=utf-8"


@require_safe
def log_file(request: HttpRequest, slug: str, path: str) -> HttpResponseBase:
    """Answer with one file; `path` is one of the spellings that files of logs have, or nothing."""
    try:
        response = _answer(request, log_folder(slug) / path, path) if tiles.is_file(path) else None
    except FileNotFoundError:
        response = None
    if response is None:
        response = HttpResponse("no such file\n", status=404, content_type=_TEXT)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = _caching(path) if response.status_code < 400 else CHANGES
    return response


def _answer(request: HttpRequest, file: Path, path: str) -> HttpResponseBase:
    """Answer with the file, with headers alone to HEAD, with 304 to whoever has it already.

    Only the checkpoint's time is told: all other files bear the same one (board/public_files.py).
    """
    status = file.stat()
    response = HttpResponse(content_type=_media_type(path))
    response["Content-Length"] = str(status.st_size)
    response["ETag"] = etag = f'"{status.st_size:x}-{status.st_mtime_ns:x}"'
    changed = int(status.st_mtime) if path == tiles.CHECKPOINT else None
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    answer = get_conditional_response(request, etag, changed, response) or response
    if request.method == "HEAD" or answer is not response:
        return answer
    whole = FileResponse(file.open("rb"))
    for name, value in response.items():
        whole[name] = value
    return whole


def _caching(path: str) -> str:
    if path == tiles.CHECKPOINT:
        return CHANGES
    return NEVER_CHANGES if tiles.is_unchanging(path) else AT_THE_EDGE


def _media_type(path: str) -> str:
    if path == tiles.CHECKPOINT:
        return _TEXT
    return "application/json" if path.startswith("payload/") else "application/octet-stream"
