"""One place that turns errors of every room into `{"code", "message"}` answers."""

from typing import Any

from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler as framework_handler

from board.errors import BoardError
from config.refusal_counts import refusal_counts
from crypto.errors import CryptoError, DecodeError
from voting.errors import VotingError


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, VotingError | BoardError):
        answer = _answer(error.status, error.code, str(error))
        if isinstance(error, VotingError) and error.retry_after is not None:
            answer["Retry-After"] = str(error.retry_after)
        return answer
    if isinstance(error, DecodeError):
        return _answer(400, "malformed", str(error))
    if isinstance(error, CryptoError):
        return _answer(422, "proof_refused", str(error))
    return _framework_answer(error, context)


def _framework_answer(error: Exception, context: dict[str, Any]) -> Response | None:
    answer = framework_handler(error, context)
    if answer is not None and isinstance(error, APIException):
        code = error.default_code
        answer.data = {"code": code, "message": _plain(error.detail)}
    elif answer is not None:
        answer.data = {"code": "not_found", "message": "there is nothing at this address"}
    return answer


def _answer(status: int, code: str, message: str) -> Response:
    refusal_counts.add(code)
    return Response({"code": code, "message": message}, status=status)


def _plain(detail: object) -> str:
    return detail if isinstance(detail, str) else "the request was refused"
