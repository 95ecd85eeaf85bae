"""What `receipt` and `dispute` have in common: by what they judge, and how they say it.

Source: docs/spec/board.md section 13.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crypto.errors import DecodeError
from crypto.transcript import sha256
from verifier.commands.command import add_key, key_of, show_document
from verifier.disputes.documents import Document
from verifier.disputes.judge import Bench, judge
from verifier.disputes.judgement import Judgement
from verifier.disputes.ledger import Ledger, ledger_of_folder, ledger_of_record
from verifier.errors import UnusableLogError
from verifier.logs.folder import Folder
from verifier.record import Record
from verifier.terminal import harmless, show

STATUSES = (
    "0 for no fault, 1 for server at fault (the proof is written to a file that anybody can judge"
    " again), 2 when it cannot be judged, 3 for receipt forged"
)


def add_bench(parser: argparse.ArgumentParser) -> None:
    """Let it be said by what is judged."""
    entries = parser.add_mutually_exclusive_group()
    entries.add_argument("--mirror", metavar="DIR", type=Path, help="a folder of the log")
    entries.add_argument("--record", metavar="ZIP", type=Path, help="a record of the election")
    add_key(parser)
    parser.add_argument(
        "--proof",
        metavar="OUT",
        type=Path,
        help="where to write the proof of a fault (default: fault-<number>.json in this folder)",
    )
    parser.add_argument("--json", action="store_true", help="print the judgement for machines")


def act_on(asked: argparse.Namespace, documents: tuple[Document, ...]) -> int:
    """Judge the documents, say what came of it, and return the exit status."""
    with _bench(asked) as bench:
        judgement = judge(documents, bench)
    proof = _write_proof(judgement, asked.proof)
    if asked.json:
        show_document(judgement.document("" if proof is None else str(proof)))
    else:
        show(_text(judgement, proof))
    return judgement.status


@contextmanager
def _bench(asked: argparse.Namespace) -> Iterator[Bench]:
    key = key_of(asked)
    if asked.record is not None:
        with Record.open(asked.record) as record:
            yield _of_ledger(ledger_of_record(record, key))
    elif asked.mirror is not None:
        yield _of_ledger(ledger_of_folder(Folder(asked.mirror), key))
    elif key is not None:
        yield Bench(key, None)
    else:
        raise UnusableLogError("give --mirror, --record or --key to say whose word is judged")


def _of_ledger(ledger: Ledger) -> Bench:
    return Bench(ledger.key, ledger)


def _write_proof(judgement: Judgement, path: Path | None) -> Path | None:
    if judgement.proof is None:
        return None
    out = path or Path(f"fault-{sha256(judgement.proof).hex()[:16]}.json")
    if not out.exists():
        out.write_bytes(judgement.proof)
    elif out.read_bytes() != judgement.proof:
        raise DecodeError(f"server at fault, but {out} is there already: give another --proof")
    return out


def _text(judgement: Judgement, proof: Path | None) -> str:
    lines = [f"{harmless(reason)}" for reason in judgement.reasons]
    if proof is not None:
        lines.append(f"proof: {proof}; anybody judges it again with `python -m verifier dispute`")
    return "\n".join([judgement.outcome.value.upper(), *(f"  {line}" for line in lines)])
