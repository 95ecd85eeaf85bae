"""The cryptographic view of a frozen election, built once per process."""

from dataclasses import dataclass, field
from functools import lru_cache

from crypto.context import ElectionContext
from crypto.group import group_named
from crypto.manifest import Manifest, decode_manifest
from voting.errors import StateError
from voting.models import Election


@dataclass(frozen=True, slots=True)
class _Frozen:
    """An election by its hash, which covers manifest and key: they are read for the first only."""

    election_hash: str
    election: Election = field(compare=False)


def election_context(election: Election) -> ElectionContext:
    """Raises StateError for an election that was never frozen."""
    if not election.election_hash:
        raise StateError("the election is not frozen yet, so it has no keys for ballots")
    return _context(_Frozen(election.election_hash, election))


def election_manifest(election: Election) -> Manifest:
    if election.manifest is None:
        raise StateError("the election is not frozen yet, so it has no manifest")
    return _manifest(bytes(election.manifest))


@lru_cache(maxsize=64)
def _manifest(data: bytes) -> Manifest:
    return decode_manifest(data)


@lru_cache(maxsize=16)
def _context(frozen: _Frozen) -> ElectionContext:
    manifest = bytes(frozen.election.manifest or b"")
    group = group_named(_manifest(manifest).parameters)
    key = group.key_member(
        group.decode_residue(frozen.election.joint_key, "joint key"), "joint key"
    )
    return ElectionContext.build(manifest, key)
