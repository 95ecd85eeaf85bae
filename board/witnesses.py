"""Which witnesses sign the checkpoints of a log, and what they have signed. Nothing here writes.

Source: docs/spec/board.md sections 7, 9 and 10.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, F

from board.errors import WitnessFileError
from board.models import Checkpoint, Cosignature, Log, WitnessPolicy
from crypto import canonical_json
from crypto.errors import DecodeError
from crypto.reader import Fields
from crypto.witness_policy import (
    DEGRADED,
    MAX_POLICY_FILE,
    WITNESS_FIELDS,
    PolicyFile,
    Witnesses,
    decode_policy_file,
)


def policy_configured() -> Witnesses:
    """Return the policy that a log gets whose witnesses are fixed now.

    Raises:
        WitnessFileError: the installation's policy file cannot be used.
    """
    degraded = str(settings.TABELLA_WITNESS_DEGRADED)
    if degraded not in DEGRADED:
        raise WitnessFileError(
            f"TABELLA_WITNESS_DEGRADED: expected publish or wait, got {degraded}"
        )
    return _configured().policy(degraded)


def witness_addresses() -> Mapping[str, str]:
    """Return where to submit to each witness of the installation, by its verifier key.

    Raises:
        WitnessFileError: the installation's policy file cannot be used.
    """
    return {key.text(): address for key, address in _configured().witnesses}


def policy_of(log: Log) -> Witnesses:
    """Return who has to sign the checkpoints of `log`.

    Before that is fixed the installation's witnesses are asked, and none of them is waited for.

    Raises:
        WitnessFileError: the installation's policy file cannot be used.
    """
    row = WitnessPolicy.objects.filter(log=log).first()
    if row is None:
        return Witnesses(keys=policy_configured().keys, quorum=0)
    document = bytes(row.document)
    value = canonical_json.decode(document, max_size=len(document), place="witnesses")
    return Witnesses.of_fields(Fields(value, "witnesses", WITNESS_FIELDS))


def note_cosigned(checkpoint: Checkpoint, policy: Witnesses) -> str:
    """Return a checkpoint's note with the lines of all witnesses of its log that signed it.

    They stand in the order of the policy, so that the same signatures make the same bytes.

    Args:
        checkpoint: one of the log's.
        policy: who has to sign those.
    """
    if not policy.keys:
        return checkpoint.note
    rows = Cosignature.objects.filter(log=checkpoint.log_id, size=checkpoint.size)
    lines = dict(rows.values_list("witness", "line"))
    return checkpoint.note + "".join(lines[key] for key in policy.keys if key in lines)


def checkpoint_due(log: Log, policy: Witnesses, *, released: int = 0) -> Checkpoint | None:
    """Return the newest checkpoint that may be published, None if there is none.

    Args:
        log: the log.
        policy: who has to sign it.
        released: size of a checkpoint that may be published although too few witnesses signed it.
    """
    signed = Checkpoint.objects.filter(log=log).order_by("size")
    if policy.quorum == 0:
        return signed.last()
    met = (
        Cosignature.objects.filter(log=log, size__gt=released, witness__in=policy.keys)
        .values("size")
        .annotate(signers=Count("pk"))
        .filter(signers__gte=policy.quorum)
        .order_by("-size")
        .values_list("size", flat=True)
        .first()
    )
    return signed.filter(size=released if met is None else met).first()


def signers(checkpoint: Checkpoint, policy: Witnesses) -> int:
    """Return how many of the policy's witnesses have signed a checkpoint."""
    return Cosignature.objects.filter(
        log=checkpoint.log, size=checkpoint.size, witness__in=policy.keys
    ).count()


def logs_unwitnessed() -> Iterator[Log]:
    """Yield the logs whose newest checkpoint lacks a witness that can be asked.

    A frozen log's witnesses are not asked for ever: those that make up the quorum are enough.
    """
    known = witness_addresses()
    newest = Checkpoint.objects.filter(size=F("log__size")).select_related("log")
    for checkpoint in newest.order_by("log_id") if known else ():
        policy = policy_of(checkpoint.log)
        asked = sum(key in known for key in policy.keys)
        needed = max(policy.quorum, 1) if checkpoint.log.is_frozen else asked
        if signers(checkpoint, policy) < min(asked, needed):
            yield checkpoint.log


def _configured() -> PolicyFile:
    name = str(settings.TABELLA_WITNESSES)
    return _policy_file(Path(name)) if name else PolicyFile()


@lru_cache(maxsize=4)
def _policy_file(path: Path) -> PolicyFile:
    """Read the file once in each process: a changed one counts from the next start on."""
    try:
        with path.open("rb") as file:
            return decode_policy_file(file.read(MAX_POLICY_FILE + 1))
    except OSError as error:
        raise WitnessFileError(f"{path}: cannot be read: {error.strerror}") from error
    except DecodeError as error:
        raise WitnessFileError(f"{path}: {error}") from error
