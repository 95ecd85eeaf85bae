"""Judging one document that is held against a log, or two of them.

Nobody who brings something forward is believed, and neither is the server: what counts is what the
log's key signed, and whether it fits together.
Source: docs/spec/board.md section 13.
"""

from dataclasses import dataclass
from itertools import combinations

from crypto.errors import CryptoError, DecodeError
from crypto.evidence import (
    Evidence,
    ForkEvidence,
    KeysEvidence,
    RewriteEvidence,
    UnprovenEvidence,
)
from crypto.merkle import leaf_hash
from crypto.notes import NoteVerifier, open_checkpoint, signatures_of, split_note
from crypto.promises import open_promise
from verifier.disputes.documents import (
    CheckpointNote,
    Document,
    Malformed,
    PromiseNote,
    Receipt,
)
from verifier.disputes.judgement import (
    Judgement,
    at_fault,
    forged,
    no_fault,
    not_judged,
    together,
)
from verifier.disputes.ledger import Ledger
from verifier.disputes.promises import judge_promise
from verifier.disputes.proofs import (
    BeyondEnd,
    BrokenPromise,
    Dispute,
    TwoEntries,
    encode_dispute,
)
from verifier.disputes.standing import standing_of
from verifier.logs.continuity import Signed
from verifier.logs.files import stated_by

_NO_ENTRIES = "the log's entries are needed: give --mirror or --record"


@dataclass(frozen=True, slots=True)
class Bench:
    """By what is judged.

    Attributes:
        key: the log's key.
        ledger: the log's entries, if they are at hand.
    """

    key: NoteVerifier
    ledger: Ledger | None


def judge(documents: tuple[Document, ...], bench: Bench) -> Judgement:
    """Judge what is brought forward: each document by itself, and each against each.

    Raises:
        DecodeError: the log itself holds something malformed.
    """
    pairs = [_judge_pair(*pair, bench) for pair in combinations(documents, 2)]
    found = [judgement for judgement in pairs if judgement is not None]
    return together(*found, *(_judge_one(document, bench) for document in documents))


def _judge_one(document: Document, bench: Bench) -> Judgement:
    match document:
        case Malformed():
            return forged(f"no server makes such a {document.kind}: {document.detail}")
        case Receipt():
            return _judge_receipt(document, bench)
        case PromiseNote():
            return _judge_promise(document, bench)
        case CheckpointNote():
            return _judge_checkpoint(document, bench)
        case TwoEntries() | BeyondEnd() | BrokenPromise():
            return _judge_dispute(document, bench)
    return _judge_evidence(document, bench)


def _judge_receipt(receipt: Receipt, bench: Bench) -> Judgement:
    other = _of_another(receipt.proof.checkpoint, bench.key)
    if other is not None:
        return other
    try:
        checkpoint = receipt.proof.verify(bench.key)
    except CryptoError as error:
        return forged(f"the log's key does not vouch for this receipt: {error}")
    ledger, index = bench.ledger, receipt.proof.index
    if ledger is None:
        return not_judged(f"the log signed for this receipt, entry {index}", _NO_ENTRIES)
    place = _judge_place(receipt, ledger)
    whole = _judge_signed(Signed(checkpoint, receipt.proof.checkpoint), bench.key, ledger)
    if place is None:
        return whole
    # A copy of the log that ends before the receipt's checkpoint can still hold the entry.
    is_older_copy = whole.status == 2 and place.status == 0
    return place if is_older_copy else together(whole, place)


def _judge_place(receipt: Receipt, ledger: Ledger) -> Judgement | None:
    """Judge by the entry that stands where the receipt's should; None if the log ends before."""
    proof = receipt.proof
    if proof.index >= ledger.size:
        return None
    if ledger.leaf(proof.index) != leaf_hash(proof.entry):
        dispute = TwoEntries(ledger.key.text(), receipt.text, ledger.receipt(proof.index))
        return at_fault(dispute.words(), proof=encode_dispute(dispute))
    standing = standing_of(ledger, proof.index)
    if not standing.is_wrong:
        return no_fault(standing.text, standing=standing.name)
    reason = "the record itself proves it to everybody: run the verifier over it"
    return at_fault(standing.text, reason, proof=None, standing=standing.name)


def _judge_promise(promise: PromiseNote, bench: Bench) -> Judgement:
    other = _of_another(promise.note, bench.key, promise.promise.origin)
    if other is not None:
        return other
    try:
        open_promise(promise.note, bench.key)
    except CryptoError as error:
        return forged(f"the log's key does not vouch for this promise: {error}")
    if bench.ledger is None:
        return not_judged("the log signed this promise", _NO_ENTRIES)
    return judge_promise(promise, bench.ledger)


def _judge_checkpoint(checkpoint: CheckpointNote, bench: Bench) -> Judgement:
    other = _of_another(checkpoint.note, bench.key)
    if other is not None:
        return other
    try:
        signed = Signed(open_checkpoint(checkpoint.note, bench.key), checkpoint.note)
    except CryptoError as error:
        return forged(f"the log's key does not vouch for this checkpoint: {error}")
    if bench.ledger is None:
        return not_judged(f"the log signed for {signed.size:,} entries", _NO_ENTRIES)
    return _judge_signed(signed, bench.key, bench.ledger)


def _judge_signed(signed: Signed, key: NoteVerifier, ledger: Ledger) -> Judgement:
    """Judge a checkpoint that the log did sign by the log's entries."""
    size, root = signed.size, signed.checkpoint.root
    if size > ledger.size:
        if ledger.has_ended:
            end = BeyondEnd(key.text(), signed.note, ledger.receipt(ledger.size - 1))
            return at_fault(end.words(), proof=encode_dispute(end))
        reason = f"the log signed for {size:,} entries, but this copy of it has {ledger.size:,}"
        return not_judged(reason, "bring the mirror up to date, or get a newer record")
    if ledger.root_at(size) == root:
        return no_fault(f"the log's first {size:,} entries are those it signed for")
    evidence = _contradiction(signed, key, ledger)
    reason = f"the log signed two histories of its first {size:,} entries"
    return at_fault(reason, proof=evidence.encode())


def _contradiction(signed: Signed, key: NoteVerifier, ledger: Ledger) -> Evidence:
    size, ours = signed.size, ledger.signed
    if size == ours.size:
        return ForkEvidence(key.text(), signed.note, ours.note)
    proof = ledger.consistency_proof(size)
    return RewriteEvidence(key.text(), signed.note, ours.note, ledger.root_at(size), proof)


def _judge_dispute(dispute: Dispute, bench: Bench) -> Judgement:
    if dispute.log_key != bench.key.text():
        return not_judged("the evidence is of another log than the one it is judged by")
    try:
        dispute.verify(bench.key)
    except CryptoError as error:
        return forged(f"the evidence proves nothing: {error}")
    if not isinstance(dispute, BrokenPromise):
        return at_fault(dispute.words(), proof=encode_dispute(dispute))
    if bench.ledger is None:
        return not_judged("the log signed this promise", _NO_ENTRIES)
    checkpoint = _judge_checkpoint(CheckpointNote(dispute.second), bench)
    promise = open_promise(dispute.first, bench.key)
    kept = judge_promise(PromiseNote(promise, dispute.first), bench.ledger)
    return together(checkpoint, kept)


def _judge_evidence(evidence: Evidence, bench: Bench) -> Judgement:
    spoken = evidence.registry_key if isinstance(evidence, KeysEvidence) else evidence.log_key
    if spoken != bench.key.text():
        return not_judged("the evidence is of another log than the one it is judged by")
    try:
        evidence.verify()
    except CryptoError as error:
        return forged(f"the evidence proves nothing: {error}")
    if isinstance(evidence, KeysEvidence):
        return _judge_keys(evidence)
    if isinstance(evidence, UnprovenEvidence):
        notes = [note for note in (evidence.first, evidence.second) if note]
        return together(*(_judge_checkpoint(CheckpointNote(note), bench) for note in notes))
    size = stated_by(evidence.first).size
    reason = f"the log signed two histories of its first {size:,} entries"
    return at_fault(reason, proof=evidence.encode())


def _judge_keys(evidence: KeysEvidence) -> Judgement:
    if evidence.is_proof:
        return at_fault("the registry gave one log two keys", proof=evidence.encode())
    reason = "the registry gave the log another key than somebody knew it by"
    return not_judged(reason, "which of the two is the log's own, this evidence does not show")


def _judge_pair(first: Document, second: Document, bench: Bench) -> Judgement | None:
    """Judge whether two documents contradict each other; None if they do not by themselves."""
    if isinstance(first, Receipt) and isinstance(second, Receipt):
        dispute = TwoEntries(bench.key.text(), first.text, second.text)
        try:
            dispute.verify(bench.key)
        except CryptoError:
            pass
        else:
            return at_fault(dispute.words(), proof=encode_dispute(dispute))
    notes = [_note_of(document) for document in (first, second)]
    fork = ForkEvidence(bench.key.text(), *(note or "" for note in notes))
    try:
        fork.verify()
    except CryptoError:
        return None
    reason = f"the log signed two histories of {stated_by(fork.first).size:,} entries"
    return at_fault(reason, proof=fork.encode())


def _note_of(document: Document) -> str | None:
    if isinstance(document, Receipt):
        return document.proof.checkpoint
    return document.note if isinstance(document, CheckpointNote) else None


def _of_another(note: str, key: NoteVerifier, origin: str | None = None) -> Judgement | None:
    """Say that a note is of another log, or signed by another key of the same name.

    Who gives out a false record can call every receipt forged; both keys are named, so that they
    can be compared with the manifest, a registry or an older record.
    """
    try:
        found = origin or stated_by(note).origin
        if found != key.name:
            return not_judged(f"it is of another log, {found}, than the one it is judged by")
        signatures_of(note, key.name, key.key_id)
    except DecodeError as error:
        return forged(f"no log signs such a note: {error}")
    except CryptoError:
        signers = sorted(
            {value[:4].hex() for name, value in split_note(note)[1] if name == key.name}
        )
        others = f"key {', '.join(signers)}" if signers else "nobody of that name"
        return forged(
            f"signed by {others}, but the log's key is {key.key_id.hex()}",
            "if the key is in doubt, compare it with a registry or an older record, give --key",
        )
    return None
