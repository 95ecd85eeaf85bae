"""Writing what everybody may read into a folder, in the layout the witness serves.

Any web server can serve the folder, and evidence can be carried to whoever judges it.
"""

import os
from http import HTTPStatus
from pathlib import Path

from crypto.transcript import sha256
from witness.answers import Answer, Witness
from witness.errors import UnusableError
from witness.memory import Memory


def export(witness: Witness, memory: Memory, target: Path) -> int:
    """Write key, logs, checkpoints and evidence below `target`; return how many files.

    Raises:
        UnusableError: a file cannot be written.
    """
    with memory.reading() as records:
        digests = [sha256(log.origin.encode()).hex() for log in records.logs()]
        documents = [kept.digest for kept in records.evidence()]
    answers = {"key": witness.key(), "logs": witness.logs(), "evidence.json": witness.evidence()}
    answers |= {f"{digest}/checkpoint": witness.checkpoint(digest) for digest in digests}
    answers |= {f"evidence/{digest}": witness.evidence_document(digest) for digest in documents}
    files = {name: answer.body for name, answer in answers.items() if _is_found(answer)}
    try:
        for name, data in files.items():
            _write(target / name, data)
    except OSError as error:
        raise UnusableError(f"cannot write below {target}: {error.strerror}") from error
    return len(files)


def _is_found(answer: Answer) -> bool:
    return answer.status == HTTPStatus.OK


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    os.replace(beside, path)
