"""Raw request bodies with a cap."""

from typing import ClassVar

from rest_framework.request import Request

from voting.errors import VotingError


class BodyTooLargeError(VotingError):
    code: ClassVar[str] = "too_large"
    status: ClassVar[int] = 413


def read_body(request: Request, limit: int) -> bytes:
    """The body; its announced length is looked at before a byte of it is read."""
    announced = request.headers.get("Content-Length", "")
    if not announced.isdecimal() or int(announced) > limit:
        raise BodyTooLargeError(f"the request may have at most {limit} bytes")
    return request.body
