"""The server's export of a record, from a database that holds the rows of a record made in bulk.

`load FILE` fills the database with what the server would hold of the election in a record file;
`export FILE` makes the record through `tally.record_files`, compares it with the file, byte for
byte, and prints seconds and memory as JSON. Two processes, so that the memory is the export's own.
Run by `scripts.bench.growth` with a folder of its own in TABELLA_VAR.
"""

import filecmp
import json
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import django

django.setup()

from django.conf import settings  # noqa: E402  needs the set-up above
from django.core.management import call_command  # noqa: E402  needs the set-up above
from django.db import transaction  # noqa: E402

from ballots.models import Submission, SubmissionKind, SubmissionStatus  # noqa: E402
from board.models import Entry, Log, LogKey, Payload  # noqa: E402
from board.public_files import log_folder  # noqa: E402
from crypto import merkle, record_format, tiles  # noqa: E402
from crypto.entries import decode_entry  # noqa: E402
from crypto.manifest import decode_manifest  # noqa: E402
from crypto.notes import Checkpoint, split_note  # noqa: E402
from scripts.bench.memory import peak_memory  # noqa: E402
from tally.record_files import record_file  # noqa: E402
from verifier.record import Record  # noqa: E402
from voting.models import Election  # noqa: E402
from voting.states import ElectionState  # noqa: E402

ROWS = 500
ItemT = TypeVar("ItemT")


def main() -> int:
    work, path = sys.argv[1], Path(sys.argv[2])
    figures = {"load": load, "export": export}[work](path)
    print(json.dumps(figures))
    return 0


def export(path: Path) -> dict[str, float]:
    """Make the record anew and compare it with the one the rows came from."""
    election = Election.objects.get()
    start, used = time.perf_counter(), time.process_time()
    made = record_file(election)
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    if not filecmp.cmp(made, path, shallow=False):
        raise AssertionError("the exported record differs from the one that was loaded")
    made.unlink()
    return {"seconds": seconds, "processor": processor, "memory": peak_memory()}


def load(path: Path) -> dict[str, float]:
    """Fill the tables of the record and of the inbox; the public folder gets its checkpoint."""
    call_command("migrate", verbosity=0)
    with Record.open(path) as record, transaction.atomic():
        manifest = record.read(record_format.MANIFEST)
        log = _log(record, manifest)
        election = _election(log, manifest)
        entries = _entries(record, log)
        commitments = record.lines(record_format.COMMITMENTS)
        while some := list(islice(entries, ROWS)):
            Payload.objects.bulk_create(entry.payload for entry in some)
            Entry.objects.bulk_create(some)
            ballots = [entry for entry in some if entry.kind == "ballot"]
            Submission.objects.bulk_create(
                _submission(election, entry, next(commitments)) for entry in ballots
            )
    return {"database": float(Path(settings.DATABASES["default"]["NAME"]).stat().st_size)}


def _election(log: Log, manifest: bytes) -> Election:
    """What the export never looks at is made up: running chain, joint key, election hash."""
    return Election.objects.create(
        pk=log.slug,
        state=ElectionState.PUBLISHED,
        log=log,
        manifest=manifest,
        joint_key="0",
        election_hash="0",
    )


def _log(record: Record, manifest: bytes) -> Log:
    rules = decode_manifest(manifest)
    note = record.read(record_format.CHECKPOINT)
    checkpoint = Checkpoint.parse(split_note(note.decode())[0])
    log = Log.objects.create(
        slug=rules.election_id,
        origin=rules.origin,
        size=checkpoint.size,
        root=checkpoint.root,
        chain=checkpoint.root,
    )
    LogKey.objects.create(log=log, generation=1, verifier=rules.log_key)
    folder = log_folder(log.slug)
    folder.mkdir(parents=True)
    (folder / tiles.CHECKPOINT).write_bytes(note)
    return log


def _entries(record: Record, log: Log) -> Iterator[Entry]:
    lines = zip(
        record.lines(record_format.ENTRIES), record.lines(record_format.PAYLOADS), strict=True
    )
    for index, (data, payload) in enumerate(lines):
        header = decode_entry(data)
        leaf = merkle.leaf_hash(data)
        row = Payload(log=log, sha256=bytes.fromhex(header.payload_hash), data=payload)
        yield Entry(
            log=log, index=index, kind=header.kind, data=data, leaf=leaf, chain=leaf, payload=row
        )


def _submission(election: Election, entry: Entry, line: bytes) -> Submission:
    header = decode_entry(entry.data)
    beginning = b'{"ballot":"%b","commitments":' % header.payload_hash.encode()
    if not line.startswith(beginning):
        raise AssertionError("the lines of commitments.jsonl are not in the order of the ballots")
    return Submission(
        election=election,
        kind=SubmissionKind.BALLOT,
        ballot_hash=header.payload_hash,
        credential=header.credential,
        signature=header.signature,
        ballot=b"",
        companion=line[len(beginning) : -1],
        status=SubmissionStatus.RECORDED,
        entry_index=entry.index,
    )


if __name__ == "__main__":
    sys.exit(main())
