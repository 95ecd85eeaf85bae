"""System checks: the record is kept append-only, and the database holds all that was signed.

Run by `manage.py check --database default`, before every `migrate`, and before web and workers
start (config/start.py).

Source: docs/spec/board.md section 7.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from board.cosigning import contradictions
from board.errors import CheckpointRefusedError, KeyMissingError, WitnessFileError
from board.keys import signer_of
from board.models import Log, LogKey
from board.public_files import slugs_public
from board.recomputation import log_faults
from board.signed_heads import heads_signed, verify_follows
from board.witnesses import policy_configured, witness_addresses
from crypto.notes import Checkpoint

PROTECTED = {
    "0002_append_only": (
        "board_entry",
        "board_payload",
        "board_node",
        "board_checkpoint",
        "board_log",
    ),
    "0004_log_keys": ("board_logkey",),
}
"""Tables with append-only triggers, by the migration that makes the triggers."""

NEWEST = "0004_log_keys"
"""The migration that made the newest table that the checks below read."""

_PUT_BACK = (
    "nothing starts like this. Bring back what is missing with `manage.py board_recover --from "
    'FOLDER`; see "The database was put back" in docs/operations.md'
)
_PUT_KEY_BACK = (
    "nothing starts like this. Put the secret file back that these logs began with; if it is lost, "
    'see "Keys" in docs/operations.md'
)
_KEY_GONE = 'nothing can be added to this log any more; see "Keys" in docs/operations.md'
# A trigger that is disabled, or that a replica's session would skip, counts as missing.
_FIND = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A'",
}
_NAMES = {
    "sqlite": ("no_delete", "no_replace", "no_update"),
    "postgresql": ("no_change", "no_truncate"),
}
# The head of a log moves forward, so its row alone may change.
_NAMES_OF_LOG = {
    "sqlite": ("no_delete", "no_replace", "forward"),
    "postgresql": ("no_delete", "no_truncate", "forward"),
}


@register(Tags.database)
def append_only_triggers(
    *,
    databases: Sequence[str] | None = None,
    **_: Any,  # noqa: ANN401  Django's signature
) -> list[CheckMessage]:
    """Report every missing trigger of the databases that the migration has reached."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        missing = sorted(missing_triggers(connections[alias]))
        errors += [_missing(alias, name) for name in missing]
    return errors


@register(Tags.database)
def signed_heads_present(
    *,
    databases: Sequence[str] | None = None,
    **_: Any,  # noqa: ANN401  Django's signature
) -> list[CheckMessage]:
    """Report every log that is behind what was signed, as a restored backup leaves it."""
    if "default" not in _migrated(databases):
        return []
    try:
        return [fault for signed in heads_signed() for fault in _behind(signed)]
    except CheckpointRefusedError as error:
        return [Error(f"memory of signed heads: {error}", id="board.E003")]


@register(Tags.database)
def records_whole(
    *,
    databases: Sequence[str] | None = None,
    **_: Any,  # noqa: ANN401  Django's signature
) -> list[CheckMessage]:
    """Report every log whose entries do not lead to its head and to all that was published."""
    if "default" not in _migrated(databases):
        return []
    faults = [fault for log in Log.objects.order_by("pk") for fault in log_faults(log)]
    return [*(Error(text, hint=_PUT_BACK, id="board.E004") for text in faults), *_strangers()]


@register(Tags.database)
def witnesses_agree(
    *,
    databases: Sequence[str] | None = None,
    **_: Any,  # noqa: ANN401  Django's signature
) -> list[CheckMessage]:
    """Report every log of which a witness holds more than the database, or something else.

    A witness that does not answer keeps nothing from starting.
    """
    if "default" not in _migrated(databases):
        return []
    logs = Log.objects.filter(is_frozen=False, size__gt=0).order_by("pk")
    try:
        faults = [fault for log in logs for fault in contradictions(log)]
    except WitnessFileError as error:
        return [_unusable(error)]
    return [Error(text, hint=_PUT_BACK, id="board.E006") for text in faults]


@register()
def witness_file_is_sound(**_: Any) -> list[CheckMessage]:  # noqa: ANN401  Django's signature
    """Report a policy file that cannot be used, or that protects less than it seems to."""
    try:
        policy, addresses = policy_configured(), witness_addresses()
    except WitnessFileError as error:
        return [_unusable(error)]
    if policy.keys and 2 * policy.quorum <= len(policy.keys):
        text = f"a quorum of {policy.quorum} among {len(policy.keys)} witnesses"
        hint = "with half of the witnesses or fewer, two histories can each find a quorum"
        return [checks.Warning(text, hint=hint, id="board.W002")]
    if any(address.startswith("http://") for address in addresses.values()):
        text = "a witness is asked over http"
        hint = "use https, except for a witness on this machine"
        return [checks.Warning(text, hint=hint, id="board.W003")]
    return []


def _unusable(error: WitnessFileError) -> CheckMessage:
    hint = 'see "Witnesses of an installation" in docs/operations.md'
    return Error(str(error), hint=hint, id="board.E007")


@register(Tags.database)
def log_keys_held(
    *,
    databases: Sequence[str] | None = None,
    **_: Any,  # noqa: ANN401  Django's signature
) -> list[CheckMessage]:
    """Report every log that still grows and can be signed no more with the secret file there is."""
    if "default" not in _migrated(databases):
        return []
    growing = LogKey.objects.filter(log__is_frozen=False).select_related("log").order_by("log")
    return [fault for key in growing for fault in _unheld(key)]


def _unheld(key: LogKey) -> list[CheckMessage]:
    """Return an error where starting would do harm, and a warning for what was given up."""
    try:
        signer_of(key.log)
    except KeyMissingError as error:
        if key.generation in settings.BOARD_SIGNING_SECRETS:
            return [Error(str(error), hint=_PUT_KEY_BACK, id="board.E008")]
        return [checks.Warning(str(error), hint=_KEY_GONE, id="board.W004")]
    return []


def _strangers() -> list[CheckMessage]:
    """Report the logs that stand in the public folder alone."""
    known = set(Log.objects.values_list("slug", flat=True))
    return [
        Error(f"log {slug}: is published and not in the database", hint=_PUT_BACK, id="board.E005")
        for slug in slugs_public()
        if slug not in known
    ]


def _migrated(databases: Sequence[str] | None) -> list[str]:
    return [alias for alias in databases or () if NEWEST in _applied(connections[alias])]


def _applied(connection: BaseDatabaseWrapper) -> set[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return {name for room, name in applied if room == "board"}


def _behind(signed: Checkpoint) -> list[CheckMessage]:
    log = Log.objects.filter(origin=signed.origin).first()
    if log is None:
        text = f"{signed.origin}: was signed at size {signed.size} and is not in the database"
        return [checks.Warning(text, id="board.W001")]
    try:
        verify_follows(log, signed)
    except CheckpointRefusedError:
        held = f"{log.size} entries" if log.size < signed.size else "another history"
        text = f"{signed.origin}: size {signed.size} was signed, the database has {held}"
        return [Error(text, hint=_PUT_BACK, id="board.E002")]
    return []


def missing_triggers(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of the triggers that ought to fire in this database and do not."""
    expected = _expected_triggers(connection.vendor, _applied(connection))
    with connection.cursor() as cursor:
        cursor.execute(_FIND[connection.vendor])
        return expected - {name for (name,) in cursor.fetchall()}


def _expected_triggers(vendor: str, applied: Collection[str]) -> set[str]:
    tables = [table for name, made in PROTECTED.items() if name in applied for table in made]
    names = {table: (_NAMES_OF_LOG if table == "board_log" else _NAMES) for table in tables}
    return {f"{table}_{name}" for table in tables for name in names[table][vendor]}


def _missing(alias: str, name: str) -> Error:
    return Error(
        f"database {alias}: the trigger {name} is missing, so the public record can be rewritten",
        hint="find out who removed it, then run its statement of board/migrations again",
        id="board.E001",
    )
