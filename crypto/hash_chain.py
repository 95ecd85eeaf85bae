"""The chain of hashes that binds every ballot to parameters, texts, key and voter.

H_P -> H_B -> H_E -> H_I: each is the key under which the next is made.
Source: docs/spec/protocol.md S3.
"""

from crypto.group import Element, Group, Scalar
from crypto.transcript import Tag, Transcript

_VERSION = b"tabella-v1".ljust(32, b"\0")
_DEMONSTRATION_VERSION = b"tabella-demo-v1".ljust(32, b"\0")


def parameter_hash(group: Group, *, n: int, k: int, demonstration: bool) -> bytes:
    """Compute H_P from the group, the number of trustees n and the threshold k."""
    # H_P = H(ver; 00, p, q, g, n, k)   (S3.1)
    version = _DEMONSTRATION_VERSION if demonstration else _VERSION
    transcript = Transcript(Tag.PARAMETER_HASH).element(group, group.p).scalar(group.q)
    return transcript.element(group, group.g).integer(n).integer(k).digest_under(version)


def base_hash(h_p: bytes, manifest: bytes) -> bytes:
    """Compute H_B from the manifest's bytes as they were published."""
    # H_B = H(H_P; 01, manifest)   (S3.2)
    return Transcript(Tag.BASE_HASH).blob(manifest).digest_under(h_p)


def election_hash(h_b: bytes, group: Group, joint_key: Element) -> bytes:
    """Compute H_E, which binds the joint public key K."""
    # H_E = H(H_B; 14, K)   (S3.3)
    return Transcript(Tag.ELECTION_HASH).element(group, joint_key).digest_under(h_b)


def ballot_id(h_e: bytes, credential: bytes, salt: bytes) -> bytes:
    """Compute the id of a ballot from its credential public key and salt, 32 bytes each."""
    # id_B = H(H_E; 50, credential, salt)   (S3.4)
    return Transcript(Tag.BALLOT_ID).digest(credential).digest(salt).digest_under(h_e)


def ballot_key(h_e: bytes, identifier: bytes) -> bytes:
    """Compute H_I, the key of every hash made on one ballot, from the ballot's id."""
    # H_I = H(H_E; 20, id_B)   (S3.5)
    return Transcript(Tag.BALLOT_KEY).digest(identifier).digest_under(h_e)


def selection_nonce(
    h_i: bytes, group: Group, *, contest: int, option: int, ballot_nonce: bytes
) -> Scalar:
    """Derive the encryption nonce of one selection from the secret ballot nonce, 32 bytes."""
    # xi_ij = Hq(H_I; 21, i, j, xi_B)   (S6.2)
    transcript = Transcript(Tag.SELECTION_NONCE).integer(contest).integer(option)
    return transcript.digest(ballot_nonce).challenge_under(h_i, group)
