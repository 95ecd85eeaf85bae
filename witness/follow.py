"""Learning of logs from a registry: a log whose entries announce other logs.

All entries are read, and believed only because together they lead to the root of a checkpoint the
registry's key signed; what was read before has to be their start. A registry speaks only for logs
of its own host, so that none can take another's origin first. One that ends names the registry that
comes after it, with its key, and announces nothing more.
Source: docs/spec/board.md sections 8 and 10; docs/spec/record.md section 8.
"""

from dataclasses import dataclass

from crypto import merkle
from crypto.announcement import REGISTRY_NEXT, Announcement, announced_key, announced_payload
from crypto.errors import DecodeError, ProofError
from crypto.evidence import ForkEvidence, KeysEvidence, RewriteEvidence
from crypto.notes import Checkpoint, NoteVerifier, encode_tlog_proof, open_checkpoint, split_note
from crypto.registry import (
    REGISTRY_FOLLOWS,
    decode_registry_follows,
    next_origin,
    registry_number,
)
from crypto.tiles import CHECKPOINT, new_tiles, payload_path, read_bundle
from crypto.transcript import sha256
from witness.errors import ContradictionError, UnusableError
from witness.kept import Followed
from witness.memory import Memory, Records
from witness.public_folder import Folder, read_text

MAX_ENTRIES = 1_000_000
"""Entries of the largest registry followed."""

_NOTHING = Followed("", ())


@dataclass(frozen=True, slots=True)
class Learned:
    """What a look at a registry brought.

    Attributes:
        size: of the registry's checkpoint.
        added: origins of logs that are known from now on.
        refused: origins the registry gave another key than they have.
        late: origins the registry announced after it had ended; they are not known by it.
        following: key of the registry after this one, if it is known.
    """

    size: int
    added: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    following: NoteVerifier | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """Entries of a registry that lead to a signed checkpoint."""

    key: NoteVerifier
    note: str
    checkpoint: Checkpoint
    start: int
    leaves: tuple[bytes, ...]
    entries: tuple[bytes, ...]


def registry_follow(
    *, memory: Memory, folder: Folder, registry_key: NoteVerifier | None, now: int
) -> Learned:
    """Read a registry on from where it was read last, and add the logs it announces.

    Args:
        memory: what the witness remembers.
        folder: the registry's public folder.
        registry_key: the registry's key; may be None once the registry is a known log.
        now: seconds since 1970.

    Raises:
        UnusableError: an answer is missing or does not lead to the signed root.
        DecodeError: a file is malformed.
        ProofError: the registry's key did not sign.
        ContradictionError: the registry does not continue what it signed before; evidence is kept.
    """
    note = read_text(folder, CHECKPOINT)
    key, before = _known(memory, note, registry_key)
    checkpoint = open_checkpoint(note, key)
    if checkpoint.size > MAX_ENTRIES:
        raise UnusableError(f"the registry has more than {MAX_ENTRIES} entries")
    if checkpoint.size <= len(before.leaves):
        evidence = _earlier(key, note, checkpoint, before)
        reading = None
    else:
        reading = _read(folder, key, note, before)
        evidence = _rewritten(folder, reading, before) or _disowned(memory, folder, reading)
    if evidence is not None:
        with memory.deciding() as records:
            records.keep(evidence, now)
        name = Checkpoint.parse(split_note(evidence.second)[0]).origin
        raise ContradictionError(f"{name} has signed two histories; the evidence is kept")
    if reading is None:
        with memory.reading() as records:
            return Learned(checkpoint.size, following=_following(records, key))
    return _learn(memory, folder, reading, now)


def _known(
    memory: Memory, note: str, registry_key: NoteVerifier | None
) -> tuple[NoteVerifier, Followed]:
    """Return the registry's key, and what was read of it before."""
    origin = Checkpoint.parse(split_note(note)[0]).origin
    with memory.deciding() as records:
        text = records.log_key(origin)
        if text is None and registry_key is not None and registry_key.name == origin:
            records.add_log(registry_key, None)
            return registry_key, _NOTHING
        if text is None:
            raise UnusableError(f"the registry {origin} is not known yet: give its key")
        if registry_key is not None and registry_key.name != origin:
            raise UnusableError(f"the folder is that of {origin}, not of {registry_key.name}")
        if registry_key is not None and registry_key.text() != text:
            raise ContradictionError(f"{origin} is known with another key")
        return NoteVerifier.parse(text), records.followed(origin) or _NOTHING


def _following(records: Records, key: NoteVerifier) -> NoteVerifier | None:
    text = records.log_key(next_origin(key.name)) if registry_number(key.name) else None
    return None if text is None else NoteVerifier.parse(text)


def _earlier(
    key: NoteVerifier, note: str, checkpoint: Checkpoint, before: Followed
) -> ForkEvidence | RewriteEvidence | None:
    """Hold a checkpoint that is no larger than what was read against what was read."""
    size, count = checkpoint.size, len(before.leaves)
    root = merkle.root(before.leaves[:size])
    if root == checkpoint.root:
        return None
    if size == count:
        return ForkEvidence(key.text(), before.note, note)
    if size == 0:
        raise UnusableError("the registry's empty checkpoint has a false root")
    proof = merkle.consistency_proof(size, count, merkle.stored_leaves(before.leaves))
    return RewriteEvidence(key.text(), note, before.note, root, tuple(proof))


def _read(folder: Folder, key: NoteVerifier, note: str, before: Followed) -> _Reading:
    """Read the entries that came after what was read before."""
    checkpoint = open_checkpoint(note, key)
    start = len(before.leaves)
    entries = _entries(folder, start, checkpoint.size)
    leaves = (*before.leaves, *(merkle.leaf_hash(entry) for entry in entries))
    return _Reading(key, note, checkpoint, start, leaves, entries)


def _entries(folder: Folder, start: int, size: int) -> tuple[bytes, ...]:
    tiles = [tile for tile in new_tiles(start, size) if tile.level == 0]
    entries = [entry for tile in tiles for entry in read_bundle(tile, folder.read)]
    return tuple(entries[start - tiles[0].start :])


def _rewritten(folder: Folder, reading: _Reading, before: Followed) -> RewriteEvidence | None:
    """Check that the entries lead to the signed root, or return why they cannot.

    Raises:
        UnusableError: neither what was read before nor what is there now leads to the root.
    """
    checkpoint, count = reading.checkpoint, len(before.leaves)
    if merkle.root(reading.leaves) == checkpoint.root:
        return None
    now = [merkle.leaf_hash(entry) for entry in _entries(folder, 0, checkpoint.size)]
    if count == 0 or merkle.root(now) != checkpoint.root:
        raise UnusableError("the registry's entries do not lead to the root it signed")
    proof = merkle.consistency_proof(count, checkpoint.size, merkle.stored_leaves(now))
    return RewriteEvidence(
        log_key=reading.key.text(),
        first=before.note,
        second=reading.note,
        root=merkle.root(now[:count]),
        proof=tuple(proof),
    )


def _disowned(
    memory: Memory, folder: Folder, reading: _Reading
) -> ForkEvidence | RewriteEvidence | None:
    """Hold what a registry's first entry says of the one before it against what was read there.

    Raises:
        DecodeError: it names no registry that can come before.
        ProofError: that registry did not sign what is given as its last checkpoint.
    """
    digest = announced_payload(reading.entries[0], (REGISTRY_FOLLOWS,))
    if reading.start or digest is None:
        return None
    said = decode_registry_follows(_payload(folder, digest), reading.key.name)
    last = said.verified()
    with memory.reading() as records:
        known, before = records.log_key(said.origin), records.followed(said.origin)
    # A thief may have taken the name of the one before; then there is nothing to compare with.
    if known != said.log_key or before is None or last.size > len(before.leaves):
        return None
    return _earlier(NoteVerifier.parse(said.log_key), said.checkpoint, last, before)


def _learn(memory: Memory, folder: Folder, reading: _Reading, now: int) -> Learned:
    """Store what was read together with what follows from it."""
    announcements = _announcements(folder, reading)
    added: list[str] = []
    refused: list[str] = []
    late: list[str] = []
    origin = reading.key.name
    following = next_origin(origin) if registry_number(origin) else ""
    with memory.deciding() as records:
        if len((records.followed(origin) or _NOTHING).leaves) != reading.start:
            raise UnusableError("somebody else is following the same registry just now")
        has_ended = records.announcement(following) is not None
        for announcement in announcements:
            key = announced_key(announcement.payload)
            known = records.log_key(key.name)
            if known is None and has_ended:
                late.append(key.name)
            elif known is None:
                records.add_log(key, announcement)
                added.append(key.name)
            elif known != key.text():
                first = _said_before(records, key.name, reading.key)
                registry = reading.key.text()
                records.keep(KeysEvidence(known, registry, first, announcement), now)
                refused.append(key.name)
            has_ended = has_ended or key.name == following
        records.follow_on(origin, reading.note, reading.start, reading.leaves[reading.start :])
        named = _following(records, reading.key)
    return Learned(reading.checkpoint.size, tuple(added), tuple(refused), tuple(late), named)


def _said_before(records: Records, origin: str, registry: NoteVerifier) -> Announcement | None:
    """Return where this very registry announced a log; None if its key was learned elsewhere."""
    first = records.announcement(origin)
    try:
        if first is not None:
            first.verify(registry)
    except ProofError:
        return None
    return first


def _announcements(folder: Folder, reading: _Reading) -> list[Announcement]:
    """Return the announcements among the entries read this time."""
    found: list[Announcement] = []
    node = merkle.stored_leaves(reading.leaves)
    for index, entry in enumerate(reading.entries, reading.start):
        digest = announced_payload(entry)
        if digest is None:
            continue
        payload = _payload(folder, digest)
        is_next = announced_payload(entry, (REGISTRY_NEXT,)) is not None
        _verify_may_announce(index, reading.key.name, announced_key(payload).name, is_next=is_next)
        hashes = merkle.inclusion_proof(index, reading.checkpoint.size, node)
        found.append(Announcement(payload, encode_tlog_proof(entry, index, hashes, reading.note)))
    return found


def _verify_may_announce(index: int, registry: str, origin: str, *, is_next: bool) -> None:
    if origin.partition("/")[0] != registry.partition("/")[0]:
        raise DecodeError(f"entry {index}: announces a log of another host")
    if is_next and (not registry_number(registry) or origin != next_origin(registry)):
        raise DecodeError(f"entry {index}: {origin} does not come after {registry}")
    if registry_number(origin) and not is_next:
        raise DecodeError(f"entry {index}: announces a registry as the log of an election")


def _payload(folder: Folder, digest: str) -> bytes:
    payload = folder.read(payload_path(digest))
    if payload is None or sha256(payload).hex() != digest:
        raise UnusableError(f"the payload {digest} is missing or another one")
    return payload
