"""AES-256-GCM from Python's own integers, where PyCryptodome is missing.

Only the key holder's single file uses it, to open and make a key file of a few hundred bytes: it is
slow and not constant time, so it may run on the key holder's own computer and nowhere else.
Source: FIPS 197 (AES); NIST SP 800-38D (GCM), section numbers below are theirs.
"""

import hmac
from collections.abc import Iterator

_ROUNDS = 14
_BLOCK = 16
_SHIFTED = [(i + 4 * (i % 4)) % _BLOCK for i in range(_BLOCK)]
"""Where ShiftRows takes each byte of the state from, column by column (FIPS 197, 5.1.2)."""


def seal(key: bytes, nonce: bytes, plaintext: bytes, associated: bytes) -> tuple[bytes, bytes]:
    """Return the ciphertext and its tag of 16 bytes.

    Args:
        key: 32 bytes.
        nonce: 12 bytes, never used twice with one key.
        plaintext: what is kept secret.
        associated: what is kept unaltered beside it.
    """
    schedule = _key_schedule(key)
    ciphertext = _streamed(schedule, nonce, plaintext)
    return ciphertext, _tag(schedule, nonce, ciphertext, associated)


def open_sealed(
    key: bytes, nonce: bytes, ciphertext: bytes, tag: bytes, associated: bytes
) -> bytes:
    """Return the plaintext.

    Raises:
        ValueError: another key, or a byte was altered.
    """
    schedule = _key_schedule(key)
    if not hmac.compare_digest(_tag(schedule, nonce, ciphertext, associated), tag):
        raise ValueError("the tag does not fit")
    return _streamed(schedule, nonce, ciphertext)


def _times_x(byte: int) -> int:
    """Multiply by x modulo x^8 + x^4 + x^3 + x + 1 (FIPS 197, 4.2)."""
    return byte << 1 ^ (0x11B if byte & 0x80 else 0)


def _substitutions() -> bytes:
    """Make the S-box: the inverse in the field, then an affine map (FIPS 197, 5.1.1)."""
    powers, element = [], 1
    for _ in range(255):  # the powers of x + 1, which generates the field
        powers.append(element)
        element ^= _times_x(element)
    box = bytearray([0x63]) * 256
    for exponent, byte in enumerate(powers):
        inverse = powers[-exponent % 255]
        turned = 0
        for places in range(5):
            turned ^= inverse << places
        # What left the byte on the left comes back on the right: a sum of five rotations.
        box[byte] = 0x63 ^ (turned & 0xFF) ^ turned >> 8
    return bytes(box)


_SBOX = _substitutions()


def _key_schedule(key: bytes) -> list[bytes]:
    """Expand a key of 32 bytes to fifteen round keys (FIPS 197, 5.2)."""
    words = [key[i : i + 4] for i in range(0, 32, 4)]
    constant = 1
    while len(words) < 4 * (_ROUNDS + 1):
        word = words[-1]
        if len(words) % 8 == 0:
            word = (word[1:] + word[:1]).translate(_SBOX)
            word = bytes([word[0] ^ constant]) + word[1:]
            constant = _times_x(constant)
        elif len(words) % 8 == 4:
            word = word.translate(_SBOX)
        words.append(_xor(words[-8], word))
    return [b"".join(words[i : i + 4]) for i in range(0, len(words), 4)]


def _encrypted(schedule: list[bytes], block: bytes) -> bytes:
    """Encrypt one block (FIPS 197, 5.1)."""
    state = _xor(block, schedule[0])
    for number in range(1, _ROUNDS + 1):
        state = state.translate(_SBOX)
        state = bytes(state[i] for i in _SHIFTED)
        if number < _ROUNDS:
            state = b"".join(_mixed(state[i : i + 4]) for i in range(0, _BLOCK, 4))
        state = _xor(state, schedule[number])
    return state


def _mixed(column: bytes) -> bytes:
    """Multiply a column by {03}x^3 + {01}x^2 + {01}x + {02} (FIPS 197, 5.1.3)."""
    whole = column[0] ^ column[1] ^ column[2] ^ column[3]
    return bytes(
        byte ^ whole ^ _times_x(byte ^ following)
        for byte, following in zip(column, column[1:] + column[:1], strict=True)
    )


def _streamed(schedule: list[bytes], nonce: bytes, data: bytes) -> bytes:
    """Encrypt or decrypt in counter mode, from the second block on (SP 800-38D, 6.5 and 7.1)."""
    return b"".join(
        _xor(block, _encrypted(schedule, nonce + counter.to_bytes(4, "big"))[: len(block)])
        for counter, block in enumerate(_blocks(data), start=2)
    )


def _tag(schedule: list[bytes], nonce: bytes, ciphertext: bytes, associated: bytes) -> bytes:
    """Authenticate (SP 800-38D, 7.1 steps 4 to 6); the first counter block hides the hash."""
    h = int.from_bytes(_encrypted(schedule, bytes(_BLOCK)), "big")
    lengths = (8 * len(associated)).to_bytes(8, "big") + (8 * len(ciphertext)).to_bytes(8, "big")
    y = 0
    for data in (associated, ciphertext, lengths):
        for block in _blocks(data):
            y = _product(y ^ int.from_bytes(block.ljust(_BLOCK, b"\0"), "big"), h)
    first = _encrypted(schedule, nonce + (1).to_bytes(4, "big"))
    return _xor(y.to_bytes(_BLOCK, "big"), first)


def _product(x: int, y: int) -> int:
    """Multiply two blocks, whose leftmost bit is the coefficient of 1 (SP 800-38D, 6.3)."""
    z = 0
    for shift in range(127, -1, -1):
        if x >> shift & 1:
            z ^= y
        y = y >> 1 ^ (0xE1 << 120 if y & 1 else 0)
    return z


def _blocks(data: bytes) -> Iterator[bytes]:
    return (data[i : i + _BLOCK] for i in range(0, len(data), _BLOCK))


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
