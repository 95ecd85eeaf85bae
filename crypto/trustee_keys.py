"""The secret side of the key ceremony: what one trustee draws, sends, opens and keeps.

Nothing that only reads the board imports this module.
Source: docs/spec/protocol.md S4; NIST SP 800-108 Rev. 1 section 4.1 for the key stream.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from crypto import entropy, signing
from crypto.ceremony import CeremonyView
from crypto.ceremony_payloads import (
    CeremonyPayload,
    DrillPayload,
    EncryptedShare,
    SharePayload,
    TrusteePayload,
)
from crypto.ceremony_proofs import (
    ProvenShare,
    TrusteeKey,
    evaluate_commitments,
    share_statement,
)
from crypto.errors import CryptoError
from crypto.group import SCALAR_SIZE, Element, Group, Scalar
from crypto.numbers import mpz
from crypto.schnorr import KeyStatement, prove_drill, prove_keys, prove_share
from crypto.transcript import Tag, Transcript, hmac_sha256


class WrongShareError(CryptoError):
    """A share does not fit what its sender committed to.

    Args:
        sender: number of the trustee who sent it.
        recipient: number of the trustee who cannot use it.
    """

    def __init__(self, sender: int, recipient: int) -> None:
        super().__init__(f"trustee {sender}: share for trustee {recipient} does not fit its keys")
        self.sender = sender


@dataclass(frozen=True, slots=True)
class ShareNonces:
    """Randomness of one encrypted share, two scalars uniform in [1, q), used once.

    Attributes:
        encryption: xi.
        proof: u.
    """

    encryption: Scalar = field(repr=False)
    proof: Scalar = field(repr=False)

    @classmethod
    def draw(cls, group: Group) -> Self:
        """Draw fresh values."""
        return cls(entropy.random_nonzero_scalar(group), entropy.random_nonzero_scalar(group))


@dataclass(frozen=True, slots=True)
class TrusteeSecret:
    """Everything trustee i has to keep; with the board it gives the key share again at any time.

    Attributes:
        index: i, from 1.
        coefficients: a_i0 .. a_i(k-1), the polynomial P_i, each in [1, q).
        communication_secret: zeta_i in [1, q).
        signing_seed: 32 bytes of the Ed25519 key.
    """

    index: int
    coefficients: tuple[Scalar, ...] = field(repr=False)
    communication_secret: Scalar = field(repr=False)
    signing_seed: bytes = field(repr=False)

    @classmethod
    def draw(cls, group: Group, *, index: int, threshold: int) -> Self:
        """Draw the secrets of trustee `index` for a threshold k >= 1."""
        return cls(
            index=index,
            coefficients=tuple(entropy.random_nonzero_scalar(group) for _ in range(threshold)),
            communication_secret=entropy.random_nonzero_scalar(group),
            signing_seed=entropy.random_bytes(signing.SEED_SIZE),
        )

    def public_keys(self, group: Group) -> TrusteeKey:
        """Compute what the board has to say of these secrets."""
        return TrusteeKey(
            index=self.index,
            commitments=tuple(group.secret_power(group.g, a) for a in self.coefficients),
            communication_key=group.secret_power(group.g, self.communication_secret),
            signing_key=signing.public_key(self.signing_seed),
        )

    def sign(self, kind: str, payload_hash: bytes) -> bytes:
        """Sign an entry of type `kind` by the SHA-256 of its payload."""
        return signing.sign(self.signing_seed, signing.entry_message(kind, payload_hash))

    def evaluate(self, group: Group, point: int) -> Scalar:
        """Compute the share P_i(l) at the point l."""
        # P_i(l) = sum_j a_ij l^j   (S4.2)
        value = mpz(0)
        for coefficient in reversed(self.coefficients):
            value = value * point + coefficient
        return group.scalar(value)


def draw_key_nonces(group: Group, threshold: int) -> tuple[Scalar, ...]:
    """Draw u_i0 .. u_ik for `publish_keys`."""
    return tuple(entropy.random_nonzero_scalar(group) for _ in range(threshold + 1))


def publish_keys(
    secret: TrusteeSecret, ceremony: CeremonyPayload, nonces: Sequence[Scalar]
) -> TrusteePayload:
    """Make the payload of the trustee's `trustee` entry.

    Args:
        secret: the trustee's secrets.
        ceremony: the attempt they were drawn for.
        nonces: u_i0 .. u_ik, fresh and uniform in [1, q), used once.
    """
    group = ceremony.group
    keys = secret.public_keys(group)
    statement = KeyStatement(
        h_p=ceremony.h_p,
        election_id=ceremony.election_id,
        attempt=ceremony.attempt,
        trustee=secret.index,
        commitments=keys.commitments,
        communication_key=keys.communication_key,
        signing_key=keys.signing_key,
    )
    secrets = (*secret.coefficients, secret.communication_secret)
    return TrusteePayload(
        election_id=ceremony.election_id,
        attempt=ceremony.attempt,
        trustee=secret.index,
        commitments=keys.commitments,
        communication_key=keys.communication_key,
        proof=prove_keys(group, statement, secrets=secrets, nonces=nonces),
        signing_key=keys.signing_key,
    )


def encrypt_shares(
    secret: TrusteeSecret, view: CeremonyView, nonces: Mapping[int, ShareNonces]
) -> SharePayload:
    """Make the payload of the trustee's `share` entry: P_i(l) for each other trustee l.

    Args:
        secret: the trustee's secrets.
        view: the board, with the keys of every trustee.
        nonces: randomness by recipient.
    """
    ceremony, others = view.ceremony, sorted(view.keys.keys() - {secret.index})
    return SharePayload(
        election_id=ceremony.election_id,
        attempt=ceremony.attempt,
        trustee=secret.index,
        shares=tuple(
            _encrypt_share(secret, ceremony, view.keys[recipient], nonces[recipient])
            for recipient in others
        ),
    )


def decrypt_share(
    secret: TrusteeSecret, ceremony: CeremonyPayload, sender: TrusteeKey, share: ProvenShare
) -> Scalar:
    """Open a share sent to this trustee and check it against the sender's commitments.

    Raises:
        WrongShareError: it does not fit; the sender is to blame, since its proof held.
    """
    group = ceremony.group
    kappa = group.secret_power(group.g, secret.communication_secret)
    # beta = C0^zeta_l   (S4.3)
    beta = group.secret_power(share.c0, secret.communication_secret)
    stream = _key_stream(ceremony, share, kappa=kappa, beta=beta)
    value = mpz.from_bytes(_xor(share.c1, stream), "big")
    # g^{P_i(l)} = prod_j K_ij^{l^j}   (S4.3)
    expected = evaluate_commitments(group, sender.commitments, secret.index)
    if value >= group.q or group.secret_power(group.g, Scalar(value)) != expected:
        raise WrongShareError(share.sender, secret.index)
    return Scalar(value)


def key_share(secret: TrusteeSecret, view: CeremonyView) -> Scalar:
    """Compute the trustee's key share z_l from its own secrets and the shares on the board.

    Raises:
        CeremonyError: shares are missing.
        WrongShareError: a share does not fit its sender's keys.
    """
    view.verify_shares_complete()
    # z_l = sum_i P_i(l)   (S4.3)
    group = view.ceremony.group
    total: mpz = secret.evaluate(group, secret.index)
    for share in view.shares_for(secret.index):
        total = total + decrypt_share(secret, view.ceremony, view.keys[share.sender], share)
    return group.scalar(total)


def answer_drill(
    secret: TrusteeSecret, view: CeremonyView, *, challenge: bytes, nonce: Scalar
) -> DrillPayload:
    """Make the payload of a `drill` entry: the key share is there and can be used.

    Args:
        secret: the trustee's secrets, restored from their backup.
        view: the board, with every share.
        challenge: 32 bytes from the server.
        nonce: u, fresh and uniform in [1, q), used once.

    Raises:
        CeremonyError: shares are missing.
        WrongShareError: a share does not fit its sender's keys.
    """
    statement = view.drill_statement(secret.index, challenge)
    z = key_share(secret, view)
    return DrillPayload(
        election_id=view.ceremony.election_id,
        attempt=view.attempt,
        trustee=secret.index,
        challenge=challenge,
        proof=prove_drill(view.ceremony.group, statement, secret=z, nonce=nonce),
    )


def _encrypt_share(
    secret: TrusteeSecret, ceremony: CeremonyPayload, recipient: TrusteeKey, nonces: ShareNonces
) -> EncryptedShare:
    group = ceremony.group
    # C0 = alpha = g^xi,  beta = kappa_l^xi,  C1 = P_i(l) xor stream   (S4.2)
    c0 = group.secret_power(group.g, nonces.encryption)
    beta = group.secret_power(recipient.communication_key, nonces.encryption)
    blank = ProvenShare(secret.index, recipient.index, c0, bytes(SCALAR_SIZE))
    stream = _key_stream(ceremony, blank, kappa=recipient.communication_key, beta=beta)
    plain = group.scalar_bytes(secret.evaluate(group, recipient.index))
    share = ProvenShare(secret.index, recipient.index, c0, _xor(plain, stream))
    statement = share_statement(share, ceremony)
    proof = prove_share(group, statement, secret=nonces.encryption, nonce=nonces.proof)
    return EncryptedShare(recipient.index, c0, share.c1, proof)


def _key_stream(
    ceremony: CeremonyPayload, share: ProvenShare, *, kappa: Element, beta: Element
) -> bytes:
    """Compute the 32 bytes that hide a share; C1 plays no part."""
    # k = H(H_P; 11, id, i, l, kappa_l, alpha, beta)   (S4.2)
    group = ceremony.group
    transcript = Transcript(Tag.SHARE_KEY).text(ceremony.election_id)
    transcript.integer(share.sender).integer(share.recipient)
    transcript.element(group, kappa).element(group, share.c0).element(group, beta)
    # One block of counter mode: counter, label, zero, context, length in bits.
    context = share.sender.to_bytes(4, "big") + share.recipient.to_bytes(4, "big")
    block = b"\x01share enc keys\x00share encrypt" + context + (256).to_bytes(2, "big")
    return hmac_sha256(transcript.digest_under(ceremony.h_p), block)


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
