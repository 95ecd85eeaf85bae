"""Reads QR codes of 41 modules with medium correction, and finds them without any fault.

Source: ISO/IEC 18004, version 6-M: four blocks of 27 bytes and 16 more to correct them.
"""

SIDE = 41
BLOCKS, DATA, CORRECTION = 4, 27, 16
FORMAT_MASK = 0b101010000010010
MASKS = [
    lambda y, x: (y + x) % 2,
    lambda y, _x: y % 2,
    lambda _y, x: x % 3,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: (y * x) % 2 + (y * x) % 3,
    lambda y, x: ((y * x) % 2 + (y * x) % 3) % 2,
    lambda y, x: ((y + x) % 2 + (y * x) % 3) % 2,
]


def read_qr(dark: set[tuple[int, int]]) -> str:
    """Text of the code whose dark modules are at these rows and columns."""
    words = _words(dark)
    data = []
    for block in range(BLOCKS):
        mine = words[block::BLOCKS][:DATA]
        assert not any(_syndromes(words[block::BLOCKS])), "the code has faults"
        data += mine
    bits = "".join(f"{word:08b}" for word in data)
    assert bits[:4] == "0100", "expected bytes"
    length = int(bits[4:12], 2)
    return bytes(int(bits[i : i + 8], 2) for i in range(12, 12 + 8 * length, 8)).decode()


def _mask(dark):
    """The mask's number stands beside the upper left square."""
    bits = [(8, x) in dark for x in range(5)]
    format_bits = int("".join(str(int(bit)) for bit in bits), 2) ^ (FORMAT_MASK >> 10)
    assert format_bits >> 3 == 0, "expected medium correction"
    return MASKS[format_bits & 7]


def _words(dark):
    fixed, mask = _fixed(), _mask(dark)
    bits, column, is_up = [], SIDE - 1, True
    while column > 0:
        column -= column == 6
        for step in range(SIDE):
            y = SIDE - 1 - step if is_up else step
            bits += [
                ((y, x) in dark) != (mask(y, x) == 0)
                for x in (column, column - 1)
                if (y, x) not in fixed
            ]
        column, is_up = column - 2, not is_up
    text = "".join(str(int(bit)) for bit in bits)
    return [int(text[i : i + 8], 2) for i in range(0, 8 * BLOCKS * (DATA + CORRECTION), 8)]


def _fixed():
    """Modules that hold no data: three corners, a small square, two lines."""
    areas = [(0, 0, 9, 9), (0, SIDE - 8, 9, 8), (SIDE - 8, 0, 8, 9), (SIDE - 9, SIDE - 9, 5, 5)]
    areas += [(6, 0, 1, SIDE), (0, 6, SIDE, 1)]
    return {
        (y, x)
        for top, left, height, width in areas
        for y in range(top, top + height)
        for x in range(left, left + width)
    }


def _syndromes(words):
    """Values of the block's polynomial at the first powers of 2; zero where nothing is faulty."""
    values, root = [], 1
    for _ in range(CORRECTION):
        value = 0
        for word in words:
            value = _times(value, root) ^ word
        values.append(value)
        root = _times(root, 2)
    return values


def _times(a, b):
    """Product in the field of 256 elements that x^8 + x^4 + x^3 + x^2 + 1 makes."""
    product = 0
    while b:
        product ^= a * (b & 1)
        a = (a << 1) ^ (0x11D * (a >> 7))
        b >>= 1
    return product
