"""The servers that the product needs: database, queue, cache, mail, time."""

import shutil
import subprocess
from smtplib import SMTPException
from urllib.parse import urlsplit, urlunsplit

import redis
from django.conf import settings
from django.core.mail import get_connection
from django.db import Error, connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor

from config.database_roles import APPEND_ONLY, ROLES
from config.preflight.findings import Finding, not_ready, ready, warning

CONNECT_SECONDS = 5


def database() -> Finding:
    part = "database"
    if connection.vendor != "postgresql":
        return not_ready(part, "SQLite is for one machine and for trying", "set DATABASE_URL")
    try:
        plan = MigrationExecutor(connection)
        missing = plan.migration_plan(plan.loader.graph.leaf_nodes())
    except Error as error:
        return not_ready(part, f"does not answer: {type(error).__name__}", "start PostgreSQL")
    if missing:
        todo = "run `manage.py migrate` as the owner"
        return not_ready(part, f"is {len(missing)} steps behind this version", todo)
    return ready(part, f"PostgreSQL {connection.cursor().connection.info.server_version // 10000}")


def database_roles() -> Finding:
    """Asked of this process's own role, and of all that are signed in."""
    part, todo = "database roles", "see docs/operations.md, and `manage.py database_roles`"
    if connection.vendor != "postgresql":
        return not_ready(part, "SQLite knows none: every process may change every row", todo)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (user,) = cursor.fetchone()
        cursor.execute(
            "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database()"
            " AND usename IS NOT NULL AND pid <> pg_backend_pid()"
        )
        others = {name for (name,) in cursor.fetchall()}
        wide = sorted(name for name in {user, *others} if _is_wide(cursor, name))
    if wide:
        return not_ready(part, f"{', '.join(wide)} may change what is on the record", todo)
    names = {role.name for role in ROLES}
    if user.rpartition("_")[2] not in names:
        return warning(part, f"{user} is none of {', '.join(sorted(names))}", todo)
    return ready(part, f"{user} and all who are signed in have narrow rights")


def _is_wide(cursor: CursorWrapper, user: str) -> bool:
    changes = [
        f"has_table_privilege(%s, '{table}', 'UPDATE, DELETE, TRUNCATE')" for table in APPEND_ONLY
    ]
    asked = " OR ".join(["(SELECT rolsuper FROM pg_roles WHERE rolname = %s)", *changes])
    cursor.execute(f"SELECT {asked}", [user] * (len(changes) + 1))
    return bool(cursor.fetchone()[0])


def queue() -> Finding:
    return _redis("queue", "CELERY_BROKER_URL", settings.CELERY_BROKER_URL)


def cache() -> Finding:
    return _redis("cache", "CACHE_URL", settings.CACHE_URL)


def _redis(part: str, name: str, url: str) -> Finding:
    if not url.startswith(("redis://", "rediss://")):
        words = "is not Redis, so processes share nothing"
        return not_ready(part, words, f"set {name} (or {name}_FILE) to redis://...")
    if not urlsplit(url).password:
        todo = f"use the users of deploy/redis/users.acl, and set {name}_FILE"
        return not_ready(part, "has no password", todo)
    try:
        _ping(url)
    except redis.RedisError as error:
        return not_ready(part, f"does not answer: {type(error).__name__}", "start Redis")
    if _lets_anybody_in(url):
        todo = "switch the user `default` off (deploy/redis/users.acl)"
        return not_ready(part, "lets in people without a password", todo)
    return ready(part, "Redis, with a password")


def _ping(url: str) -> None:
    with redis.Redis.from_url(url, socket_connect_timeout=CONNECT_SECONDS) as server:
        server.ping()


def _lets_anybody_in(url: str) -> bool:
    split = urlsplit(url)
    place = split.netloc.rpartition("@")[2]
    try:
        _ping(urlunsplit(split._replace(netloc=place)))
    except redis.RedisError:
        return False
    return True


def mail() -> Finding:
    part = "mail"
    if not settings.EMAIL_URL:
        words = "messages are written to files, and nobody gets them"
        return not_ready(part, words, "set EMAIL_HOST")
    server = get_connection()
    try:
        server.open()
    except (OSError, SMTPException) as error:
        words = (
            f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not take it: {type(error).__name__}"
        )
        return not_ready(part, words, "mend EMAIL_HOST, EMAIL_PORT, user and password")
    server.close()
    if not settings.EMAIL_USE_TLS and settings.EMAIL_HOST not in ("127.0.0.1", "::1", "localhost"):
        return not_ready(part, "travels in clear, with voters' codes", "set EMAIL_USE_TLS=1")
    return ready(part, f"{settings.EMAIL_HOST} takes it")


def clock() -> Finding:
    part, todo = "clock", "install chrony or systemd-timesyncd, on every machine"
    program = shutil.which("timedatectl")
    if program is None:
        return warning(part, "nobody here knows whether it is kept right", todo)
    asked = [program, "show", "--property=NTPSynchronized", "--value"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    if said == "yes":
        return ready(part, "kept right from outside")
    if said == "no":
        return not_ready(part, "is not kept right, and elections open and close by it", todo)
    return warning(part, "nobody here knows whether it is kept right", todo)
