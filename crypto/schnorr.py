"""Proofs that somebody knows a discrete logarithm (Schnorr), as trustees make them.

Three statements, each with its own tag: the keys of a trustee, the encryption of a share, and a key
share restored from its backup. Every challenge binds statement and commitments.
Source: docs/spec/protocol.md S4; Schnorr, CRYPTO 1989; Bernhard, Pereira and Warinschi, ASIACRYPT
2012, on what a challenge has to bind.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto.errors import ProofError
from crypto.group import Element, Group, Scalar
from crypto.transcript import Tag, Transcript


@dataclass(frozen=True, slots=True)
class SchnorrProof:
    """Challenge and response, each a scalar in [0, q)."""

    challenge: Scalar
    response: Scalar


@dataclass(frozen=True, slots=True)
class KeyProof:
    """One challenge and k + 1 responses: one for each coefficient, the last for the key kappa."""

    challenge: Scalar
    responses: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class KeyStatement:
    """Trustee i knows the logarithms of K_i0 .. K_i(k-1) and of kappa_i.

    Args:
        h_p: parameter hash, 32 bytes.
        election_id: UUID text.
        attempt: the ceremony's attempt, from 1, so that a proof is of no use in another one.
        trustee: i, from 1.
        commitments: K_i0 .. K_i(k-1).
        communication_key: kappa_i.
        signing_key: Ed25519 public key, 32 bytes, bound to the other keys here.
    """

    h_p: bytes
    election_id: str
    attempt: int
    trustee: int
    commitments: tuple[Element, ...]
    communication_key: Element
    signing_key: bytes

    def challenge(self, group: Group, hs: Sequence[Element]) -> Scalar:
        """Compute c_i from the proof's commitments h_i0 .. h_ik."""
        # c_i = Hq(H_P; 10, id, attempt, i, K_i0 .. K_i(k-1), kappa_i, signing key,
        #          h_i0 .. h_ik)   (S4.1)
        transcript = Transcript(Tag.KEY_PROOF).text(self.election_id)
        transcript.integer(self.attempt).integer(self.trustee)
        for x in (*self.commitments, self.communication_key):
            transcript.element(group, x)
        transcript.digest(self.signing_key)
        for h in hs:
            transcript.element(group, h)
        return transcript.challenge_under(self.h_p, group)


def prove_keys(
    group: Group, statement: KeyStatement, *, secrets: Sequence[Scalar], nonces: Sequence[Scalar]
) -> KeyProof:
    """Prove knowledge of a trustee's secrets.

    Args:
        group: the parameter set.
        statement: what the secrets belong to.
        secrets: a_i0 .. a_i(k-1), zeta_i.
        nonces: u_i0 .. u_ik, fresh and uniform in [0, q), used once.
    """
    hs = [group.secret_power(group.g, u) for u in nonces]
    c = statement.challenge(group, hs)
    # v_ij = u_ij - c_i a_ij   (S4.1)
    pairs = zip(nonces, secrets, strict=True)
    return KeyProof(c, tuple(group.scalar(u - c * a) for u, a in pairs))


def verify_keys(group: Group, statement: KeyStatement, proof: KeyProof) -> None:
    """Check a trustee's proof of all its keys.

    Raises:
        ProofError: wrong number of responses, or the challenge does not fit.
    """
    keys = (*statement.commitments, statement.communication_key)
    if len(proof.responses) != len(keys):
        raise ProofError(f"trustee {statement.trustee}: key proof has the wrong length")
    # h_ij = g^{v_ij} K_ij^{c_i}   (S4.1)
    pairs = zip(keys, proof.responses, strict=True)
    hs = [_commitment(group, x, proof.challenge, v) for x, v in pairs]
    if statement.challenge(group, hs) != proof.challenge:
        raise ProofError(f"trustee {statement.trustee}: key proof does not fit the keys")


@dataclass(frozen=True, slots=True)
class ShareStatement:
    """Trustee `sender` knows the nonce xi of the share C0 = g^xi, C1 it sends to `recipient`.

    Args:
        h_p: parameter hash, 32 bytes.
        election_id: UUID text.
        sender: i, from 1.
        recipient: l, from 1.
        c0: C0.
        c1: C1, 32 bytes.
    """

    h_p: bytes
    election_id: str
    sender: int
    recipient: int
    c0: Element
    c1: bytes

    def challenge(self, group: Group, gamma: Element) -> Scalar:
        """Compute c from the proof's commitment gamma."""
        # c = Hq(H_P; 12, id, i, l, gamma, C0, C1)   (S4.2)
        transcript = Transcript(Tag.SHARE_PROOF).text(self.election_id)
        transcript.integer(self.sender).integer(self.recipient)
        transcript.element(group, gamma).element(group, self.c0).digest(self.c1)
        return transcript.challenge_under(self.h_p, group)


def prove_share(
    group: Group, statement: ShareStatement, *, secret: Scalar, nonce: Scalar
) -> SchnorrProof:
    """Prove knowledge of xi = `secret` with the fresh nonce u in [0, q)."""
    # gamma = g^u,  v = u - c xi   (S4.2)
    c = statement.challenge(group, group.secret_power(group.g, nonce))
    return SchnorrProof(c, group.scalar(nonce - c * secret))


def verify_share(group: Group, statement: ShareStatement, proof: SchnorrProof) -> None:
    """Check that the sender made C0 itself.

    Raises:
        ProofError: the challenge does not fit.
    """
    # gamma = g^v C0^c   (S4.2)
    gamma = _commitment(group, statement.c0, proof.challenge, proof.response)
    if statement.challenge(group, gamma) != proof.challenge:
        place = f"trustee {statement.sender}: share for trustee {statement.recipient}"
        raise ProofError(f"{place}: proof does not fit")


@dataclass(frozen=True, slots=True)
class DrillStatement:
    """Trustee i holds its key share z_i now, with S_i = g^{z_i}.

    Args:
        h_p: parameter hash, 32 bytes.
        election_id: UUID text.
        trustee: i, from 1.
        share_key: S_i.
        server_challenge: 32 bytes that were not known before.
    """

    h_p: bytes
    election_id: str
    trustee: int
    share_key: Element
    server_challenge: bytes

    def challenge(self, group: Group, a: Element) -> Scalar:
        """Compute c from the proof's commitment a."""
        # c = Hq(H_P; 15, id, i, S_i, a, server challenge)   (S4.6)
        transcript = Transcript(Tag.DRILL).text(self.election_id).integer(self.trustee)
        transcript.element(group, self.share_key).element(group, a).digest(self.server_challenge)
        return transcript.challenge_under(self.h_p, group)


def prove_drill(
    group: Group, statement: DrillStatement, *, secret: Scalar, nonce: Scalar
) -> SchnorrProof:
    """Prove knowledge of z_i = `secret` with the fresh nonce u in [0, q)."""
    # a = g^u,  v = u - c z_i   (S4.6)
    c = statement.challenge(group, group.secret_power(group.g, nonce))
    return SchnorrProof(c, group.scalar(nonce - c * secret))


def verify_drill(group: Group, statement: DrillStatement, proof: SchnorrProof) -> None:
    """Check that the trustee holds its key share.

    Raises:
        ProofError: the challenge does not fit.
    """
    # a = g^v S_i^c   (S4.6)
    a = _commitment(group, statement.share_key, proof.challenge, proof.response)
    if statement.challenge(group, a) != proof.challenge:
        raise ProofError(f"trustee {statement.trustee}: drill proof does not fit")


def _commitment(group: Group, x: Element, challenge: Scalar, response: Scalar) -> Element:
    """Compute g^response x^challenge, which an honest prover committed to."""
    return group.product((group.power(group.g, response), group.power(x, challenge)))
