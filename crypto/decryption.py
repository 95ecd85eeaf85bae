"""Partial decryptions as a trustee makes them; the secret side of counting.

Nothing that only reads the board imports this module.
Source: docs/spec/protocol.md S8.3.
"""

from crypto import entropy
from crypto.context import ElectionContext
from crypto.elgamal import Ciphertext
from crypto.equality_proof import DecryptionStatement, prove_decryption
from crypto.group import Group, Scalar
from crypto.tally import positions, shaped_like
from crypto.tally_payloads import (
    DecryptionPayload,
    EncryptedTally,
    Grid,
    PartialDecryptionItem,
)


def draw_nonces(group: Group, tally: EncryptedTally) -> Grid[Scalar]:
    """Draw one u for the proof of each total."""
    return shaped_like(tally, (entropy.random_nonzero_scalar(group) for _ in positions(tally)))


class TallyDecryptor:
    """Makes the partial decryptions of one trustee, one total or all.

    Args:
        context: the election.
        trustee: i, from 1.
        key_share: z_i.
    """

    __slots__ = ("_context", "_key_share", "_share_key", "_trustee")

    def __init__(self, context: ElectionContext, *, trustee: int, key_share: Scalar) -> None:
        self._context = context
        self._trustee = trustee
        self._key_share = key_share
        self._share_key = context.group.secret_power(context.group.g, key_share)

    def decrypt(
        self, tally: EncryptedTally, *, tally_hash: bytes, nonces: Grid[Scalar]
    ) -> DecryptionPayload:
        """Make the payload of the trustee's `decryption` entry.

        Args:
            tally: the totals, of the group.
            tally_hash: SHA-256 of the `tally` payload, 32 bytes.
            nonces: u for each total, fresh and uniform in [1, q), used once.
        """
        items = [
            self._item(contest, option, ciphertext, nonces[contest - 1][option - 1])
            for contest, option, ciphertext in positions(tally)
        ]
        return DecryptionPayload(
            election_id=self._context.election_id,
            trustee=self._trustee,
            contests=shaped_like(tally, items),
            tally=tally_hash,
        )

    def _item(
        self, contest: int, option: int, ciphertext: Ciphertext, nonce: Scalar
    ) -> PartialDecryptionItem:
        group = self._context.group
        # M_i = A^{z_i}   (S8.3)
        share = group.secret_power(ciphertext.alpha, self._key_share)
        statement = DecryptionStatement(
            h_e=self._context.h_e,
            trustee=self._trustee,
            contest=contest,
            option=option,
            share_key=self._share_key,
            ciphertext=ciphertext,
            share=share,
        )
        proof = prove_decryption(group, statement, key_share=self._key_share, nonce=nonce)
        return PartialDecryptionItem(share, proof)
