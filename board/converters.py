"""Path converters: how a number and a hash are written in addresses, in one spelling each.

Importing this module makes them known to routes as `number` and `sha256`.
"""

from django.urls import register_converter


class NumberConverter:
    """A whole number below 10^15 in decimal, without leading zeros."""

    regex = "0|[1-9][0-9]{0,14}"

    def to_python(self, value: str) -> int:
        """Return the number written in an address."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the number as an address writes it."""
        return str(value)


class DigestConverter:
    """A SHA-256 in 64 lower-case hex digits."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> bytes:
        """Return the 32 bytes."""
        return bytes.fromhex(value)

    def to_url(self, value: bytes) -> str:
        """Return the hex digits."""
        return value.hex()


register_converter(NumberConverter, "number")
register_converter(DigestConverter, "sha256")
