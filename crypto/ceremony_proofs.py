"""The keys and shares of a key ceremony, tested: membership, proofs, and what they commit to.

Source: docs/spec/protocol.md S4; Pedersen, EUROCRYPT 1991.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from crypto.ceremony_payloads import CeremonyPayload, SharePayload, TrusteePayload
from crypto.errors import ProofError
from crypto.group import Element, Group
from crypto.schnorr import KeyStatement, ShareStatement, verify_keys, verify_share
from crypto.transcript import Tag, Transcript


@dataclass(frozen=True, slots=True)
class TrusteeKey:
    """The public keys of trustee i, tested and proven.

    Attributes:
        index: i, from 1.
        commitments: K_i0 .. K_i(k-1).
        communication_key: kappa_i.
        signing_key: Ed25519 public key, 32 bytes.
    """

    index: int
    commitments: tuple[Element, ...]
    communication_key: Element
    signing_key: bytes


@dataclass(frozen=True, slots=True)
class ProvenShare:
    """A share whose sender has shown that it made C0 itself; what C1 hides is for the recipient."""

    sender: int
    recipient: int
    c0: Element
    c1: bytes


def evaluate_commitments(group: Group, commitments: Sequence[Element], point: int) -> Element:
    """Compute g^{P(l)} from the commitments K_0 .. K_(k-1) to the coefficients of P.

    Args:
        group: the parameter set.
        commitments: at least one.
        point: l, from 1.
    """
    # prod_j K_j^{l^j} = K_0 (K_1 (K_2 ...)^l)^l   (S4.3)
    result = group.one
    for commitment in reversed(commitments):
        result = group.product((group.power(result, group.scalar(point)), commitment))
    return result


def transcript_hash(
    ceremony: CeremonyPayload, joint_key: Element, keys: Sequence[TrusteeKey]
) -> bytes:
    """Compute H_G, 32 bytes.

    Args:
        ceremony: the attempt.
        joint_key: K.
        keys: of all trustees, ascending.
    """
    # H_G = H(H_P; 13, id, attempt, K, K_10 .. K_n(k-1), kappa_1 .. kappa_n,
    #         signing key 1 .. n)   (S4.4)
    group = ceremony.group
    transcript = Transcript(Tag.CEREMONY).text(ceremony.election_id)
    transcript.integer(ceremony.attempt).element(group, joint_key)
    for commitment in (x for key in keys for x in key.commitments):
        transcript.element(group, commitment)
    for key in keys:
        transcript.element(group, key.communication_key)
    for key in keys:
        transcript.digest(key.signing_key)
    return transcript.digest_under(ceremony.h_p)


@lru_cache(maxsize=256)
def verify_trustee_payload(payload: TrusteePayload, ceremony: CeremonyPayload) -> TrusteeKey:
    """Test the keys of a trustee and its proof, and return them as tested.

    Raises:
        MembershipError: a key is not in the group, or is 1.
        ProofError: the number of commitments is not k, or the proof does not hold.
    """
    group, place = ceremony.group, f"trustee {payload.trustee}"
    if len(payload.commitments) != ceremony.threshold:
        expected, got = ceremony.threshold, len(payload.commitments)
        raise ProofError(f"{place}: expected {expected} commitments, got {got}")
    names = [f"{place}: commitment {j}" for j in range(ceremony.threshold)]
    pairs = zip(payload.commitments, names, strict=True)
    statement = KeyStatement(
        h_p=ceremony.h_p,
        election_id=ceremony.election_id,
        attempt=ceremony.attempt,
        trustee=payload.trustee,
        commitments=tuple(group.key_member(x, name) for x, name in pairs),
        communication_key=group.key_member(payload.communication_key, f"{place}: kappa"),
        signing_key=payload.signing_key,
    )
    verify_keys(group, statement, payload.proof)
    return TrusteeKey(
        payload.trustee, statement.commitments, statement.communication_key, payload.signing_key
    )


@lru_cache(maxsize=256)
def verify_share_payload(
    payload: SharePayload, ceremony: CeremonyPayload
) -> tuple[ProvenShare, ...]:
    """Test the shares a trustee sends, and return them as tested, ascending by recipient.

    Raises:
        MembershipError: a C0 is not in the group, or is 1.
        ProofError: a share is missing or not asked for, or a proof does not hold.
    """
    place = f"trustee {payload.trustee}"
    others = [i for i in range(1, len(ceremony.trustees) + 1) if i != payload.trustee]
    if [share.recipient for share in payload.shares] != others:
        raise ProofError(f"{place}: not exactly one share for each other trustee")
    group, proven = ceremony.group, []
    for share in payload.shares:
        c0 = group.key_member(share.c0, f"{place}: share for trustee {share.recipient}")
        tested = ProvenShare(payload.trustee, share.recipient, c0, share.c1)
        verify_share(group, share_statement(tested, ceremony), share.proof)
        proven.append(tested)
    return tuple(proven)


def share_statement(share: ProvenShare, ceremony: CeremonyPayload) -> ShareStatement:
    """Return what the proof of a share says."""
    return ShareStatement(
        h_p=ceremony.h_p,
        election_id=ceremony.election_id,
        sender=share.sender,
        recipient=share.recipient,
        c0=share.c0,
        c1=share.c1,
    )
