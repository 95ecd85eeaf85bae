"""After the kills: whether all that was promised is on the record, once each, and proves itself."""

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from crypto import merkle, tiles
from crypto.entries import decode_entry
from crypto.errors import CryptoError
from crypto.notes import Checkpoint, open_checkpoint
from crypto.tiles import read_bundle
from tests.chaos.ledger import Ledger
from tests.chaos.pool import Pool
from tests.chaos.receipts import receipt_checked
from tests.chaos.voters import RefusedError, Server, UnreachableError

SETTLE_SECONDS = 60
POLL_SECONDS = 0.25


@dataclass
class Judgement:
    """What the final record says of what voters were told.

    Attributes:
        lost: hashes of ballots that were taken and are neither on the record nor refused.
        twice: hashes of ballots that stand on it more than once.
        faults: sentences about anything else that must not be.
        entries: how many entries the record has.
    """

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    entries: int = 0

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.twice or self.faults)


def settle(server: Server, ledger: Ledger) -> dict[str, dict[str, object]]:
    """Ask for every ballot that was taken until the answer is final. Returns the last answers."""
    fates: dict[str, dict[str, object]] = {}
    deadline = time.monotonic() + SETTLE_SECONDS
    open_ones = sorted(ledger.taken)
    while open_ones and time.monotonic() < deadline:
        for ballot in open_ones:
            fate = _asked(server, ballot)
            if fate is not None:
                fates[ballot] = fate
        open_ones = [b for b in open_ones if fates.get(b, {}).get("status") in (None, "waiting")]
        time.sleep(POLL_SECONDS)
    return fates


def _asked(server: Server, ballot: str) -> dict[str, object] | None:
    try:
        return server.look_up(ballot) or {"status": "unknown"}
    except (UnreachableError, RefusedError):
        return None


def judge(
    mirror: Path, pool: Pool, ledger: Ledger, fates: dict[str, dict[str, object]]
) -> Judgement:
    """Hold everything against the files of a mirror that was made afterwards."""
    checkpoint, entries = _record(mirror, pool)
    judgement = Judgement(faults=list(ledger.faults), entries=len(entries))
    headers = [decode_entry(entry) for entry in entries]
    standing = Counter(entry.payload_hash for entry in headers if entry.kind == "ballot")
    judgement.twice = sorted(b for b, count in standing.items() if count > 1)
    _judge_promises(judgement, ledger, fates, standing)
    _judge_receipts(judgement, ledger, entries)
    for ballot, receipt in ledger.acknowledged.items():
        _judge_answer(judgement, pool, fates.get(ballot, {}), receipt.entry, receipt.index)
    if checkpoint.size != len(entries):
        judgement.faults.append("the checkpoint is not that of the entries")
    return judgement


def _record(mirror: Path, pool: Pool) -> tuple[Checkpoint, list[bytes]]:
    note = (mirror / tiles.CHECKPOINT).read_text(encoding="utf-8")
    checkpoint = open_checkpoint(note, pool.log_key)

    def read(path: str) -> bytes | None:
        file = mirror / path
        return file.read_bytes() if file.exists() else None

    bundles = [tile for tile in tiles.tiles_of(checkpoint.size) if tile.level == 0]
    return checkpoint, [entry for tile in bundles for entry in read_bundle(tile, read)]


def _judge_promises(
    judgement: Judgement,
    ledger: Ledger,
    fates: dict[str, dict[str, object]],
    standing: Counter[str],
) -> None:
    """What was taken is on the record, or was refused with a reason."""
    for ballot in sorted(ledger.taken | set(ledger.acknowledged)):
        fate = fates.get(ballot, {})
        is_refused = fate.get("status") == "refused" and fate.get("reason")
        if ballot not in standing and not is_refused:
            judgement.lost.append(ballot)
        if ballot in standing and fate.get("status") != "recorded":
            judgement.faults.append(f"{ballot}: on the record, answered as {fate.get('status')}")


def _judge_receipts(judgement: Judgement, ledger: Ledger, entries: list[bytes]) -> None:
    """Every receipt that a voter holds is true of the final record."""
    receipts = ledger.acknowledged.values()
    sizes = {receipt.checkpoint.size for receipt in receipts}
    leaves = [merkle.leaf_hash(entry) for entry in entries]
    roots = merkle.roots_along(leaves, {size for size in sizes if size <= len(leaves)})
    for ballot, receipt in ledger.acknowledged.items():
        if receipt.index >= len(entries) or entries[receipt.index] != receipt.entry:
            judgement.lost.append(ballot)
        if roots.get(receipt.checkpoint.size) != receipt.checkpoint.root:
            judgement.faults.append(f"{ballot}: its checkpoint is of another history")


def _judge_answer(
    judgement: Judgement, pool: Pool, fate: dict[str, object], entry: bytes, index: int
) -> None:
    """The server gives the same receipt again."""
    try:
        again, _ = receipt_checked(str(fate.get("receipt")), entry=entry, log_key=pool.log_key)
    except CryptoError as error:
        judgement.faults.append(f"entry {index}: the receipt given afterwards: {error}")
        return
    if again != index:
        judgement.faults.append(f"entry {index}: the receipt given afterwards says {again}")
