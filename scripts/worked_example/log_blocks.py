"""What the page shows of C01 to C04."""

from collections.abc import Iterator
from typing import Any

from scripts.worked_example.shown import message, rows, short, table
from tests.simulator import Simulation

Block = tuple[str, list[str]]
Values = dict[str, Any]


def log_blocks(values: Values, election: Simulation) -> Iterator[Block]:
    """Yield name and lines of each block."""
    yield from _record_blocks(values["C01"])
    yield from _manifest_blocks(values["C02"], election)
    yield from _board_blocks(values["C03"], election)
    times = [(time["entry"], time["at"]) for time in values["C04"]["times"]]
    yield "times", table(("entry", "at"), times)


def _record_blocks(values: Values) -> Iterator[Block]:
    members = [(m["name"], m["offset"], m["size"], m["crc32"]) for m in values["members"]]
    yield (
        "members",
        [
            *table(("member", "header at", "bytes", "CRC-32"), members),
            f"all: {values['size']} bytes, SHA-256 {values['sha256']}",
        ],
    )
    numbers = [(name, short(values[name])) for name in ("p", "q", "g")]
    yield "parameters", rows([("name", values["parameters"]), *numbers])


def _manifest_blocks(values: Values, election: Simulation) -> Iterator[Block]:
    size, manifest = election.context.group.element_size, len(election.line("election").payload)
    yield "manifest", rows([
        ("SHA-256", values["sha256"]),
        ("election", values["election"]),
        ("origin", values["origin"]),
        ("log key", values["log_key"]),
    ])  # fmt: skip
    numbers = [("tag", 1), ("p", size), ("q", 32), ("g", size), ("n", 4), ("k", 4)]
    yield "parameter hash", message("H_P", values["parameter_hash"], numbers)
    fields = [("tag", 1), ("length of the manifest", 4), ("manifest", manifest)]
    yield "base hash", message("H_B", values["base_hash"], fields)


def _board_blocks(values: Values, election: Simulation) -> Iterator[Block]:
    entries = [(e["entry"], e["type"], e["leaf"]) for e in values["entries"]]
    yield "entries", table(("entry", "type", "leaf hash"), entries)
    yield "first entry", [election.lines[0].entry().decode()]
    chain = [(i, values["entries"][i - 1]["chain"]) for i in (1, 2, 3)]
    yield "chain", rows([(f"c[{i}]", c) for i, c in [(0, values["chain_start"]), *chain]])
    yield "tree", _tree_lines(values["tree"])
    yield "checkpoint", election.checkpoint().rstrip("\n").split("\n")
    yield "log signature", _signature_lines(values["checkpoint"]["log"])
    yield "cosignature", _signature_lines(values["checkpoint"]["witness"])
    kept = values["kept"]
    yield "kept", rows([
        ("size", kept["size"]),
        ("root", kept["root"]),
        *((f"proof, hash {i}", value) for i, value in enumerate(kept["consistency"], start=1)),
    ])  # fmt: skip
    receipt = values["receipt"]
    hashes = enumerate(receipt["inclusion"], start=1)
    leaf = values["entries"][receipt["entry"]]["leaf"]
    yield "receipt", rows([
        ("entry", receipt["entry"]),
        ("leaf", leaf),
        *((f"hash {i}", value) for i, value in hashes),
    ])  # fmt: skip


def _tree_lines(levels: list[list[str]]) -> list[str]:
    """Show how many nodes a level has, and of the small levels all of them."""
    lines = []
    for level, nodes in enumerate(levels):
        lines.append(f"level {level}: {len(nodes)} {'node' if len(nodes) == 1 else 'nodes'}")
        if len(nodes) <= 4:
            lines += [f"  {node}" for node in nodes]
    return lines


def _signature_lines(values: Values) -> list[str]:
    words = bytes.fromhex(values["message"]).decode()
    shown = [(name.replace("_", " "), values[name]) for name in values if name != "message"]
    lines = [f"  {line}" for line in words.splitlines()]
    return [
        *rows(shown),
        f"message, {len(words.encode())} bytes, every line with its newline:",
        *lines,
    ]
