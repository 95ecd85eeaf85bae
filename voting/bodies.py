"""Raw request bodies: JSON by their own word, and with a cap."""

from typing import ClassVar

from django.http import HttpRequest
from rest_framework.request import Request

from crypto.errors import DecodeError
from voting.errors import VotingError

MEDIA_TYPE = "application/json"
LONGEST_LENGTH = 15  # digits; far above every limit, and cheap to read


class BodyTooLargeError(VotingError):
    code: ClassVar[str] = "too_large"
    status: ClassVar[int] = 413


class MediaTypeError(VotingError):
    code: ClassVar[str] = "unsupported_media_type"
    status: ClassVar[int] = 415


def read_body(request: Request | HttpRequest, limit: int) -> bytes:
    """The body; its announced length is looked at before a byte of it is read.

    A page of another site can make browsers send forms and plain text here, but not JSON.
    """
    if _length(request) > limit:
        raise BodyTooLargeError(f"request: expected at most {limit} bytes")
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise MediaTypeError(f"request: expected {MEDIA_TYPE}")
    return request.body


def _length(request: Request | HttpRequest) -> int:
    announced = request.headers.get("Content-Length", "")
    if not announced.isdecimal() or len(announced) > LONGEST_LENGTH:
        raise DecodeError("request: expected a length in its header")
    return int(announced)
