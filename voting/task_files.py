"""Task files: the public record and what is asked of one key holder, to be carried by hand.

Source: docs/spec/record.md section 7.1.
"""

from collections.abc import Iterator

from board.models import Log
from board.published import Published, published
from board.selectors import entries_fitting
from crypto import canonical_json
from voting.ceremonies import drill_challenge, trustee_status
from voting.errors import StateError
from voting.models import Trustee

KIND = "tabella trustee task"
COUNT = 200
BATCH_BYTES = 8 * 2**20


def task_file(trustee: Trustee) -> Iterator[bytes]:
    """The file piece by piece, so that its size costs no memory.

    Raises StateError before the first piece, where there is no public record yet.
    """
    log = trustee.election.log
    if log is None:
        raise StateError("the key ceremony has not begun: there is no public record yet")
    checkpoint = published(log)
    header = _line(
        canonical_json.encode(
            {
                "checkpoint": checkpoint.note,
                "drill_challenge": drill_challenge(trustee).hex(),
                "election": trustee.election.slug,
                "kind": KIND,
                "step": trustee_status(trustee).step.value,
                "trustee": trustee.index,
                "v": 1,
            }
        )
    )
    return _pieces(header, log, checkpoint)


def task_name(trustee: Trustee) -> str:
    return f"{trustee.election.slug}-task.txt"


def _pieces(header: bytes, log: Log, checkpoint: Published) -> Iterator[bytes]:
    # What the checkpoint counts never changes, so a transaction over all of it is not needed.
    yield header
    start = 0
    while start < checkpoint.size:
        count = min(COUNT, checkpoint.size - start)
        entries = entries_fitting(log, start, count, max_bytes=BATCH_BYTES)
        for entry in entries:
            yield _line(bytes(entry.data)) + _line(bytes(entry.payload.data))
        start += len(entries)


def _line(data: bytes) -> bytes:
    return data + b"\n"
