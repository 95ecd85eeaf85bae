"""Faulty ballots and records without end, each made again from its number alone."""

import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from crypto.errors import CryptoError
from crypto.group import PARAMETER_SETS
from crypto.transcript import sha256
from tests.js.mangling import FRAGMENTS, ODD_NUMBERS, ODD_TEXTS, edit_bytes, edit_value, spots
from tests.simulator import Simulation
from tests.verifier.defects import all_members, rezip

T = TypeVar("T")
GROUP = PARAMETER_SETS["EG-2.1-3072"]
SPARE = {"README.txt", "commitments.jsonl"}


class Dice:
    """Throws that follow from a seed, on every machine alike."""

    def __init__(self, seed: str) -> None:
        self._seed, self._count = seed, 0

    def below(self, limit: int) -> int:
        self._count += 1
        digest = sha256(f"{self._seed} {self._count}".encode())
        return int.from_bytes(digest[:8], "big") % limit

    def one_of(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]


def mutated_ballot(data: bytes, dice: Dice) -> bytes:
    """A ballot with bytes, fields or numbers changed."""
    return dice.one_of((_bytes_changed, _fields_changed, _numbers_changed))(data, dice)


def mutated_record(honest: Simulation, dice: Dice) -> bytes:
    """A record with one or two things changed, mostly behind hashes and signatures that fit."""
    while True:
        try:
            return _mutated(honest.copy(), dice)
        except (CryptoError, ValueError):
            continue  # what came out cannot even be written down


def _mutated(simulation: Simulation, dice: Dice) -> bytes:
    for _ in range(1 + dice.below(2)):
        dice.one_of(CHANGES)(simulation, dice)
    if dice.below(2):
        return _spoilt_file(simulation, dice)
    return simulation.record()


def _bytes_changed(data: bytes, dice: Dice) -> bytes:
    edits = [
        (dice.below(2**20), dice.below(4), dice.one_of(FRAGMENTS)) for _ in range(1 + dice.below(3))
    ]
    return edit_bytes(data, edits)


def _fields_changed(data: bytes, dice: Dice) -> bytes:
    values = [*ODD_TEXTS, *ODD_NUMBERS, True, [], {}, ["a"], {"v": 1}]
    edits = [
        (dice.below(2**20), dice.below(5), dice.one_of(values)) for _ in range(1 + dice.below(2))
    ]
    try:
        return edit_value(data, edits)
    except ValueError:
        return data


def _numbers_changed(data: bytes, dice: Dice) -> bytes:
    """Hex numbers replaced by others of their length, by their neighbours or by their negatives."""
    document = json.loads(data)
    found = [(parent, key) for parent, key in spots(document) if _is_hex(parent[key])]
    if not found:
        return data
    parent, key = dice.one_of(found)
    old = parent[key]
    likes = [other[at] for other, at in found if len(other[at]) == len(old)]
    number = int(old, 16)
    changed = dice.one_of(
        (
            dice.one_of(likes),
            f"{number ^ 1:0{len(old)}x}",
            f"{(GROUP.p - number) % GROUP.p:0{len(old)}x}",
            f"{number * int(GROUP.g) % int(GROUP.p):0{len(old)}x}",
            f"{number + int(GROUP.q):0{len(old)}x}",
            "0" * len(old),
            "f" * len(old),
        )
    )
    if len(changed) == len(old):
        parent[key] = changed
    return _canonical(document)


def _is_hex(value: object) -> bool:
    return isinstance(value, str) and len(value) >= 64 and set(value) <= set("0123456789abcdef")


def _canonical(document: object) -> bytes:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _payload(simulation: Simulation, dice: Dice) -> None:
    """A payload changed before its entry is made, and often what names its hash as well."""
    line = dice.one_of(simulation.lines)
    try:
        line.payload = mutated_ballot(line.payload, dice) or b"{}"
    except (ValueError, RecursionError):
        line.payload = b"{}"
    _relink(simulation, dice)


def _relink(simulation: Simulation, dice: Dice) -> None:
    if dice.below(2):
        try:
            simulation.relink()
        except (ValueError, LookupError, TypeError, AttributeError):
            return


def _payload_behind_its_entry(simulation: Simulation, dice: Dice) -> None:
    line = dice.one_of(simulation.lines)
    line.raw_entry = line.entry()
    line.payload = mutated_ballot(line.payload, dice).replace(b"\n", b"")


def _entry(simulation: Simulation, dice: Dice) -> None:
    line = dice.one_of(simulation.lines)
    change = dice.one_of((_bytes_changed, _fields_changed))
    line.raw_entry = change(line.entry(), dice).replace(b"\n", b"")


def _lines_swapped(simulation: Simulation, dice: Dice) -> None:
    lines = simulation.lines
    first, second = dice.below(len(lines)), dice.below(len(lines))
    lines[first], lines[second] = lines[second], lines[first]


def _line_dropped(simulation: Simulation, dice: Dice) -> None:
    if len(simulation.lines) > 1:
        simulation.lines.pop(dice.below(len(simulation.lines)))


def _line_twice(simulation: Simulation, dice: Dice) -> None:
    line = dice.one_of(simulation.lines)
    simulation.lines.insert(dice.below(len(simulation.lines) + 1), line)


def _end_cut_off(simulation: Simulation, dice: Dice) -> None:
    del simulation.lines[1 + dice.below(len(simulation.lines)) :]


def _other_signer(simulation: Simulation, dice: Dice) -> None:
    seeds = [line.seed for line in simulation.lines if line.seed]
    if seeds:
        dice.one_of(simulation.lines).seed = dice.one_of(seeds)


def _payloads_swapped(simulation: Simulation, dice: Dice) -> None:
    first = dice.one_of(simulation.lines)
    second = dice.one_of([line for line in simulation.lines if line.kind == first.kind])
    first.payload, second.payload = second.payload, first.payload
    _relink(simulation, dice)


def _checkpoint(simulation: Simulation, dice: Dice) -> None:
    simulation.members["checkpoint"] = _bytes_changed(simulation.checkpoint().encode(), dice)


def _older_checkpoint(simulation: Simulation, dice: Dice) -> None:
    size = dice.below(len(simulation.lines)) + 1
    simulation.members["checkpoint"] = simulation.checkpoint(size=size).encode()


CHANGES: tuple[Callable[[Simulation, Dice], None], ...] = (
    _payload, _payload, _payload, _payload, _payload_behind_its_entry, _entry, _lines_swapped,
    _line_dropped, _line_twice, _end_cut_off, _other_signer, _payloads_swapped, _checkpoint,
    _older_checkpoint,
)  # fmt: skip


def _spoilt_file(simulation: Simulation, dice: Dice) -> bytes:
    """The file with a member changed under a check sum that fits, or with any byte changed."""
    kind = dice.below(4)
    if kind == 0:
        data = bytearray(simulation.record())
        data[dice.below(len(data))] ^= 1 + dice.below(255)
        return bytes(data)
    if kind == 1:
        members = all_members(simulation)
        name = dice.one_of([name for name in members if name not in SPARE])
        return rezip({**members, name: _bytes_changed(members[name], dice)})
    return simulation.record()
