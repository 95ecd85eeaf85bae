"""The cryptographic view of a frozen election, built once per process."""

from functools import lru_cache

from crypto.context import ElectionContext
from crypto.group import group_named
from crypto.manifest import Manifest, decode_manifest
from voting.errors import StateError
from voting.models import Election


def election_context(election: Election) -> ElectionContext:
    """Raises StateError for an election that was never frozen."""
    if election.manifest is None:
        raise StateError("the election is not frozen yet, so it has no keys for ballots")
    return _context(election.election_hash, bytes(election.manifest), election.joint_key)


def election_manifest(election: Election) -> Manifest:
    if election.manifest is None:
        raise StateError("the election is not frozen yet, so it has no manifest")
    return _manifest(bytes(election.manifest))


@lru_cache(maxsize=64)
def _manifest(data: bytes) -> Manifest:
    return decode_manifest(data)


@lru_cache(maxsize=16)
def _context(_election_hash: str, manifest: bytes, joint_key: str) -> ElectionContext:
    group = group_named(_manifest(manifest).parameters)
    key = group.key_member(group.decode_residue(joint_key, "joint key"), "joint key")
    return ElectionContext.build(manifest, key)
