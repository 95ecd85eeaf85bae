"""Choices that look random and can be made again from the seed that was printed."""

from collections.abc import Sequence
from typing import TypeVar

from crypto.transcript import hmac_sha256, sha256

ItemT = TypeVar("ItemT")


class Draws:
    """One stream of choices; never for anything secret."""

    def __init__(self, seed: str) -> None:
        self._key = sha256(seed.encode())
        self._drawn = 0

    def fraction(self) -> float:
        """A number from 0 to 1, without 1."""
        self._drawn += 1
        drawn = hmac_sha256(self._key, self._drawn.to_bytes(8, "big"))
        return int.from_bytes(drawn[:6], "big") / 2**48

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.fraction()

    def one_of(self, items: Sequence[ItemT]) -> ItemT:
        return items[int(self.fraction() * len(items))]
