"""The answer file: an entry made without network, to be uploaded from a computer that has one.

Source: docs/spec/record.md section 7.2.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from crypto import canonical_json
from crypto.canonical_json import JsonValue
from crypto.errors import DecodeError
from trustee.errors import UnusableError

KIND = "tabella trustee answer"

_TOLD = {
    "trustee": "Your public key",
    "share": "What the other key holders need of you",
    "confirm": "All parts for you are right. Your confirmation",
    "complaint": "Your complaint",
    "drill": "Your key works. The proof of it",
    "decryption": "Done. Your unlock share",
}


def answer_path(task: Path) -> Path:
    """Return where the answer to a task goes unless the person says otherwise."""
    stem = task.stem.removesuffix("-task")
    return task.with_name(f"{stem}-answer.txt")


class AnswerFile:
    """A file that is written, or written again, with one answer.

    Args:
        path: where it is to be.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def told(self) -> Mapping[str, str]:
        """What the person is told of an answer, by the type of its entry."""
        return {
            kind: f"{what} is in {self._path}. Upload that file on your page."
            for kind, what in _TOLD.items()
        }

    def write(
        self, election_id: str, trustee: int, kind: str, payload: bytes, signature: bytes
    ) -> None:
        """Write the answer in one step, so that no half of one is ever uploaded.

        Raises:
            UnusableError: there is another file of that name, or none can be written.
        """
        document: JsonValue = {
            "election": election_id,
            "kind": KIND,
            "payload": canonical_json.decode(
                payload, max_size=canonical_json.MAX_LINE, place="payload"
            ),
            "signature": signature.hex(),
            "trustee": trustee,
            "type": kind,
            "v": 1,
        }
        self._verify_replaceable()
        self._replace(canonical_json.encode(document) + b"\n")

    def _verify_replaceable(self) -> None:
        """Check that nothing but an earlier answer would be lost: a key file has no copy."""
        try:
            data = self._path.read_bytes() if self._path.exists() else None
            if data is None:
                return
            document = canonical_json.decode(
                data.removesuffix(b"\n"), max_size=canonical_json.MAX_LINE, place="answer"
            )
        except OSError as error:
            raise UnusableError(f"cannot read {self._path}: {error.strerror}") from error
        except DecodeError:
            document = None
        if not isinstance(document, dict) or document.get("kind") != KIND:
            raise UnusableError(f"{self._path} is no answer file; nothing was overwritten")

    def _replace(self, data: bytes) -> None:
        draft: Path | None = None
        try:
            descriptor, name = mkstemp(dir=self._path.parent)
            draft = Path(name)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(self._path)
        except OSError as error:
            if draft is not None:
                with suppress(OSError):
                    draft.unlink(missing_ok=True)
            raise UnusableError(f"cannot write {self._path}: {error.strerror}") from error
