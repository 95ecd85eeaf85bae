"""A registry that ends and goes on under another key, truly and falsely."""

import pytest

from crypto.errors import DecodeError, ProofError
from crypto.evidence import decode_evidence
from crypto.registry import REGISTRY_FOLLOWS, RegistryFollows, RegistryNext
from verifier.cli import main as verify
from witness import cli, folder
from witness.errors import ContradictionError, UnusableError
from witness.follow import registry_follow
from witness.public_folder import PublicFolder

from .logs import Log
from .registries import Registry, follow_from, hand_over, other_key

NOW = 1_790_000_000
FIRST = Log("e/00000000-0000-4000-8000-000000000001")
SECOND = Log("e/00000000-0000-4000-8000-000000000002")
THIRD = Log("e/00000000-0000-4000-8000-000000000003")
STOLEN_BY = b"\6" * 32
ADDRESS = "https://vote.example/logs/registry"


@pytest.fixture
def old():
    return Registry().announce(FIRST)


@pytest.fixture
def look(memory):
    def look(folder, key=None):
        return registry_follow(memory=memory, folder=folder, registry_key=key, now=NOW)

    return look


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "witness"
    assert cli.main(["key", "--name", "witness.example/w1", "--folder", str(path)]) == 0
    return path


@pytest.fixture
def served(monkeypatch):
    """Folders by address, instead of a network."""
    folders = {}
    monkeypatch.setattr(
        PublicFolder, "read", lambda self, name: folders.get(self._address, {}).get(name)
    )
    return folders


@pytest.fixture
def follow(path, served, capsys):
    def follow(key=None, address=ADDRESS):
        capsys.readouterr()
        words = ["follow", address, "--folder", str(path)]
        code = cli.main([*words, *(["--key", key.text()] if key else [])])
        said = capsys.readouterr()
        return code, said.out + said.err

    return follow


@pytest.fixture
def judge(tmp_path, capsys, monkeypatch):
    """What the verifier says of a document; it leaves its proof where it runs."""
    monkeypatch.chdir(tmp_path)

    def judge(document, key):
        (tmp_path / "evidence.json").write_bytes(document)
        status = verify(["dispute", "evidence.json", "--key", key.text()])
        return status, capsys.readouterr().out

    return judge


def known(memory):
    with memory.reading() as records:
        return {log.origin: log.key for log in records.logs()}


def kept(memory):
    with memory.reading() as records:
        return [
            decode_evidence(records.evidence_document(item.digest)) for item in records.evidence()
        ]


def test_the_next_one_is_named_with_its_key_and_read(look, memory, old):
    new = hand_over(old).announce(FIRST).announce(SECOND)
    learned = look(old.folder(), old.key)
    assert learned.following == new.key
    assert learned.added == (FIRST.origin, new.origin)
    assert look(new.folder(), learned.following).added == (SECOND.origin,)
    assert known(memory)[new.origin] == new.key.text()
    assert look(old.folder()).following == new.key


def test_the_command_goes_on_by_itself(follow, served, path, old):
    new = hand_over(old).announce(SECOND)
    newest = hand_over(new, seed=b"\5" * 32).announce(THIRD)
    served |= {ADDRESS: old.folder(), f"{ADDRESS}-2": new.folder(), f"{ADDRESS}-3": newest.folder()}
    code, said = follow(old.key)
    assert code == 0
    for log in (FIRST, new, SECOND, newest, THIRD):
        assert f"{log.origin} is cosigned from now on." in said
    assert follow() == (0, "")
    assert set(known(folder.open_memory(path))) >= {FIRST.origin, SECOND.origin, THIRD.origin}


def test_it_goes_on_where_it_was_interrupted(follow, served, old):
    new = hand_over(old).announce(SECOND)
    served[ADDRESS] = old.folder()
    code, said = follow(old.key)
    assert code == 2
    assert "there is no checkpoint" in said
    served[f"{ADDRESS}-2"] = new.folder()
    code, said = follow()
    assert code == 0
    assert SECOND.origin in said


def test_it_says_so_where_the_next_one_cannot_be_found(follow, served, old):
    hand_over(old)
    served["https://mirror.example/list"] = old.folder()
    code, said = follow(old.key, "https://mirror.example/list")
    assert code == 2
    assert "follow it as well" in said


def test_another_log_in_the_next_one_s_place_is_refused(follow, served, old):
    hand_over(old)
    served |= {ADDRESS: old.folder(), f"{ADDRESS}-2": old.folder()}
    code, said = follow(old.key)
    assert code == 2
    assert "the folder is that of" in said


def test_two_next_ones_are_evidence_that_anybody_can_judge(look, memory, old, judge):
    new = hand_over(old)
    look(old.folder(), old.key)
    false = hand_over(old, seed=STOLEN_BY)
    learned = look(old.folder())
    assert learned.refused == (false.origin,)
    assert learned.following == new.key
    (evidence,) = kept(memory)
    assert evidence.is_proof
    evidence.verify()
    status, words = judge(evidence.encode(), old.key)
    assert status == 1
    assert "gave one log two keys" in words


def test_who_knows_the_next_key_by_hand_does_not_follow_a_thief(look, memory, old):
    """After a theft the old registry's word is worth nothing: the key was given by other ways."""
    true = Registry(2, b"\4" * 32)
    look(old.folder(), old.key)
    with memory.deciding() as records:
        records.add_log(true.key, None)
    false = hand_over(old, seed=STOLEN_BY)
    learned = look(old.folder())
    assert (learned.refused, learned.following) == ((false.origin,), true.key)
    (evidence,) = kept(memory)
    assert not evidence.is_proof
    with pytest.raises(ContradictionError, match="known with another key"):
        look(false.folder(), false.key)


def test_an_ended_registry_announces_nothing(look, memory, old):
    new = hand_over(old).announce(SECOND)
    old.announce(THIRD)
    learned = look(old.folder(), old.key)
    assert learned.late == (THIRD.origin,)
    old.announce(Log("e/00000000-0000-4000-8000-000000000004"))
    assert len(look(old.folder()).late) == 1
    assert look(new.folder()).added == (SECOND.origin,)
    assert THIRD.origin not in known(memory)


def test_the_command_names_what_came_too_late(follow, served, old):
    new = hand_over(old)
    old.announce(THIRD)
    served |= {ADDRESS: old.folder(), f"{ADDRESS}-2": new.folder()}
    code, said = follow(old.key)
    assert code == 0
    assert f"{THIRD.origin} was announced by a registry that had ended" in said


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ("registry/3", "does not come after"),
        ("registry", "does not come after"),
        ("e/00000000-0000-4000-8000-000000000009", "does not come after"),
    ],
)
def test_only_the_very_next_one_can_be_named(look, memory, old, origin, words):
    other = Log(origin, b"\4" * 32)
    old.say("registry-next", RegistryNext(other.key.text(), other.origin).encode())
    with pytest.raises(DecodeError, match=words):
        look(old.folder(), old.key)
    assert other.key.text() not in known(memory).values()


def test_a_registry_is_not_announced_as_an_election(look, old):
    old.announce(Log("registry/2", b"\4" * 32))
    with pytest.raises(DecodeError, match="as the log of an election"):
        look(old.folder(), old.key)


@pytest.mark.parametrize(("read", "kind"), [((SECOND,), "fork"), ((SECOND, THIRD), "rewrite")])
def test_a_next_one_that_tells_the_old_one_s_end_otherwise_convicts_the_old_key(
    look, memory, old, read, kind
):
    for log in read:
        old.announce(log)
    look(old.folder(), old.key)
    rewritten = Registry().announce(SECOND).announce(THIRD)
    new = follow_from(rewritten, Registry(2, b"\4" * 32))
    with pytest.raises(ContradictionError, match=f"{old.origin} has signed two histories"):
        look(new.folder(), new.key)
    (evidence,) = kept(memory)
    assert evidence.kind == kind
    evidence.verify()


def test_what_was_not_read_of_the_old_one_is_not_held_against_the_next_one(look, old):
    look(old.folder(), old.key)
    new = follow_from(old.announce(SECOND), Registry(2, b"\4" * 32)).announce(SECOND)
    assert look(new.folder(), new.key).added == (SECOND.origin,)


@pytest.mark.parametrize("number", [1, 3])
def test_a_registry_follows_the_one_before_it_and_no_other(look, old, number):
    new = Registry(3, b"\4" * 32)
    before = Registry(number)
    new.say(
        REGISTRY_FOLLOWS,
        RegistryFollows(before.announce(FIRST).note(), before.key.text(), before.origin).encode(),
    )
    with pytest.raises(DecodeError, match="does not come after it"):
        look(new.folder(), new.key)


def test_a_false_last_checkpoint_is_refused(look, old):
    look(old.folder(), old.key)
    thief = Registry(1, STOLEN_BY).announce(THIRD)
    new = Registry(2, b"\4" * 32)
    new.say(REGISTRY_FOLLOWS, RegistryFollows(thief.note(), old.key.text(), old.origin).encode())
    with pytest.raises(ProofError):
        look(new.folder(), new.key)


def test_a_name_that_a_thief_took_does_not_stop_the_one_after_it(look, memory, old):
    """The witness was not told of the theft in time; the operator renews the secret once more."""
    look(old.folder(), old.key)
    true = follow_from(old, Registry(2, b"\4" * 32))
    false = hand_over(old, seed=STOLEN_BY)
    look(old.folder())
    look(false.folder())
    third = follow_from(true, Registry(3, b"\5" * 32)).announce(SECOND)
    assert look(third.folder(), third.key).added == (SECOND.origin,)
    assert kept(memory) == []


def test_a_repeated_log_with_another_key_is_refused_and_no_proof_against_the_next_one(
    look, memory, old
):
    new = hand_over(old)
    look(old.folder(), old.key)
    new.announce(FIRST, other_key(FIRST))
    assert look(new.folder()).refused == (FIRST.origin,)
    (evidence,) = kept(memory)
    evidence.verify()
    assert not evidence.is_proof
    with pytest.raises(UnusableError, match="the folder is that of"):
        look(new.folder(), old.key)
