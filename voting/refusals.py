"""Why mail servers refuse messages, in few classes that people understand.

Source: RFC 3463 (enhanced status codes) and RFC 5321 section 4.2 (reply codes).
"""

import re
from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from voting.models import MessageReason

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# By subject and detail of the enhanced code, the more exact first.
BY_DETAIL = {
    ("1", "8"): MessageReason.REFUSED,
    ("2", "1"): MessageReason.ADDRESS,
    ("2", "2"): MessageReason.FULL,
    ("2", "3"): MessageReason.FULL,
    ("3", "4"): MessageReason.FULL,
}
BY_SUBJECT = {
    "1": MessageReason.ADDRESS,
    "4": MessageReason.UNREACHABLE,
    "7": MessageReason.REFUSED,
}
BY_REPLY = {
    550: MessageReason.ADDRESS,
    551: MessageReason.ADDRESS,
    552: MessageReason.FULL,
    553: MessageReason.ADDRESS,
    554: MessageReason.REFUSED,
}
PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: MessageReason
    is_final: bool  # trying again does not help


def reason_of_status(text: str) -> MessageReason | None:
    """By the first enhanced status code in a text; None where there is none."""
    found = ENHANCED.search(text)
    if found is None:
        return None
    subject, detail = found[2], found[3]
    known = BY_DETAIL.get((subject, detail)) or BY_SUBJECT.get(subject)
    return known or MessageReason.OTHER


def refusal_of(error: OSError | SMTPException | ValueError) -> Refusal:
    """What an error while sending says. It may quote the address, so nobody logs its text."""
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return _refusal(code, words)
    if isinstance(error, SMTPDataError):
        return _refusal(error.smtp_code, error.smtp_error)
    if isinstance(error, SMTPResponseException):
        return Refusal(MessageReason.REFUSED, is_final=False)
    if isinstance(error, ValueError):
        return Refusal(MessageReason.ADDRESS, is_final=True)
    return Refusal(MessageReason.UNREACHABLE, is_final=False)


def _refusal(code: int, words: bytes | str) -> Refusal:
    if code < PERMANENT:
        return Refusal(MessageReason.UNREACHABLE, is_final=False)
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    known = reason_of_status(text) or BY_REPLY.get(code, MessageReason.OTHER)
    return Refusal(known, is_final=True)
