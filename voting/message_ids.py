"""Names of messages that nobody can guess: what comes back is matched by them.

A name stands in the Message-ID and, where the installation has an address for bounces, in the
envelope's sender. It is keyed with the installation's secret, so that whoever reads their own
message can say that it came back and can say nothing of anybody else's.
"""

import re
from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import constant_time_compare

from crypto.kdf import derive_key
from voting.models import Voter, VoterMessage

MAC_BYTES = 16
NAME = re.compile(r"(?<![0-9a-z])([lm])([0-9]{1,18})\.([0-9a-f]{32})(?![0-9a-z])", re.IGNORECASE)


def message_name(message: VoterMessage) -> str:
    return _name("m", message.pk, "")


def link_name(voter: Voter) -> str:
    """Of the voting link that goes with the voter's present key: one sent before has another."""
    return _name("l", voter.pk, voter.credential or "")


def message_id(name: str) -> str:
    return f"<{name}@{settings.TABELLA_HOST.split(':')[0]}>"


def envelope_sender(name: str) -> str:
    """Where what comes back goes to; the usual sender without an address for bounces."""
    if not settings.BOUNCE_ADDRESS:
        return settings.DEFAULT_FROM_EMAIL
    local, _, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{local}+{name}@{domain}"


def messages_named(text: str) -> Iterator[VoterMessage | Voter]:
    """Messages and voters (for their voting links) that a text truly names."""
    for kind, number, mac in NAME.findall(text):
        found = _message(int(number)) if kind.lower() == "m" else _voter(int(number))
        if found is not None and _is_ours(found, mac.lower()):
            yield found


def _message(number: int) -> VoterMessage | None:
    return VoterMessage.objects.select_related("voter").filter(pk=number).first()


def _voter(number: int) -> Voter | None:
    return Voter.objects.filter(pk=number, credential__isnull=False).first()


def _is_ours(found: VoterMessage | Voter, mac: str) -> bool:
    kind, about = ("l", found.credential or "") if isinstance(found, Voter) else ("m", "")
    known = (_mac(secret, kind, found.pk, about) for secret in _secrets())
    return any(constant_time_compare(each, mac) for each in known)


def _name(kind: str, number: int, about: str) -> str:
    return f"{kind}{number}.{_mac(next(_secrets()), kind, number, about)}"


def _secrets() -> Iterator[str]:
    """The newest first; messages sent before a rotation are known as well."""
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


def _mac(secret: str, kind: str, number: int, about: str) -> str:
    info = f"tabella/v1/message/{kind}/{number}/{about}"
    return derive_key(secret.encode(), salt=b"", info=info.encode(), length=MAC_BYTES).hex()
