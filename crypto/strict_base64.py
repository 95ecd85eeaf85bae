"""Base64 with one encoding for every value: standard alphabet, padded, unused bits zero.

Source: RFC 4648 sections 3.5 and 4; docs/spec/board.md section 3.
"""

import base64
import binascii

from crypto.errors import DecodeError


def encode_base64(data: bytes) -> str:
    """Return `data` in padded standard Base64."""
    return base64.b64encode(data).decode("ascii")


def decode_base64(text: str, place: str) -> bytes:
    """Return the bytes `text` stands for.

    Raises:
        DecodeError: `text` is not what `encode_base64` would have written.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise DecodeError(f"{place}: not Base64") from error
    if encode_base64(data) != text:
        raise DecodeError(f"{place}: Base64 is not in its canonical form")
    return data
