"""Having checkpoints cosigned: the only functions that write what witnesses said.

Witnesses are asked outside of any transaction, all at once and for a short time. What a crash
leaves: perhaps a witness that signed and whose line is not stored; it answers the next question
with the size it knows, and is asked again from there.

Source: docs/spec/board.md sections 7, 9 and 10; C2SP tlog-witness, add-checkpoint.
"""

import logging
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from http import HTTPStatus

from django.db import IntegrityError, transaction
from django.utils import timezone

from board import witness_client, witnesses
from board.errors import CheckpointRefusedError, NoAnswerError, NoTransactionError
from board.keys import log_verifier
from board.models import Checkpoint, Cosignature, Log, Trouble, WitnessAnswer, WitnessPolicy
from board.selectors import (
    checkpoint_latest,
    consistency_proof,
    log_get,
    root_at,
)
from board.witness_client import PATIENCE_SECONDS, Answer
from crypto import canonical_json, notes
from crypto.canonical_json import MAX_INTEGER
from crypto.cosignatures import CosignatureVerifier
from crypto.errors import CryptoError
from crypto.notes import encode_signature_line, signatures_of
from crypto.witness_policy import Witnesses

logger = logging.getLogger(__name__)

GRACE_SECONDS = 0.1
"""How long the others are waited for once enough witnesses have signed."""
REST_SECONDS = 15
"""How long a witness that did not sign is left alone by the process that asked it."""
LEARNING_SECONDS = 2
"""The same for one that does not know the log yet: it may read of it at any moment."""

# When each witness may be asked about each log again, for this process.
_resting: dict[tuple[str, str], float] = {}


@dataclass(frozen=True, slots=True)
class _Question:
    """One witness, and the size it is thought to have cosigned last."""

    key: str
    address: str
    old: int
    is_repeated: bool = False


@dataclass(slots=True)
class _Round:
    """One checkpoint on its way to the witnesses."""

    log: Log
    checkpoint: Checkpoint
    policy: Witnesses
    troubles: dict[str, Trouble] = field(default_factory=dict)


def log_witness(*, log: Log, policy: Witnesses) -> None:
    """Fix who has to sign the checkpoints of `log` from now on, in the caller's transaction.

    Raises:
        NoTransactionError: the caller is in no transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NoTransactionError("fixing witnesses: expected to be called in a transaction")
    document = canonical_json.encode(policy.document())
    WitnessPolicy.objects.get_or_create(log=log, defaults={"document": document})


def log_cosign(*, log: Log) -> int:
    """Have the newest checkpoint cosigned by the log's witnesses that have not signed it yet.

    Returns:
        The size of the checkpoint that may be published because the log does not wait for
        witnesses (see `checkpoint_due`); 0 where it does.

    Raises:
        NotOnRecordError: the log has no checkpoint.
        CheckpointRefusedError: a witness shows a checkpoint that this installation's key signed
            and that the database does not continue. Nothing may be published.
        RuntimeError: the caller is in a transaction.
    """
    with transaction.atomic(durable=True):
        fresh = log_get(log.slug)
        round_ = _Round(fresh, checkpoint_latest(fresh), witnesses.policy_of(fresh))
        questions = _questions(round_)
    if questions:
        _ask(round_, questions)
    _troubles_note(round_)
    return round_.checkpoint.size if round_.policy.degraded == "publish" else 0


def contradictions(log: Log) -> list[str]:
    """Return which witnesses hold what the database cannot continue, in words.

    Witnesses that do not answer, or show nothing that the log signed, say nothing here.
    """
    keys = witnesses.policy_of(log).keys
    known = [
        (key, address) for key, address in witnesses.witness_addresses().items() if key in keys
    ]
    if not known:
        return []
    with ThreadPoolExecutor(len(known)) as pool:
        notes_held = pool.map(lambda pair: _held(pair[1], log.origin), known)
        pairs = list(zip((key for key, _ in known), notes_held, strict=True))
    return [
        f"{log.origin}: the witness {_name(key)} has {held.size} entries signed by this log, "
        f"{'another history' if held.size <= log.size else f'the database {log.size}'}"
        for key, note in pairs
        if (held := _against(log, note)) is not None
    ]


def _questions(round_: _Round) -> list[_Question]:
    if not round_.policy.keys:
        return []
    signed = Cosignature.objects.filter(log=round_.log, size=round_.checkpoint.size)
    missing = set(round_.policy.keys) - set(signed.values_list("witness", flat=True))
    addresses = witnesses.witness_addresses()
    now = time.monotonic()
    return [
        _Question(key, addresses[key], _cosigned_last(round_.log, key))
        for key in round_.policy.keys
        if key in missing and key in addresses and _resting.get((key, round_.log.origin), 0) <= now
    ]


def _cosigned_last(log: Log, key: str) -> int:
    last = Cosignature.objects.filter(log=log, witness=key).order_by("size").last()
    return 0 if last is None else last.size


def _ask(round_: _Round, questions: Sequence[_Question]) -> None:
    """Ask all at once. When enough have signed, the others have a moment more."""
    pool = ThreadPoolExecutor(len(questions), thread_name_prefix="witness")
    try:
        pending = {_submit(pool, round_, question): question for question in questions}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while pending:
            done, _ = wait(pending, deadline - time.monotonic(), return_when=FIRST_COMPLETED)
            for future in done:
                question = pending.pop(future)
                again = _take(round_, question, future)
                if again is not None:
                    pending[_submit(pool, round_, again)] = again
            if not done:
                break
            if _is_met(round_):
                deadline = min(deadline, time.monotonic() + GRACE_SECONDS)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    if not _is_met(round_):
        round_.troubles |= {question.key: Trouble.SILENT for question in pending.values()}


def _submit(pool: ThreadPoolExecutor, round_: _Round, question: _Question) -> "Future[Answer]":
    """Start one exchange; its thread does not touch the database."""
    proof = (
        consistency_proof(round_.log, question.old, round_.checkpoint.size) if question.old else []
    )
    return pool.submit(
        witness_client.checkpoint_submit,
        question.address,
        old=question.old,
        proof=proof,
        note=round_.checkpoint.note,
    )


def _is_met(round_: _Round) -> bool:
    quorum = round_.policy.quorum
    return quorum > 0 and witnesses.signers(round_.checkpoint, round_.policy) >= quorum


def _take(round_: _Round, question: _Question, future: "Future[Answer]") -> _Question | None:
    """Note what a witness answered; return the question to be asked instead, if there is one."""
    try:
        answer = future.result()
    except NoAnswerError as error:
        logger.info("%s", error)
        round_.troubles[question.key] = Trouble.SILENT
        return None
    if answer.status == HTTPStatus.CONFLICT and (size := _size(answer)) is not None:
        return _conflict(round_, question, size)
    if answer.status == HTTPStatus.OK and _cosignature_store(round_, question.key, answer):
        round_.troubles[question.key] = Trouble.NONE
        return None
    if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        _contradicted(round_, question)
        return None
    round_.troubles[question.key] = _trouble(answer.status)
    return None


def _conflict(round_: _Round, question: _Question, size: int) -> _Question | None:
    """Another size was cosigned last: go on from there, unless it cannot be."""
    if size > round_.checkpoint.size:
        # Another process may have had a newer checkpoint cosigned in the meantime.
        if size > checkpoint_latest(round_.log).size:
            _contradicted(round_, question)
        return None
    if size == question.old:  # the same size with another root
        _contradicted(round_, question)
        return None
    if question.is_repeated:  # another process is at it as well; the next call goes on
        return None
    return _Question(question.key, question.address, size, is_repeated=True)


def _contradicted(round_: _Round, question: _Question) -> None:
    """Believe a witness that the database is behind, or beside it, only if it proves that."""
    round_.troubles[question.key] = Trouble.CONTRADICTS
    proved = _against(log_get(round_.log.slug), _held(question.address, round_.log.origin))
    if proved is None:
        logger.error(
            "%s: the witness %s contradicts it and shows no proof",
            round_.log.origin,
            _name(question.key),
        )
        return
    _troubles_note(round_)
    raise CheckpointRefusedError(
        f"{round_.log.origin}: the witness {_name(question.key)} shows a checkpoint of "
        f"{proved.size} entries, signed by this log's key, that the database does not continue"
    )


def _held(address: str, origin: str) -> str | None:
    try:
        return witness_client.checkpoint_held(address, origin)
    except NoAnswerError as error:
        logger.info("%s", error)
        return None


def _against(log: Log, note: str | None) -> notes.Checkpoint | None:
    """Return the checkpoint in `note` if the log's key signed it and `log` does not continue it."""
    if note is None:
        return None
    try:
        held = notes.open_checkpoint(note, log_verifier(log))
    except CryptoError:
        return None
    if held.size <= log.size and root_at(log, held.size) == held.root:
        return None
    return held


def _cosignature_store(round_: _Round, key: str, answer: Answer) -> bool:
    """Store a witness's line if it holds. Returns whether it does."""
    witness = CosignatureVerifier.parse(key)
    try:
        note = round_.checkpoint.note + answer.body.decode()
        moment = witness.verify(note)
        _, signatures = signatures_of(note, witness.name, witness.key_id)
    except (UnicodeDecodeError, CryptoError) as error:
        logger.warning(
            "%s: the cosignature of %s does not hold: %s", round_.log.origin, witness.name, error
        )
        return False
    line = encode_signature_line(witness.name, witness.key_id + signatures[0])
    try:
        with transaction.atomic():
            Cosignature.objects.get_or_create(
                log=round_.log,
                size=round_.checkpoint.size,
                witness=key,
                defaults={"line": line, "time": moment},
            )
    except IntegrityError:  # another process stored one meanwhile, and one is enough
        pass
    return True


def _troubles_note(round_: _Round) -> None:
    """Tell the people who run the log, and leave alone for a while whoever did not sign."""
    for key, trouble in round_.troubles.items():
        place = key, round_.log.origin
        if trouble == Trouble.NONE:
            _resting.pop(place, None)
        else:
            is_learning = trouble == Trouble.UNKNOWN_LOG
            rest = LEARNING_SECONDS if is_learning else REST_SECONDS
            _resting[place] = time.monotonic() + rest
        WitnessAnswer.objects.update_or_create(
            log=round_.log, witness=key, defaults={"trouble": trouble, "at": timezone.now()}
        )


def _trouble(status: int) -> Trouble:
    if status == HTTPStatus.NOT_FOUND:
        return Trouble.UNKNOWN_LOG
    return Trouble.SILENT if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Trouble.REFUSES


def _size(answer: Answer) -> int | None:
    text = answer.body.removesuffix(b"\n")
    if not text.isdigit() or len(text) > len(str(MAX_INTEGER)):
        return None
    return int(text)


def _name(key: str) -> str:
    return key.split("+", 1)[0]
