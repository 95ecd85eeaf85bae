"""What must stand only once among all ballots of a record: a copy would carry one of these along.

Every proof is bound to its ballot's id, so a copied ciphertext or proof does not verify under
another credential; refusing repetitions stands beside that as a second wall against ballot copying
(Cortier and Smyth, 2011).
Source: docs/spec/verification.md C07.8 to C07.10.
"""

from collections.abc import Iterator

from crypto.ballot import Ballot
from crypto.group import Group, Residue
from crypto.range_proof import RangeProof
from crypto.transcript import sha256

PART_SIZE = 16
"""Bytes of a part's name. 128 bits keep chance repetitions away; nothing else rests on them."""


def ballot_parts(ballot: Ballot[Residue], group: Group) -> Iterator[bytes]:
    """Name a ballot's credential with its salt, every alpha, every beta, and every proof.

    Yields:
        The first 16 bytes of SHA-256 over credential and salt, over the bytes of an alpha or beta,
        or over all challenges and responses of one proof.
    """
    yield _name(ballot.credential + ballot.salt)
    for contest in ballot.contests:
        for selection in contest.selections:
            yield _name(group.element_bytes(selection.alpha))
            yield _name(group.element_bytes(selection.beta))
            yield _name(_proof_bytes(selection.proof, group))
        yield _name(_proof_bytes(contest.proof, group))


def _proof_bytes(proof: RangeProof, group: Group) -> bytes:
    return b"".join(group.scalar_bytes(x) for branch in proof.branches for x in branch)


def _name(data: bytes) -> bytes:
    return sha256(data)[:PART_SIZE]
