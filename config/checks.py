"""System checks for settings that would make an election unsafe.

Errors keep the product from starting anywhere; warnings are for `check --deploy`, since on one
machine, for trying things out, most of them are right as they are. docs/operations.md lists all of
them by their ids, and a test holds that list.
"""

import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.urls import URLPattern, URLResolver, get_resolver

from crypto.group import PARAMETER_SETS
from voting.models import Election
from voting.standing_code import is_on_loopback
from voting.states import ElectionState

PUBLISHED_SETS = {"EG-2.1-3072", "EG-2.1-4096"}
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST_SECRET = 50
SHORTEST_TOKEN = 20
HSTS_SECONDS = 365 * 24 * 3600
COOKIES = ("SESSION_COOKIE", "CSRF_COOKIE")

Look = Callable[[], Iterator[CheckMessage]]


def _checked(*, deploy: bool = False) -> Callable[[Look], Look]:
    """Register what a function yields; Django hands checks arguments that none of these needs."""

    def register_it(look: Look) -> Look:
        def check(**_: object) -> list[CheckMessage]:
            return list(look())

        register(Tags.security, deploy=deploy)(check)
        return look

    return register_it


@_checked()
def secret_file_is_private() -> Iterator[CheckMessage]:
    path: Path = settings.TABELLA_SECRET_FILE
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        hint = f"chmod 600 {path}"
        yield Error("others can read the secret file", hint=hint, id="tabella.E001")


@_checked()
def groups_are_the_published_ones() -> Iterator[CheckMessage]:
    if foreign := PARAMETER_SETS.keys() - PUBLISHED_SETS:
        yield Error(f"parameter sets not allowed: {sorted(foreign)}", id="tabella.E002")


@_checked()
def tasks_are_plain_data() -> Iterator[CheckMessage]:
    serializers = [*settings.CELERY_ACCEPT_CONTENT, settings.CELERY_TASK_SERIALIZER]
    if set(serializers) != {"json"}:
        yield Error("workers must take and send JSON and nothing else", id="tabella.E003")


@_checked()
def debug_is_off() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error("DEBUG shows secrets on error pages", id="tabella.E004")


@_checked()
def hosts_are_named() -> Iterator[CheckMessage]:
    wild = [host for host in settings.ALLOWED_HOSTS if host.startswith(("*", "."))]
    if wild or not all(settings.ALLOWED_HOSTS):
        words = "ALLOWED_HOSTS must name each host: others could put their address into mails"
        yield Error(words, id="tabella.E014")


@_checked()
def pages_run_nothing_foreign() -> Iterator[CheckMessage]:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    words = {word for sources in policy.values() for word in sources}
    if policy.get("default-src") != ["'none'"] or any(_is_loose(word) for word in words):
        yield Error("the content security policy lets foreign scripts in", id="tabella.E015")
    if "'script'" not in policy.get("require-trusted-types-for", ()):
        yield Error("pages must ask for Trusted Types", id="tabella.E007")


def _is_loose(word: str) -> bool:
    return "unsafe" in word or word == "*" or word.startswith(("http:", "https:", "*.", "blob:"))


@_checked()
def no_site_edits_rows() -> Iterator[CheckMessage]:
    installed = "django.contrib.admin" in settings.INSTALLED_APPS
    if installed or "admin" in _namespaces(get_resolver().url_patterns):
        yield Error("Django's admin site must not be there", id="tabella.E008")


def _namespaces(patterns: list[URLPattern | URLResolver]) -> set[str]:
    resolvers = [pattern for pattern in patterns if isinstance(pattern, URLResolver)]
    inner = (_namespaces(resolver.url_patterns) for resolver in resolvers)
    return {str(resolver.app_name) for resolver in resolvers}.union(*inner)


@_checked()
def secret_key_is_long() -> Iterator[CheckMessage]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if any(len(key) < SHORTEST_SECRET or len(set(key)) < 5 for key in keys):
        yield Error("the key of sessions and links is too short", id="tabella.E009")


@_checked()
def passwords_are_slow_to_guess() -> Iterator[CheckMessage]:
    if not settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher"):
        yield Error("passwords must be kept with Argon2", id="tabella.E010")


@_checked()
def cookies_stay_here() -> Iterator[CheckMessage]:
    for name in COOKIES:
        if getattr(settings, f"{name}_SAMESITE") != "Strict":
            yield Error(f"{name}_SAMESITE must be Strict", id="tabella.E011")
        if settings.IS_SECURE and not _is_bound(name):
            yield Error(f"{name} must be secure and begin with __Host-", id="tabella.E012")


def _is_bound(name: str) -> bool:
    """What browsers ask of a cookie whose name begins with __Host-."""
    values = {field: getattr(settings, f"{name}_{field}") for field in ("NAME", "SECURE", "DOMAIN")}
    is_named = values["NAME"].startswith("__Host-") and getattr(settings, f"{name}_PATH") == "/"
    return bool(is_named and values["SECURE"] and not values["DOMAIN"])


@_checked()
def figures_are_for_few() -> Iterator[CheckMessage]:
    token = settings.TABELLA_METRICS_TOKEN
    if token and len(token) < SHORTEST_TOKEN:
        words = f"TABELLA_METRICS_TOKEN needs {SHORTEST_TOKEN} characters that nobody can guess"
        yield Error(words, id="tabella.E013")


@_checked(deploy=True)
def mail_leaves_the_machine() -> Iterator[CheckMessage]:
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        words = "mail is written to files, and voters' codes stand in them"
        yield Warning(words, hint="set EMAIL_HOST", id="tabella.W001")


@_checked(deploy=True)
def people_come_by_tls() -> Iterator[CheckMessage]:
    if settings.IS_SECURE:
        if settings.SECURE_HSTS_SECONDS < HSTS_SECONDS or not settings.SECURE_SSL_REDIRECT:
            yield Warning("browsers are not told to come by TLS alone", id="tabella.W003")
    elif not is_on_loopback():
        words = "people reach this by http: whoever is on the way reads and changes everything"
        yield Warning(words, hint="TABELLA_URL=https://...", id="tabella.W002")


@_checked(deploy=True)
def processes_share_what_they_count() -> Iterator[CheckMessage]:
    backend = settings.CACHES["default"]["BACKEND"]
    if not is_on_loopback() and backend.endswith("LocMemCache"):
        words = "each web process counts wrong passwords and requests for itself"
        yield Warning(words, hint="set CACHE_URL to a Redis server", id="tabella.W004")


@_checked(deploy=True)
def database_is_a_server() -> Iterator[CheckMessage]:
    engine = settings.DATABASES["default"]["ENGINE"]
    if not is_on_loopback() and engine.endswith("sqlite3"):
        words = "SQLite has no roles of its own, and one writer at a time"
        yield Warning(words, hint="set DATABASE_URL to a PostgreSQL server", id="tabella.W005")


@_checked(deploy=True)
def queue_is_a_server() -> Iterator[CheckMessage]:
    is_folder = settings.CELERY_BROKER_URL.startswith("folder:")
    if not is_on_loopback() and is_folder:
        words = "the queue is a folder, which serves one machine and few voters"
        yield Warning(words, hint="set CELERY_BROKER_URL", id="tabella.W006")


@_checked(deploy=True)
def addresses_are_those_of_people() -> Iterator[CheckMessage]:
    """TLS is spoken by a server in front, so that one at least there has to be."""
    if settings.IS_SECURE and settings.TABELLA_PROXIES == 0:
        words = "everybody seems to come from one address, and is slowed down together"
        yield Warning(words, hint="set TABELLA_PROXIES, most often to 1", id="tabella.W007")


@_checked(deploy=True)
def only_our_own_hosts_are_answered() -> Iterator[CheckMessage]:
    host = urlsplit(settings.TABELLA_URL).hostname
    if host not in settings.ALLOWED_HOSTS:
        yield Warning(f"ALLOWED_HOSTS does not name {host}", id="tabella.W008")


@_checked(deploy=True)
def servers_ask_for_a_password() -> Iterator[CheckMessage]:
    """A server on the same machine may be reached by a socket of its own that others cannot use."""
    for name in ("CELERY_BROKER_URL", "CACHE_URL"):
        address = urlsplit(getattr(settings, name))
        is_far = address.scheme in ("redis", "rediss") and address.hostname not in LOOPBACK
        if is_far and (not address.password or address.scheme != "rediss"):
            words = (
                f"{name}: a server on another machine is asked without a password or without TLS"
            )
            yield Warning(words, hint="rediss://USER:PASSWORD@...", id="tabella.W009")


@_checked(deploy=True)
def folder_is_closed() -> Iterator[CheckMessage]:
    if settings.TABELLA_VAR.stat().st_mode & stat.S_IRWXO & ~stat.S_IXOTH:
        hint = f"chmod 711 {settings.TABELLA_VAR}"
        yield Warning("others can list TABELLA_VAR", hint=hint, id="tabella.W010")


@register(Tags.database, deploy=True)
def demonstrations_are_not_public(
    *,
    databases: Sequence[str] | None = None,
    **_: Any,  # noqa: ANN401  the signature is Django's
) -> list[CheckMessage]:
    """Look for them with `check --deploy --database default`, once there are tables."""
    if is_on_loopback() or not databases:
        return []
    shown = Election.objects.filter(
        is_demonstration=True,
        is_rehearsal=False,
        state__in=(ElectionState.FROZEN, ElectionState.OPEN),
    )
    if not shown.exists():
        return []
    words = "a demonstration is open among real elections; its key holders are this server"
    return [Warning(words, hint="cancel it on its page", id="tabella.W011")]
