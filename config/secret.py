"""The secret of an installation, in one or more generations, and what is derived from it.

It lives in a file outside the database and its backups. The first start makes it. A log keeps the
generation it began with, so an older one stays in the file until no log needs it; the newest is the
one that everything new is made with.

Each line is one generation: its number, a space, 64 hex digits; after a theft, a space and the word
`compromised`. A file from before there were generations is 64 hex digits and nothing else: the
first one. State after a crash: the old file or the new one, whole.
"""

import fcntl
import itertools
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from crypto.entropy import random_bytes
from crypto.kdf import derive_key

SECRET_BYTES = 32
MOST_GENERATIONS = 999
COMPROMISED = "compromised"

_MOST_BYTES = 128 * 1024
_ALONE = re.compile(r"\s*[0-9A-Fa-f]{64}\s*")
_LINE = re.compile(r"([1-9][0-9]{0,2}) ([0-9a-f]{64})( compromised)?")
_FORM = "expected 64 hex digits after a number and a space"


class SecretFileError(ImproperlyConfigured):
    """The secret file is there but does not hold a secret; nothing of it stands in the message."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One master secret.

    Attributes:
        number: from 1, larger than those of all generations before it.
        secret: 32 bytes.
        is_compromised: whether somebody else may have it. Logs that began with it are still signed
            until they end; nothing else is derived from it any more.
    """

    number: int
    secret: bytes = field(repr=False)
    is_compromised: bool = False


@dataclass(frozen=True, slots=True)
class DerivedSettings:
    """The settings of the same names; of lists the newest generation comes first."""

    secret_key: str = field(repr=False)
    secret_key_fallbacks: list[str] = field(repr=False)
    board_generation: int
    board_signing_secrets: dict[int, bytes] = field(repr=False)
    board_compromised: frozenset[int]
    trustee_link_secrets: list[bytes] = field(repr=False)
    code_app_secrets: list[bytes] = field(repr=False)


def generations_read(path: Path) -> tuple[Generation, ...]:
    """The generations of a secret file, oldest first, making the file where there is none."""
    if not path.exists():
        _make_secret(path)
    return _read(path)


def generation_add(path: Path, *, is_stolen: bool = False) -> tuple[Generation, ...]:
    """Add a new generation, the newest from now on; the others may be known to somebody else."""
    with _changing(path):
        old = _read(path)
        if is_stolen:
            old = tuple(replace(generation, is_compromised=True) for generation in old)
        return _write(path, (*old, _drawn(old[-1].number + 1)))


def generations_restart(path: Path, *, above: int) -> tuple[Generation, ...]:
    """Begin anew after the secret was lost: one generation, with a number larger than `above`."""
    with _changing(path):
        return _write(path, (_drawn(above + 1),))


def generation_drop(path: Path, number: int) -> tuple[Generation, ...]:
    """Remove a generation for good; the newest one stays."""
    with _changing(path):
        old = _read(path)
        kept = tuple(generation for generation in old if generation.number != number)
        if kept == old or number == old[-1].number:
            raise SecretFileError(f"{path}: has no older generation {number}")
        return _write(path, kept)


def derived_secret(secret: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose; one purpose's bytes say nothing about another's."""
    return derive_key(secret, salt=b"tabella/v1/installation", info=purpose.encode(), length=32)


def derived_settings(generations: tuple[Generation, ...]) -> DerivedSettings:
    """What the settings take from the secret file.

    What sessions and links hang on leaves out the compromised: they end when a secret is stolen.
    """
    trusted = [item for item in reversed(generations) if not item.is_compromised]
    django = [derived_secret(item.secret, "tabella/v1/django").hex() for item in trusted]
    return DerivedSettings(
        secret_key=django[0],
        secret_key_fallbacks=django[1:],
        board_generation=generations[-1].number,
        board_signing_secrets={
            item.number: derived_secret(item.secret, "tabella/v1/board") for item in generations
        },
        board_compromised=frozenset(item.number for item in generations if item.is_compromised),
        trustee_link_secrets=[
            derived_secret(item.secret, "tabella/v1/trustee-links") for item in trusted
        ],
        code_app_secrets=[derived_secret(item.secret, "tabella/v1/code-apps") for item in trusted],
    )


def _read(path: Path) -> tuple[Generation, ...]:
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise SecretFileError(f"{path}: longer than a secret file can be")
    text = data.decode("ascii", errors="replace")
    if _ALONE.fullmatch(text):
        return (Generation(1, bytes.fromhex(text.strip())),)
    generations = tuple(
        _generation(f"{path}: line {number}", line)
        for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1)
    )
    _verify_order(path, generations)
    return generations


def _generation(place: str, line: str) -> Generation:
    match = _LINE.fullmatch(line)
    if match is None:
        raise SecretFileError(f"{place}: {_FORM}")
    return Generation(int(match[1]), bytes.fromhex(match[2]), match[3] is not None)


def _verify_order(path: Path, generations: tuple[Generation, ...]) -> None:
    for line, (before, after) in enumerate(itertools.pairwise(generations), 2):
        if after.number <= before.number:
            raise SecretFileError(f"{path}: line {line}: expected a number above {before.number}")
        if after.is_compromised and not before.is_compromised:
            raise SecretFileError(f"{path}: line {line}: is compromised, and line {line - 1} not")
        if after.secret in {item.secret for item in generations[: line - 1]}:
            raise SecretFileError(f"{path}: line {line}: repeats an older secret")
    if generations[-1].is_compromised:
        raise SecretFileError(f"{path}: line {len(generations)}: the newest is compromised")


def _drawn(number: int) -> Generation:
    return Generation(number, random_bytes(SECRET_BYTES))


@contextmanager
def _changing(path: Path) -> Iterator[None]:
    """Keep out others who change the file; the lock ends with the process at the latest."""
    folder = os.open(path.resolve().parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
        os.fsync(folder)  # the new name lasts before anything is made with what it holds
    finally:
        os.close(folder)


def _write(path: Path, generations: tuple[Generation, ...]) -> tuple[Generation, ...]:
    """Replace the file in one step; its owner stays its owner, whoever runs the command."""
    if generations[-1].number > MOST_GENERATIONS:
        raise SecretFileError(f"{path}: more than {MOST_GENERATIONS} generations")
    path = path.resolve()  # what a link stands for is replaced, not the link
    draft, before = _draft_of(path), path.stat()
    try:
        _write_private(draft, "".join(_line(generation) for generation in generations))
        os.chown(draft, before.st_uid, before.st_gid)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return generations


def _line(generation: Generation) -> str:
    mark = f" {COMPROMISED}" if generation.is_compromised else ""
    return f"{generation.number} {generation.secret.hex()}{mark}\n"


def _make_secret(path: Path) -> None:
    """Write by rename-if-absent, so that two processes starting at once end with one secret."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft_of(path)
    _write_private(draft, random_bytes(SECRET_BYTES).hex() + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _draft_of(path: Path) -> Path:
    return path.with_suffix(f".{os.getpid()}")


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
