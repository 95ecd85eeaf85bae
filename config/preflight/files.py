"""The secret file, folders, room on the disks and the newest backup."""

import os
import shutil
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from config.backup.making import last_backup
from config.preflight.findings import Finding, not_ready, ready, warning
from config.secret import SecretFileError, generations_read

GIB = 1024**3
LEAST_FREE, ENOUGH_FREE = GIB, 5 * GIB
BACKUP_AGE = timedelta(days=1)
# A secret that was drawn has some 30 different bytes; one that was typed has a few.
LEAST_BYTES = 16


def secret_place() -> Finding:
    part, path = "secret file", settings.TABELLA_SECRET_FILE.resolve()
    todo = "move it, say to /etc/tabella/keys/secret, and set TABELLA_SECRET_FILE"
    if path.is_relative_to(settings.BASE_DIR):
        return not_ready(part, f"{path} lies in the folder of the product", todo)
    if path.is_relative_to(settings.TABELLA_PUBLIC):
        return not_ready(part, f"{path} lies in the folder that is published", todo)
    if path.is_relative_to(settings.TABELLA_VAR):
        words = f"{path} lies beside the data, and so in every copy of it"
        return not_ready(part, words, todo)
    return ready(part, f"{path}, apart from the data")


def secret_strength() -> Finding:
    part = "secret"
    todo = "before the first election: remove the file, and let the next start draw a new one"
    ours = {item.secret for item in generations_read(settings.TABELLA_SECRET_FILE)}
    if any(len(set(secret)) < LEAST_BYTES for secret in ours):
        return not_ready(part, "was not drawn at random", todo)
    if ours & _demonstration_secrets():
        words = "is the one of the demonstration in the product's folder"
        return not_ready(part, words, todo)
    return ready(part, "drawn for this installation")


def _demonstration_secrets() -> set[bytes]:
    """What `make run` left in the folder of the product."""
    path = settings.BASE_DIR / "var" / "secret"
    if not path.exists() or path.resolve() == settings.TABELLA_SECRET_FILE.resolve():
        return set()
    try:
        return {item.secret for item in generations_read(path)}
    except (SecretFileError, OSError):
        return set()


def permissions() -> Finding:
    part = "file rights"
    secret, var = settings.TABELLA_SECRET_FILE, Path(settings.TABELLA_VAR)
    if _mode(secret) & (stat.S_IRWXG | stat.S_IRWXO):
        return not_ready(part, f"others can read {secret}", f"chmod 600 {secret}")
    for folder in (var, Path(settings.TABELLA_PUBLIC), secret.resolve().parent):
        if folder.exists() and _mode(folder) & (stat.S_IWGRP | stat.S_IWOTH):
            return not_ready(part, f"others can write to {folder}", f"chmod go-w {folder}")
    if os.geteuid() == 0:
        todo = "run it as the product's user (`sudo -u tabella`), as the units do"
        return warning(part, "this command runs as root, which may do anything", todo)
    if os.access(settings.BASE_DIR, os.W_OK):
        todo = f"let root own {settings.BASE_DIR}: whoever breaks in cannot change it then"
        return warning(part, "the product could change its own programs", todo)
    return ready(part, "secret and programs are out of reach of others")


def disk_space() -> Finding:
    part = "disk space"
    places = {Path(settings.TABELLA_VAR), Path(settings.TABELLA_PUBLIC)}
    free = min(shutil.disk_usage(path).free for path in places if path.exists())
    words = f"{free / GIB:.1f} GiB free"
    if free < LEAST_FREE:
        return not_ready(part, words, "make room: 20 KB for each ballot, and 5 GiB besides")
    if free < ENOUGH_FREE:
        return warning(part, words, "make room: 20 KB for each ballot, and 5 GiB besides")
    return ready(part, words)


def backups() -> Finding:
    part, todo = "backups", "start tabella-backup.timer, or run `manage.py backup FOLDER`"
    newest = last_backup()
    if newest is None:
        return not_ready(part, "there is none yet", todo)
    age = datetime.now(UTC) - newest
    words = f"the newest is {age.total_seconds() / 3600:.0f} hours old"
    return ready(part, words) if age < BACKUP_AGE else not_ready(part, words, todo)


def _mode(path: Path) -> int:
    return path.stat().st_mode
