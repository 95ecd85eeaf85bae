"""System checks for settings that would make an election unsafe."""

import stat
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004

from crypto.group import PARAMETER_SETS

PUBLISHED_SETS = {"EG-2.1-3072", "EG-2.1-4096"}


@register(Tags.security)
def secret_file_is_private(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001
    **_: Any,  # noqa: ANN401  the signature is Django's
) -> list[CheckMessage]:
    path = settings.TABELLA_SECRET_FILE
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        hint = f"chmod 600 {path}"
        return [Error("others can read the secret file", hint=hint, id="tabella.E001")]
    return []


@register(Tags.security)
def groups_are_the_published_ones(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001
    **_: Any,  # noqa: ANN401  the signature is Django's
) -> list[CheckMessage]:
    foreign = PARAMETER_SETS.keys() - PUBLISHED_SETS
    if foreign:
        return [Error(f"parameter sets not allowed: {sorted(foreign)}", id="tabella.E002")]
    return []


@register(Tags.security)
def tasks_are_plain_data(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001
    **_: Any,  # noqa: ANN401  the signature is Django's
) -> list[CheckMessage]:
    if settings.CELERY_ACCEPT_CONTENT != ["json"]:
        return [Error("workers must accept JSON and nothing else", id="tabella.E003")]
    return []


@register(Tags.security)
def debug_is_off(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001
    **_: Any,  # noqa: ANN401  the signature is Django's
) -> list[CheckMessage]:
    if settings.DEBUG:
        return [Error("DEBUG shows secrets on error pages", id="tabella.E004")]
    return []


@register(Tags.security, deploy=True)
def mail_leaves_the_machine(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001
    **_: Any,  # noqa: ANN401  the signature is Django's
) -> list[CheckMessage]:
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        words = "mail is written to files, and voters' codes stand in them"
        return [Warning(words, hint="set EMAIL_HOST", id="tabella.W001")]
    return []
