import pytest

from crypto.announcement import Announcement
from crypto.errors import CryptoError, DecodeError, ProofError
from crypto.evidence import KeysEvidence, decode_evidence
from witness.errors import ContradictionError, UnusableError
from witness.follow import registry_follow

from .logs import HOST, Log
from .registries import Registry, other_key

NOW = 1_790_000_000
FIRST = Log("e/00000000-0000-4000-8000-000000000001")
SECOND = Log("e/00000000-0000-4000-8000-000000000002")


@pytest.fixture
def registry():
    return Registry().announce(FIRST)


@pytest.fixture
def look(memory):
    """Look at a registry's folder, and say what was learned."""

    def look(folder, key=None):
        return registry_follow(memory=memory, folder=folder, registry_key=key, now=NOW)

    return look


def known(memory):
    with memory.reading() as records:
        return {log.origin: log.key for log in records.logs()}


def kept(memory):
    with memory.reading() as records:
        return [
            decode_evidence(records.evidence_document(item.digest)) for item in records.evidence()
        ]


def test_logs_of_a_registry_become_known(look, memory, registry):
    learned = look(registry.folder(), registry.key)
    assert (learned.size, learned.added, learned.refused) == (1, (FIRST.origin,), ())
    assert known(memory) == {
        FIRST.origin: FIRST.key.text(),
        registry.origin: registry.key.text(),
    }


def test_a_registry_is_read_on_from_where_it_was_read_last(look, registry):
    look(registry.folder(), registry.key)
    folder = registry.announce(SECOND).folder()
    assert look(folder).added == (SECOND.origin,)
    assert look(folder).added == ()


@pytest.mark.parametrize(
    ("first", "second"), [(1, 255), (1, 256), (255, 257), (256, 300), (3, 700)]
)
def test_registries_of_any_size_are_read(look, first, second):
    registry = Registry().announce_many(second)
    assert len(look(registry.folder(first), registry.key).added) == first
    assert len(look(registry.folder(), None).added) == second - first


def test_other_entries_announce_nothing(look, memory, registry):
    registry.announce(SECOND, kind="log-frozen")
    assert look(registry.folder(), registry.key).added == (FIRST.origin,)


def test_an_unknown_registry_needs_its_key(look, memory, registry):
    with pytest.raises(UnusableError, match="give its key"):
        look(registry.folder())
    with pytest.raises(UnusableError, match="give its key"):
        look(registry.folder(), FIRST.key)
    assert known(memory) == {}


def test_a_known_registry_keeps_its_key(look, registry):
    look(registry.folder(), registry.key)
    with pytest.raises(ContradictionError, match="known with another key"):
        look(registry.folder(), other_key(registry))


def test_another_key_for_a_known_log_is_refused_and_kept(look, memory, registry):
    registry.announce(FIRST, other_key(FIRST))
    learned = look(registry.folder(), registry.key)
    assert (learned.added, learned.refused) == ((FIRST.origin,), (FIRST.origin,))
    assert known(memory)[FIRST.origin] == FIRST.key.text()
    (evidence,) = kept(memory)
    assert isinstance(evidence, KeysEvidence)
    assert evidence.is_proof
    evidence.verify()


def test_a_key_given_by_hand_stays_and_proves_nothing_of_the_registry(look, memory, registry):
    with memory.deciding() as records:
        records.add_log(other_key(FIRST), None)
    assert look(registry.folder(), registry.key).refused == (FIRST.origin,)
    (evidence,) = kept(memory)
    assert not evidence.is_proof
    evidence.verify()


def test_the_same_key_announced_again_changes_nothing(look, memory, registry):
    registry.announce(FIRST)
    assert look(registry.folder(), registry.key).refused == ()
    assert kept(memory) == []


def test_a_registry_does_not_speak_for_other_hosts(look, memory, registry):
    foreign = Log()
    foreign.origin = foreign.origin.replace(HOST, f"{HOST}.evil.example")
    foreign.signer = type(foreign.signer)(foreign.origin, bytes(32))
    registry.announce(foreign, foreign.signer.verifier())
    with pytest.raises(DecodeError, match="another host"):
        look(registry.folder(), registry.key)
    assert FIRST.origin not in known(memory)


def test_two_checkpoints_of_one_size_are_a_fork(look, memory, registry):
    look(registry.folder(), registry.key)
    lying = Registry().announce(SECOND)
    with pytest.raises(ContradictionError, match="two histories"):
        look(lying.folder())
    (evidence,) = kept(memory)
    assert evidence.kind == "fork"
    evidence.verify()
    assert SECOND.origin not in known(memory)


@pytest.mark.parametrize("sizes", [(3, 5), (5, 3), (256, 300), (300, 256), (1, 2)])
def test_a_rewritten_registry_proves_its_own_fault(look, memory, sizes):
    honest = Registry().announce_many(sizes[0])
    lying = Registry().announce(SECOND)
    lying.append(*Registry().announce_many(sizes[1] - 1).entries)
    lying.payloads |= honest.payloads | Registry().announce_many(sizes[1]).payloads
    look(honest.folder(), honest.key)
    with pytest.raises(ContradictionError, match="two histories"):
        look(lying.folder())
    (evidence,) = kept(memory)
    assert evidence.kind == "rewrite"
    evidence.verify()


def test_an_older_checkpoint_of_the_same_history_is_no_fault(look, registry):
    older = registry.folder()
    look(registry.announce(SECOND).folder(), registry.key)
    assert look(older).added == ()


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("checkpoint", None),
        ("checkpoint", b"\xff"),
        ("checkpoint", b"tabella.example/registry\n"),
        ("tile/entries/000.p/1", None),
        ("tile/entries/000.p/1", b""),
        ("tile/entries/000.p/1", b"\0\2{}"),
        ("payload", None),
        ("payload", b"{}"),
    ],
)
def test_a_folder_that_lacks_or_garbles_something_teaches_nothing(
    look, memory, registry, path, data
):
    folder = registry.folder()
    names = [name for name in folder if name.startswith(path)]
    assert names
    for name in names:
        folder[name] = data
    with pytest.raises((UnusableError, CryptoError)):
        look(folder, registry.key)
    assert FIRST.origin not in known(memory)
    assert kept(memory) == []


def test_a_checkpoint_of_another_signer_is_refused(look, memory, registry):
    look(registry.folder(), registry.key)
    folder = registry.announce(SECOND).folder()
    registry.signer = type(registry.signer)(registry.origin, b"\6" * 32)
    folder["checkpoint"] = registry.note().encode()
    with pytest.raises(ProofError, match="not signed by"):
        look(folder)


def test_two_readers_at_once_do_not_store_twice(look, memory, registry):
    look(registry.folder(), registry.key)
    folder = registry.announce(SECOND).folder()

    def read(path):
        if path.startswith("payload") and not folder.met:
            folder.met = True
            look(folder)
        return folder.get(path)

    folder.met, folder.read = False, read
    with pytest.raises(UnusableError, match="somebody else"):
        look(folder)
    assert SECOND.origin in known(memory)


def test_an_announcement_proves_itself_to_anybody(look, memory, registry):
    look(registry.folder(), registry.key)
    with memory.reading() as records:
        announcement = records.announcement(FIRST.origin)
    assert announcement.verify(registry.key) == FIRST.key
    with pytest.raises(ProofError, match="another payload"):
        Announcement(b"{}", announcement.receipt).verify(registry.key)
    with pytest.raises(ProofError, match="not signed"):
        announcement.verify(other_key(registry))
