"""How values look on the page: short where they are long, messages taken apart field by field."""

from collections.abc import Iterable, Sequence

LONGEST = 128
"""Hex digits shown in full; longer values are shortened and stand whole in values.json."""

Field = tuple[str, int]
"""Name of a field of a hashed message and its length in bytes."""


def short(digits: str) -> str:
    """Shorten a long number to its first and last digits."""
    return digits if len(digits) <= LONGEST else f"{digits[:20]}..{digits[-12:]}"


def rows(pairs: Iterable[tuple[str, object]]) -> list[str]:
    """Write names and values under each other."""
    listed = [(name, str(value)) for name, value in pairs]
    width = max(len(name) for name, _ in listed)
    return [f"{name:<{width}}  {value}".rstrip() for name, value in listed]


def message(name: str, value: dict[str, str], fields: Sequence[Field]) -> list[str]:
    """Show one hash: its key, every field of its message, and what comes out.

    Raises:
        ValueError: the fields are not the whole message.
    """
    left = value["input"]
    pairs: list[tuple[str, object]] = [("key", value["key"])]
    for field, length in fields:
        part, left = left[: 2 * length], left[2 * length :]
        pairs.append((field, f"{short(part)}  ({length} bytes)" if length > 1 else part))
    if left:
        raise ValueError(f"{name}: {len(left) // 2} bytes more than its fields")
    total = len(value["input"]) // 2
    pairs.append(("B", f"{total} bytes"))
    pairs.append((name, value.get("scalar", value["output"])))
    return [f"{name}, equation {value['equation']}", *(f"  {row}" for row in rows(pairs))]


def table(heading: Sequence[str], lines: Iterable[Sequence[object]]) -> list[str]:
    """Write columns for eyes."""
    cells = [list(heading), *([str(cell) for cell in line] for line in lines)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(heading))]
    return [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]
