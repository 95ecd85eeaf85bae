"""What the product hashes, overheard: the values show the very bytes that its code feeds in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

from crypto import transcript
from crypto.canonical_json import JsonValue
from crypto.group import Group, Scalar


@contextmanager
def _heard() -> Iterator[list[tuple[bytes, bytes, bytes]]]:
    hashes: list[tuple[bytes, bytes, bytes]] = []
    original = transcript.hmac_sha256

    def listen(key: bytes, message: bytes) -> bytes:
        hashes.append((key, message, original(key, message)))
        return hashes[-1][2]

    with mock.patch.object(transcript, "hmac_sha256", listen):
        yield hashes


def hash_value(equation: str, compute: Callable[[], object]) -> dict[str, JsonValue]:
    """Name key, message and value of the one hash H(key; B) that `compute` makes last."""
    with _heard() as hashes:
        compute()
    key, message, digest = hashes[-1]
    return {
        "equation": equation,
        "key": key.hex(),
        "input": message.hex(),
        "output": digest.hex(),
    }


def challenge_value(
    equation: str, group: Group, compute: Callable[[], Scalar]
) -> dict[str, JsonValue]:
    """Name the same of a hash Hq(key; B), with the scalar it becomes."""
    value = hash_value(equation, compute)
    scalar = group.scalar(int(str(value["output"]), 16))
    return {**value, "scalar": group.scalar_hex(scalar)}
