"""The database as one file, written and read by the database's own programs."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

from config.backup.errors import BackupError

_NAMES = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}


def database_dump(target: Path) -> None:
    """Write the state of one moment; the product may run meanwhile.

    Raises:
        BackupError: it could not be read or written; `target` is of no use then.
    """
    if connection.vendor == "sqlite":
        _sqlite_copy(Path(connection.settings_dict["NAME"]), target)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(target))


def database_load(source: Path) -> None:
    """Fill an empty database, whole or not at all.

    Raises:
        BackupError: the database is not empty, or the file cannot be read.
    """
    if connection.introspection.table_names():
        raise BackupError("the database is not empty: a backup is put back into a new one only")
    connection.close()
    if connection.vendor == "sqlite":
        _sqlite_copy(source, Path(connection.settings_dict["NAME"]))
    else:
        name = str(connection.settings_dict["NAME"])
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        _run("pg_restore", *options, "--dbname", name, str(source))


def _sqlite_copy(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        raise BackupError(f"{source}: {error}") from error


def _run(program: str, *arguments: str) -> None:
    """The password goes by the environment: a list of processes shows arguments to everybody."""
    path = shutil.which(program)
    if path is None:
        raise BackupError(f"{program} is not installed (Debian: postgresql-client)")
    settings = connection.settings_dict
    access = {name: str(settings[key]) for name, key in _NAMES.items() if settings.get(key)}
    done = subprocess.run(  # noqa: S603
        [path, "--no-password", *arguments],
        env=os.environ | access | {"PGDATABASE": str(settings["NAME"])},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BackupError(f"{program}: {done.stderr.strip()}")
