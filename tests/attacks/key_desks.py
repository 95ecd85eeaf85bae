"""Key holders who keep nothing but a file and a passphrase."""

from dataclasses import dataclass
from pathlib import Path

from django.test import TestCase

from board.selectors import checkpoint_latest, log_verifier_key
from crypto.entropy import random_bytes
from crypto.kdf import NONCE_SIZE
from crypto.key_file import SALT_SIZE, KeyPurpose, decode_key_file, encode_key_file
from crypto.trustee_keys import TrusteeSecret
from tests.elections import (
    BuiltElection,
    confirm_payload,
    draft_election,
    key_payload,
    send_entry,
    share_payload,
)
from voting.ceremonies import ceremony_view
from voting.services import ceremony_start


@dataclass(frozen=True)
class Desks:
    """The files of all key holders of one election."""

    built: BuiltElection
    folder: Path

    def path(self, index: int) -> Path:
        return self.folder / f"key-{index}.txt"

    def keep(self) -> None:
        """Write every key to its file and forget it."""
        log = self.built.reload().log
        for secret in self.built.secrets:
            purpose = KeyPurpose(
                election_id=self.built.election.slug,
                trustee=secret.index,
                parameters=self.built.election.parameters,
                attempt=self.built.election.attempt,
                log_key=log_verifier_key(log),
                checkpoint=checkpoint_latest(log).note,
            )
            salt, nonce = random_bytes(SALT_SIZE), random_bytes(NONCE_SIZE)
            passphrase = _passphrase(secret.index)
            data = encode_key_file(secret, purpose, passphrase, salt=salt, nonce=nonce)
            self.path(secret.index).write_bytes(data)
        self.built.secrets = []

    def restored(self, index: int) -> TrusteeSecret:
        """What the file gives back."""
        _, secret = decode_key_file(
            self.path(index).read_bytes(),
            _passphrase(index),
            election_id=self.built.election.slug,
            trustee=index,
        )
        return secret


def _passphrase(index: int) -> str:
    return f"key holder {index} keeps these words"


def drilled_by_nobody(folder: Path, *, trustees: int, threshold: int, **choices) -> Desks:
    """All have confirmed and wrote their files; nobody has shown yet that a file works."""
    built = draft_election(
        trustees=trustees, threshold=threshold, is_demonstration=False, **choices
    )
    with TestCase.captureOnCommitCallbacks(execute=True):
        _confirm(built, trustees, threshold)
    desks = Desks(built, folder)
    desks.keep()
    return desks


def _confirm(built: BuiltElection, trustees: int, threshold: int) -> None:
    ceremony_start(election=built.election)
    group = ceremony_view(built.reload()).ceremony.group
    built.secrets = [
        TrusteeSecret.draw(group, index=index, threshold=threshold)
        for index in range(1, trustees + 1)
    ]
    for make in (key_payload, share_payload, confirm_payload):
        for secret in built.secrets:
            send_entry(built, secret, make)
