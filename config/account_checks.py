"""System checks of the database: how officials sign in, and the log of what they did."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from voting.models import AuditEntry, RecoveryCode
from voting.standing_code import DEMONSTRATION_OFFICIAL, is_on_loopback

MADE_BY = ("voting", "0009_duties")
# As in board/checks.py: a trigger that is disabled counts as missing.
FIND = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A'",
}
NAMES = {
    "sqlite": ("no_delete", "no_replace", "no_update"),
    "postgresql": ("no_change", "no_truncate"),
}


@register(Tags.database)
def standing_code_stays_here(
    *,
    databases: Sequence[str] | None = None,
    **_: Any,  # noqa: ANN401  the signature is Django's
) -> list[CheckMessage]:
    """The printed code of the demonstration's official is for an address that leads only here."""
    if is_on_loopback() or not _is_made(databases):
        return []
    if not RecoveryCode.objects.filter(is_standing=True).exists():
        return []
    hint = f"manage.py second_step_reset {DEMONSTRATION_OFFICIAL}"
    text = "the demonstration's official has a code that works again and again"
    return [Error(text, hint=hint, id="tabella.E005")]


@register(Tags.database)
def audit_triggers(
    *,
    databases: Sequence[str] | None = None,
    **_: Any,  # noqa: ANN401  the signature is Django's
) -> list[CheckMessage]:
    """Lines of the log of what officials did are added and nothing else."""
    if not _is_made(databases):
        return []
    connection = connections["default"]
    table = AuditEntry._meta.db_table  # noqa: SLF001  Django's documented name
    expected = {f"{table}_{name}" for name in NAMES[connection.vendor]}
    return [_missing(name) for name in sorted(expected - _triggers(connection))]


def _missing(trigger: str) -> Error:
    hint = "find out who removed it, then run its statement of voting/migrations/0009 again"
    text = f"the trigger {trigger} is missing, so the log of what officials did can be rewritten"
    return Error(text, hint=hint, id="tabella.E006")


def _triggers(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(FIND[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def _is_made(databases: Sequence[str] | None) -> bool:
    if "default" not in (databases or ()):
        return False
    return MADE_BY in MigrationRecorder(connections["default"]).applied_migrations()
