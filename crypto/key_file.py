"""The file a trustee keeps: its secrets under a passphrase.

A file is one line of canonical JSON. What it is for stands in the clear and is authenticated
together with the secrets, so that no part can be exchanged. The check sum is for accidents only: it
tells a damaged file from a wrong passphrase.
Source: docs/spec/key-file.md; NIST SP 800-38D; RFC 8018.
"""

import unicodedata
from dataclasses import dataclass

from crypto import canonical_json
from crypto.canonical_json import JsonValue
from crypto.errors import DecodeError
from crypto.group import PARAMETER_SETS, Group, group_named
from crypto.kdf import NONCE_SIZE, TAG_SIZE, open_sealed, seal, stretch_passphrase
from crypto.number_fields import read_scalar, scalar_field
from crypto.reader import Fields
from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret

ROUNDS = 600_000
SALT_SIZE = 16
MAX_KEY_FILE = 1 << 20

_KIND = "tabella trustee key"
_PURPOSE = ("attempt", "checkpoint", "election", "log_key", "parameters", "trustee")
_OUTER = ("checksum", "kind", "nonce", "purpose", "rounds", "salt", "sealed", "v")


@dataclass(frozen=True, slots=True)
class KeyPurpose:
    """What a key file is for, and what its maker saw of the board.

    Attributes:
        election_id: lower-case UUID.
        trustee: number of the trustee, from 1.
        parameters: name of the parameter set.
        attempt: the attempt at the key ceremony the key was made in.
        log_key: verifier key of the election's log.
        checkpoint: the signed checkpoint at that moment, which any later one has to continue.
    """

    election_id: str
    trustee: int
    parameters: str
    attempt: int
    log_key: str
    checkpoint: str

    def document(self) -> JsonValue:
        """Return the purpose as it stands in a file."""
        return {
            "attempt": self.attempt,
            "checkpoint": self.checkpoint,
            "election": self.election_id,
            "log_key": self.log_key,
            "parameters": self.parameters,
            "trustee": self.trustee,
        }


@dataclass(frozen=True, slots=True)
class _Envelope:
    """A file before its passphrase is known."""

    purpose: KeyPurpose
    salt: bytes
    nonce: bytes
    sealed: bytes

    def protected(self) -> dict[str, JsonValue]:
        return {
            "kind": _KIND,
            "nonce": self.nonce.hex(),
            "purpose": self.purpose.document(),
            "rounds": ROUNDS,
            "salt": self.salt.hex(),
            "v": 1,
        }

    def key(self, passphrase: str) -> bytes:
        # The same passphrase may be typed in another Unicode form on another computer.
        text = unicodedata.normalize("NFC", passphrase)
        return stretch_passphrase(text.encode(), salt=self.salt, rounds=ROUNDS)


def encode_key_file(
    secret: TrusteeSecret, purpose: KeyPurpose, passphrase: str, *, salt: bytes, nonce: bytes
) -> bytes:
    """Return the bytes of a key file.

    Args:
        secret: what the file keeps.
        purpose: what it is for.
        passphrase: what opens it.
        salt: 16 random bytes.
        nonce: 12 random bytes.
    """
    envelope = _Envelope(purpose, salt, nonce, b"")
    sealed = seal(
        envelope.key(passphrase),
        nonce=nonce,
        plaintext=_encode_secret(secret, group_named(purpose.parameters)),
        associated=canonical_json.encode(envelope.protected()),
    )
    return _file_bytes(_Envelope(purpose, salt, nonce, sealed))


def decode_key_purpose(data: bytes) -> KeyPurpose:
    """Read what a key file says it is for; only its passphrase shows whether that is true.

    Raises:
        DecodeError: the file is damaged or no key file.
    """
    return _decode_envelope(data).purpose


def decode_key_file(
    data: bytes, passphrase: str, *, election_id: str, trustee: int
) -> tuple[KeyPurpose, TrusteeSecret]:
    """Open a key file made for one trustee of one election.

    Raises:
        DecodeError: the file is damaged or no key file, is for another election or trustee, or the
            passphrase is wrong. Messages are in words for the trustee.
    """
    envelope = _decode_envelope(data)
    purpose = envelope.purpose
    if purpose.election_id != election_id:
        raise DecodeError("key file: this file is for another election")
    if purpose.trustee != trustee:
        raise DecodeError(
            f"key file: this file is for key holder {purpose.trustee}, not key holder {trustee}"
        )
    try:
        plaintext = open_sealed(
            envelope.key(passphrase),
            nonce=envelope.nonce,
            sealed=envelope.sealed,
            associated=canonical_json.encode(envelope.protected()),
        )
    except DecodeError as error:
        raise DecodeError("key file: the passphrase is wrong") from error
    return purpose, _decode_secret(plaintext, purpose)


def _file_bytes(envelope: _Envelope) -> bytes:
    content = {**envelope.protected(), "sealed": envelope.sealed.hex()}
    checksum = sha256(canonical_json.encode(content)).hex()
    return canonical_json.encode({**content, "checksum": checksum}) + b"\n"


def _decode_envelope(data: bytes) -> _Envelope:
    try:
        value = canonical_json.decode(data.strip(), max_size=MAX_KEY_FILE, place="key file")
    except DecodeError as error:
        raise DecodeError("key file: this is no key file, or it is cut short") from error
    fields = Fields(value, "key file", _OUTER)
    fields.version()
    fields.choice("kind", (_KIND,))
    fields.integer("rounds", ROUNDS, ROUNDS)
    envelope = _Envelope(
        purpose=_purpose(fields.fields("purpose", _PURPOSE)),
        salt=fields.octets("salt", SALT_SIZE),
        nonce=fields.octets("nonce", NONCE_SIZE),
        sealed=_sealed(fields),
    )
    # Every field was read strictly, so other bytes can only mean another check sum.
    if _file_bytes(envelope).strip() != data.strip():
        raise DecodeError("key file: the file was damaged or changed since it was made")
    return envelope


def _sealed(fields: Fields) -> bytes:
    digits = len(fields.text("sealed", MAX_KEY_FILE, min_length=2 * TAG_SIZE))
    return fields.octets("sealed", digits // 2)


def _purpose(fields: Fields) -> KeyPurpose:
    return KeyPurpose(
        election_id=fields.uuid("election"),
        trustee=fields.integer("trustee", 1, 100),
        parameters=fields.choice("parameters", PARAMETER_SETS),
        attempt=fields.integer("attempt", 1),
        log_key=fields.text("log_key", 500),
        checkpoint=fields.text("checkpoint", 16 * 1024),
    )


def _encode_secret(secret: TrusteeSecret, group: Group) -> bytes:
    return canonical_json.encode(
        {
            "coefficients": [group.scalar_hex(a) for a in secret.coefficients],
            "communication_secret": group.scalar_hex(secret.communication_secret),
            "signing_seed": secret.signing_seed.hex(),
        }
    )


def _decode_secret(plaintext: bytes, purpose: KeyPurpose) -> TrusteeSecret:
    group = group_named(purpose.parameters)
    value = canonical_json.decode(plaintext, max_size=MAX_KEY_FILE, place="key")
    fields = Fields(value, "key", ("coefficients", "communication_secret", "signing_seed"))
    return TrusteeSecret(
        index=purpose.trustee,
        coefficients=tuple(
            read_scalar(item, place, group) for place, item in fields.items("coefficients", 1, 100)
        ),
        communication_secret=scalar_field(fields, "communication_secret", group),
        signing_seed=fields.octets("signing_seed", 32),
    )
