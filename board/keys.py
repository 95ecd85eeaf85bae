"""The keys of logs: derived from the installation's secret, of which only the public half is kept.

A log keeps the generation of the secret that it began with. Whoever reads or checks a log needs the
public half alone, which outlasts the secret.

Source: docs/spec/board.md section 4.
"""

from functools import lru_cache

from django.conf import settings

from board.errors import KeyMissingError
from board.models import Log, LogKey
from crypto.errors import CryptoError, ProofError
from crypto.kdf import derive_key
from crypto.notes import NoteSigner, NoteVerifier

SEED_BYTES = 32


def signer_of(log: Log) -> NoteSigner:
    """Return the signing key of a log; the same origin always has the same key.

    Raises:
        KeyMissingError: its generation of the secret is not held, or is another one than the log
            began with.
    """
    key, origin = log.key, log.origin
    if key.generation not in settings.BOARD_SIGNING_SECRETS:
        raise KeyMissingError(
            f"{origin}: began with generation {key.generation} of the secret, which this process "
            "does not have; if the secret was rotated just now, start the process again"
        )
    signer = _derived(key.generation, origin)
    if signer.verifier().text() != key.verifier:
        raise KeyMissingError(f"{origin}: generation {key.generation} is not what it began with")
    return signer


def log_verifier(log: Log) -> NoteVerifier:
    """Return the key that has to have signed whatever the log signs."""
    return NoteVerifier.parse(log.key.verifier)


def verifier_of_note(note: str) -> NoteVerifier:
    """Return the key that has to have signed `note`, by the origin in its first line.

    For a log of the database it is the log's own. For any other it is the first one among those of
    the generations held that opens the note, the newest first.

    Raises:
        ProofError: the log is not in the database, and no generation held has signed for it.
    """
    origin = note.split("\n", 1)[0]
    key = LogKey.objects.filter(log__origin=origin).first()
    if key is not None:
        return NoteVerifier.parse(key.verifier)
    return _derived(generation_of_note(note), origin).verifier()


def generation_of_note(note: str) -> int:
    """Return the number of the generation held whose key for the note's origin signed it.

    Raises:
        ProofError: none of them did.
    """
    origin = note.split("\n", 1)[0]
    for number in sorted(settings.BOARD_SIGNING_SECRETS, reverse=True):
        try:
            _derived(number, origin).verifier().verify(note)
        except CryptoError:
            continue
        return number
    raise ProofError(f"note: not signed by {origin} with any generation of the secret that is held")


def verifiers_held(origin: str) -> dict[int, NoteVerifier]:
    """Return the keys that a log of this origin would have, by the generations that are held."""
    numbers = sorted(settings.BOARD_SIGNING_SECRETS, reverse=True)
    return {number: _derived(number, origin).verifier() for number in numbers}


def key_begin(log: Log, generation: int | None = None) -> LogKey:
    """Give a new log its key for good, as a part of the caller's transaction.

    Args:
        log: the log, just made.
        generation: of a log that is brought back; a new one has the newest.

    Raises:
        KeyMissingError: a log has begun with a newer generation than this process holds, which was
            started before the secret was rotated.
    """
    number = settings.BOARD_GENERATION if generation is None else generation
    if LogKey.objects.filter(generation__gt=settings.BOARD_GENERATION).exists():
        raise KeyMissingError(
            f"{log.origin}: logs have begun with a newer secret than this process has: start it "
            "again, and if that does not help, put the newest secret file in its place"
        )
    verifier = _derived(number, log.origin).verifier().text()
    return LogKey.objects.create(log=log, generation=number, verifier=verifier)


def _derived(generation: int, origin: str) -> NoteSigner:
    return _signer(settings.BOARD_SIGNING_SECRETS[generation], origin)


@lru_cache(maxsize=256)
def _signer(secret: bytes, origin: str) -> NoteSigner:
    info = b"tabella/v1/log/" + origin.encode()
    return NoteSigner(origin, derive_key(secret, salt=b"", info=info, length=SEED_BYTES))
