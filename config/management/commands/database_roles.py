"""Make the roles of web and workers in PostgreSQL, or print the statements that do."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from config.database_roles import BACKUP, ROLES, grants, makings


class Command(BaseCommand):
    help = (
        "Print what gives web and each worker a role of their own, with no more rights than their "
        "work takes: pipe it to psql as the owner or a superuser. With --apply do it by "
        "DATABASE_URL. Again after each upgrade: new tables are out of reach until then."
    )
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--prefix", default="tabella", help="what names begin with")
        parser.add_argument("--apply", action="store_true", help="do it, instead of printing it")
        parser.add_argument(
            "--passwords",
            type=Path,
            metavar="FOLDER",
            help="with --apply: set the passwords in its files password-web, password-ballots, ...",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        prefix: str = options["prefix"]
        if not prefix.isidentifier() or prefix != prefix.lower():
            raise CommandError("--prefix: small letters, digits and underscores")
        statements = [*makings(prefix), *grants(prefix)]
        if not options["apply"]:
            self.stdout.write(";\n".join(["BEGIN", *statements, "COMMIT"]) + ";")
            return
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles; set DATABASE_URL")
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            if options["passwords"]:
                self._set_passwords(prefix, options["passwords"])

    def _set_passwords(self, prefix: str, folder: Path) -> None:
        """The server is given hashes only, so its log of statements holds no password."""
        connection.ensure_connection()
        raw: psycopg.Connection[Any] = connection.connection
        for name in (*(role.name for role in ROLES), BACKUP):
            who = f"{prefix}_{name}"
            password = (folder / f"password-{name}").read_bytes().strip()
            hashed = raw.pgconn.encrypt_password(password, who.encode(), b"scram-sha-256").decode()
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER ROLE {who} PASSWORD '{hashed}'")
            self.stdout.write(f"{who}: password set")
