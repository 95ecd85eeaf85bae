"""Ways to spoil a document: bytes put in and taken out, fields changed, numbers from elsewhere."""

import json
from collections.abc import Iterator

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

FRAGMENTS = [
    *(bytes([byte]) for byte in range(128)),
    b"\xff", b"\xc3\xa9", b"e\xcc\x81", b"\xe2\x84\xab", b"\xef\xbb\xbf", b"\xed\xa0\x80",
    b"\xc0\x80", b"\xe2\x80\xa8", b"\xf0\x9f\x98\x80", b"\\u0041", b"\\ud800", b"\\/", b"1.0",
    b"1e1", b"-0", b"null", b'"a":1,', b"9007199254740992", b"__proto__", b"\r\n", b"\xc2\xa0",
    b"==",
]  # fmt: skip
ODD_TEXTS = [
    "", "a", "é", "e\u0301", "\u212b", "\u1100\u1161", "\ufeff", "\u2028", "\x00", "\n", "\x7f",
    "\x80", "😀", "\ue000", "__proto__", "constructor", "0", "10", "9", "de", "ar", "EG-2.1-4096",
    "a b", "x" * 1001, "f" * 64, "0" * 768, "f" * 768, "0" * 767 + "1", "\u0660" * 64, "F" * 64,
    "2031-02-30T00:00:00Z", "2031-02-28T23:59:60Z",
]  # fmt: skip
ODD_NUMBERS = [0, 1, 2, 3, 100, 101, 500, 501, 1000, 1001, 2**31 - 1, 2**31, 2**53 - 1]

values = st.recursive(
    st.sampled_from(ODD_TEXTS) | st.sampled_from(ODD_NUMBERS) | st.booleans() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(ODD_TEXTS), inner, max_size=3)
    ),
    max_leaves=8,
)
places = st.integers(0, 2**20)
byte_edits = st.lists(
    st.tuples(places, st.integers(0, 3), st.sampled_from(FRAGMENTS)), min_size=1, max_size=3
)
value_edits = st.lists(st.tuples(places, st.integers(0, 4), values), min_size=1, max_size=2)

many = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
some = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
few = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


def edit_bytes(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """Take bytes out of `data` and put fragments in."""
    for place, removed, fragment in edits:
        start = place % (len(data) + 1)
        data = data[:start] + fragment + data[start + removed :]
    return data


def edit_value(data: bytes, edits: list[tuple[int, int, object]]) -> bytes:
    """Change fields of the document in `data`, and write it as canonically as it allows."""
    document = json.loads(data)
    for place, action, value in edits:
        found = list(spots(document))
        if found:
            _change(*found[place % len(found)], action, value)
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def spots(value: object) -> Iterator[tuple[dict | list, object]]:
    if isinstance(value, dict | list):
        keys = value if isinstance(value, dict) else range(len(value))
        for key in list(keys):
            yield value, key
            yield from spots(value[key])


def _change(parent: dict | list, key: object, action: int, value: object) -> None:
    if action == 0:
        del parent[key]
    elif action == 1 and isinstance(parent, list):
        parent.insert(key, value)
    elif action == 1 and isinstance(value, str):
        parent[value] = 1
    elif action == 2 and isinstance(parent, list):
        parent.append(parent[key])
    elif action == 3 and isinstance(parent[key], str) and parent[key]:
        parent[key] = parent[key][:-1] + str(value)[:1]
    else:
        parent[key] = value
