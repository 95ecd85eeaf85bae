"""Reading what mail servers send back: delivery status notifications.

A notification says that a message of ours did not arrive. It is believed only if it carries the
message's name, which nobody can guess (voting/message_ids.py), whoever sends it.
Source: RFC 3464 (notifications) and RFC 3462 (their outer form).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from enum import StrEnum

from voting.message_ids import messages_named
from voting.models import MessageReason, Voter
from voting.refusals import reason_of_status
from voting.services import bounce_note, link_bounce_note

# With the whole message that came back, of which ours are small.
LARGEST = 256 * 1024
MOST_PARTS = 50
RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


class Answer(StrEnum):
    """What became of a notification, for whoever reads the log of the mail server."""

    NOTED = "noted"
    KNOWN = "known already, or sent again since"
    NOT_OURS = "names no message of ours"
    NO_FAILURE = "is no notification of a failure"
    TOO_LARGE = "is larger than 256 KB"


@dataclass(frozen=True, slots=True)
class Failure:
    """What a notification says: why, and every place where a name of ours can stand."""

    reason: MessageReason
    places: str


def bounce_accept(data: bytes) -> Answer:
    if len(data) > LARGEST:
        return Answer.TOO_LARGE
    failure = read_failure(data)
    if failure is None:
        return Answer.NO_FAILURE
    found = next(messages_named(failure.places), None)
    if found is None:
        return Answer.NOT_OURS
    if isinstance(found, Voter):
        is_new = link_bounce_note(voter=found, reason=failure.reason)
    else:
        is_new = bounce_note(message=found, reason=failure.reason)
    return Answer.NOTED if is_new else Answer.KNOWN


def read_failure(data: bytes) -> Failure | None:
    """None where the data are no notification, or one of a delay or of success."""
    try:
        notice = message_from_bytes(data)
        parts = list(_parts(notice))
    except (MessageError, ValueError, LookupError, RecursionError):
        return None
    if notice.get_content_type() != "multipart/report":
        return None
    reason = next((known for part in parts for known in _failures(part)), None)
    return None if reason is None else Failure(reason, _places(notice, parts))


def _parts(notice: Message) -> Iterator[Message]:
    for number, part in enumerate(notice.walk()):
        if number >= MOST_PARTS:
            return
        yield part


def _failures(part: Message) -> Iterator[MessageReason]:
    """Of each recipient whose delivery failed for good: why."""
    if part.get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
        return
    fields = part.get_payload()
    for group in fields if isinstance(fields, list) else []:
        if isinstance(group, Message) and _value(group, "Action").lower() == "failed":
            yield reason_of_status(_value(group, "Status")) or MessageReason.OTHER


def _places(notice: Message, parts: list[Message]) -> str:
    """The address it came to, and the head of what came back."""
    texts = [_value(notice, "To"), _value(notice, "Delivered-To"), _value(notice, "X-Original-To")]
    texts += [_head(part) for part in parts if part.get_content_type() in RETURNED]
    return "\n".join(texts)


def _head(part: Message) -> str:
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        return _value(inner[0], "Message-ID") + "\n" + _value(inner[0], "Return-Path")
    decoded = part.get_payload(decode=True)
    return decoded.decode("utf-8", "replace") if isinstance(decoded, bytes) else ""


def _value(part: Message, name: str) -> str:
    return str(part.get(name, "")).strip()
