"""What every check of a ballot or a share needs to know of its election.

Source: docs/spec/protocol.md S3.
"""

from dataclasses import dataclass, field
from typing import Self

from crypto import hash_chain
from crypto.ballot_layout import Layout
from crypto.elgamal import EncryptionBases
from crypto.group import Element, Group, group_named
from crypto.manifest import Manifest, decode_manifest


@dataclass(frozen=True, slots=True)
class ElectionContext:
    """An election whose manifest and joint public key are fixed.

    Args:
        group: the parameter set the manifest names.
        h_p: parameter hash, 32 bytes.
        h_b: base hash, 32 bytes.
        h_e: election hash, 32 bytes.
        joint_key: K, an element other than 1.
        manifest: what the manifest's bytes say.
        layouts: what was found out about ballots by the number of their style (crypto.ballot).
        commitment_layouts: the same of their commitments (crypto.commitments).
    """

    group: Group
    h_p: bytes
    h_b: bytes
    h_e: bytes
    joint_key: Element
    manifest: Manifest
    layouts: dict[int, Layout] = field(default_factory=dict, init=False, compare=False, repr=False)
    commitment_layouts: dict[int, Layout] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @classmethod
    def build(cls, manifest_bytes: bytes, joint_key: Element) -> Self:
        """Compute the chain of hashes from the published bytes of the manifest.

        Raises:
            DecodeError: the manifest is malformed.
        """
        manifest = decode_manifest(manifest_bytes)
        group = group_named(manifest.parameters)
        h_p = hash_chain.parameter_hash(
            group,
            n=len(manifest.trustees),
            k=manifest.threshold,
            demonstration=manifest.demonstration,
        )
        h_b = hash_chain.base_hash(h_p, manifest_bytes)
        h_e = hash_chain.election_hash(h_b, group, joint_key)
        return cls(group, h_p, h_b, h_e, joint_key, manifest)

    @property
    def election_id(self) -> str:
        """The election's UUID as the manifest writes it."""
        return self.manifest.election_id

    @property
    def bases(self) -> EncryptionBases:
        """The tables of g and K, made once and kept while the election is in use."""
        return EncryptionBases.of(self.group, self.joint_key)

    def ballot_key(self, credential: bytes, salt: bytes) -> bytes:
        """Compute H_I of the ballot with this credential public key and salt, 32 bytes each."""
        return hash_chain.ballot_key(self.h_e, hash_chain.ballot_id(self.h_e, credential, salt))
