"""Reading what somebody brings forward: a receipt, a promise, a checkpoint, or evidence.

Only the form is read here; whether anything in it is true is for `verifier.disputes.judge`.
Source: docs/spec/board.md section 13.
"""

from dataclasses import dataclass
from pathlib import Path

from crypto import canonical_json
from crypto.ballot import tracker
from crypto.entries import decode_entry
from crypto.errors import CryptoError, DecodeError
from crypto.evidence import MAX_EVIDENCE, Evidence, decode_evidence
from crypto.notes import TlogProof, decode_tlog_proof
from crypto.promises import HEADING, Promise, decode_promise
from crypto.receipt_page import HEAD, MAX_PAGE, decode_receipt_page
from verifier.disputes.proofs import MAX_DISPUTE, TYPE, Dispute, decode_dispute
from verifier.errors import UnusableLogError
from verifier.logs.files import stated_by

_RECEIPT = "c2sp.org/tlog-proof@"
_MAX_FILE = max(MAX_EVIDENCE, MAX_DISPUTE, MAX_PAGE)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt and its text."""

    proof: TlogProof
    text: str


@dataclass(frozen=True, slots=True)
class PromiseNote:
    """A promise and the note it stands in."""

    promise: Promise
    note: str


@dataclass(frozen=True, slots=True)
class CheckpointNote:
    """A note that looks like a checkpoint."""

    note: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """Something that says what it is, but has not the form of it.

    Attributes:
        kind: what it says it is.
        detail: what is wrong.
    """

    kind: str
    detail: str


Document = Receipt | PromiseNote | CheckpointNote | Malformed | Evidence | Dispute


def read_document(path: Path) -> Document:
    """Read a file that somebody brings forward.

    Raises:
        UnusableLogError: it cannot be read, or is nothing that could be judged.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_FILE + 1)
    except OSError as error:
        raise UnusableLogError(f"{path.name}: cannot be read: {error.strerror}") from error
    if len(data) > _MAX_FILE:
        raise UnusableLogError(f"{path.name}: too long for a receipt, a promise or evidence")
    try:
        return decode_document(data)
    except DecodeError as error:
        raise UnusableLogError(f"{path.name}: {error}") from error


def decode_document(data: bytes) -> Document:
    """Return what is in `data`; line ends that another system has changed are mended.

    Raises:
        DecodeError: it is nothing that could be judged.
    """
    if data.startswith(b"{"):
        return _decode_json(data)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise DecodeError("is neither receipt, promise, checkpoint nor evidence") from error
    if text.startswith(HEAD):
        return _decode_page(text)
    if text.startswith(_RECEIPT):
        return _decode_receipt(text)
    if text.startswith(f"{HEADING}\n"):
        return _decode_promise(text)
    try:
        stated_by(text)
    except DecodeError as error:
        raise DecodeError("is neither receipt, promise, checkpoint nor evidence") from error
    return CheckpointNote(text)


def _decode_json(data: bytes) -> Document:
    value = canonical_json.decode(data, max_size=_MAX_FILE, place="document")
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in {TYPE, "log-evidence"}:
        raise DecodeError("is neither receipt, promise, checkpoint nor evidence")
    try:
        return decode_dispute(data) if kind == TYPE else decode_evidence(data)
    except CryptoError as error:
        return Malformed("evidence", str(error))


def _decode_page(text: str) -> Document:
    """Return the receipt that a page carries.

    A page that is not as a server makes it accuses nobody: a browser may have changed it.

    Raises:
        DecodeError: it is not, or it shows another ballot code than its receipt is of.
    """
    page = decode_receipt_page(text)
    receipt = _decode_receipt(page.proof)
    if isinstance(receipt, Receipt):
        header = decode_entry(receipt.proof.entry)
        if page.code != tracker(header.ballot or header.payload_hash):
            raise DecodeError(f"the page shows ballot code {page.code}, its receipt is of another")
    return receipt


def _decode_receipt(text: str) -> Document:
    try:
        return Receipt(decode_tlog_proof(text), text)
    except CryptoError as error:
        return Malformed("receipt", str(error))


def _decode_promise(text: str) -> Document:
    try:
        return PromiseNote(decode_promise(text), text)
    except CryptoError as error:
        return Malformed("promise", str(error))
