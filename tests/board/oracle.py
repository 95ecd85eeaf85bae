"""The tree as RFC 6962 section 2.1 defines it, by recursion over all leaves."""

from collections.abc import Sequence

from crypto.transcript import sha256


def tree_hash(entries: Sequence[bytes]) -> bytes:
    if not entries:
        return sha256(b"")
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0])
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return sha256(b"\x01" + tree_hash(entries[:split]) + tree_hash(entries[split:]))


def running_chain(origin: str, entries: Sequence[bytes]) -> list[bytes]:
    """c[0] to c[n]."""
    chain = [sha256(b"\x02" + origin.encode())]
    for entry in entries:
        chain.append(sha256(b"\x02" + chain[-1] + sha256(b"\x00" + entry)))
    return chain
