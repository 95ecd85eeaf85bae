"""D20. The installation's secret is stolen: the drill of docs/operations.md, played to its end."""

import json
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core import signing
from django.core.management import CommandError, call_command
from django.test import Client, TestCase

from board import public_files
from board.errors import KeyMissingError
from board.keys import signer_of
from board.models import Log
from board.registry import log_announce_ended, registry_newest
from board.selectors import checkpoint_latest, consistency_proof, log_get, log_verifier_key
from board.succession import registry_renew
from config.secret import derived_settings, generations_read
from crypto.cosignatures import CosignatureSigner
from crypto.evidence import decode_evidence
from crypto.kdf import derive_key
from crypto.notes import NoteSigner, NoteVerifier
from crypto.registry import RegistryNext
from tally.services import result_publish, verdict_note
from tally.verification import record_verify
from tests import people
from tests.attacks.doors import cast, is_recorded, locked
from tests.checkpoints import signed_checkpoint
from tests.counting import counted
from tests.elections import BuiltElection, open_election
from tests.witness.logs import body
from tests.witness.registries import Files, Registry
from verifier import cli
from voting.selectors import trustee_get
from voting.services import election_cancel, trustee_invite
from witness.answers import Witness
from witness.follow import registry_follow
from witness.memory import Memory

NOW = 1_790_000_000


class Thief:
    """Has a copy of the secret file, and nothing else."""

    def __init__(self, path: Path) -> None:
        self._derived = derived_settings(generations_read(path))

    def signer(self, origin: str) -> NoteSigner:
        """docs/spec/board.md section 4, with the newest secret of the copy."""
        secret = self._derived.board_signing_secrets[self._derived.board_generation]
        info = b"tabella/v1/log/" + origin.encode()
        return NoteSigner(origin, derive_key(secret, salt=b"", info=info, length=32))

    def session(self) -> str:
        return signing.dumps({"_auth_user_id": "1"}, key=self._derived.secret_key)


class Watcher:
    """Somebody's witness."""

    def __init__(self, path: Path) -> None:
        self.signer = CosignatureSigner("witness.example", b"\7" * 32)
        self.memory = Memory.create(path, self.signer.verifier().text())
        self.witness = Witness(self.signer, self.memory, lambda: NOW)

    def knows(self, key: str) -> None:
        with self.memory.deciding() as records:
            records.add_log(NoteVerifier.parse(key), None)

    def submit(self, log, old: int):
        """What the honest server sends: its newest checkpoint."""
        newest = checkpoint_latest(log)
        proof = consistency_proof(log, old, newest.size)
        return self.witness.add_checkpoint(body(old, proof, newest.note))

    def evidence(self):
        with self.memory.reading() as records:
            return [
                decode_evidence(records.evidence_document(k.digest)) for k in records.evidence()
            ]


@pytest.fixture
def thief(secret_file, tmp_path):
    copy = tmp_path / "stolen"
    copy.write_bytes(secret_file.path.read_bytes())
    return Thief(copy)


@pytest.fixture
def watcher(built, tmp_path):
    watcher = Watcher(tmp_path / "memory.sqlite3")
    watcher.knows(log_verifier_key(built.election.log))
    return watcher


@dataclass
class Drill:
    """The election that the theft concerns, and those who act."""

    built: BuiltElection
    thief: Thief
    watcher: Watcher
    folder: Path
    judge: Callable[..., tuple[int, str]]

    @property
    def log(self) -> Log:
        return log_get(self.built.election.log.slug)

    @property
    def key(self) -> str:
        return log_verifier_key(self.log)


@pytest.fixture
def drill(built, watcher, thief, tmp_path, capsys):
    def judge(*words):
        capsys.readouterr()
        status = cli.main([str(word) for word in words])
        return status, capsys.readouterr().out

    return Drill(built, thief, watcher, tmp_path, judge)


def run(*words: str) -> str:
    out = StringIO()
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command(*words, stdout=out)
    return out.getvalue()


def test_the_drill(drill):
    end = what_hangs_on_the_secret(drill)
    the_thief_signs_another_history_and_is_caught(drill)
    words = run("secret_rotate", "--compromised")
    assert drill.log.origin in words
    end()
    a_new_election_has_a_key_that_the_thief_cannot_make(drill)
    the_old_election_goes_on_under_eyes_and_is_called_off(drill)
    the_stolen_secret_is_forgotten_and_the_record_stays(drill)


def what_hangs_on_the_secret(drill):
    """Return what checks that it has ended."""
    official, holder = Client(), Client()
    people.sign_in(official, people.official())
    token = trustee_invite(trustee=trustee_get(drill.built.election, 1))
    headers = {"Authorization": f"Bearer {token}"}
    address = f"/api/v1/elections/{drill.built.election.slug}/trustee"
    assert official.get("/officials/").status_code == 200
    assert holder.get(address, headers=headers).status_code == 200
    assert signing.loads(drill.thief.session())

    def has_ended():
        assert official.get("/officials/").status_code != 200
        assert holder.get(address, headers=headers).status_code == 401
        with pytest.raises(signing.BadSignature):
            signing.loads(drill.thief.session())

    return has_ended


def vote(drill, voter):
    ballot, old = locked(drill.built, voter), drill.log.size
    cast(ballot)
    assert is_recorded(ballot)
    return old


def the_thief_signs_another_history_and_is_caught(drill):
    vote(drill, 1)
    log, witness = drill.log, drill.watcher.witness
    assert drill.watcher.submit(log, 0).status == 200
    forger = drill.thief.signer(log.origin)
    assert forger.verifier().text() == drill.key, "the very key: only others can tell"
    fork = signed_checkpoint(forger, log.origin, log.size, b"\1" * 32)
    longer = signed_checkpoint(forger, log.origin, log.size + 3, b"\2" * 32)
    assert witness.add_checkpoint(body(log.size, [], fork)).status == 422
    assert witness.add_checkpoint(body(log.size, [b"\3" * 32], longer)).status == 422
    kept = drill.watcher.evidence()
    assert [evidence.kind for evidence in kept] == ["fork", "unproven"]
    path = drill.folder / "evidence.json"
    path.write_bytes(kept[0].encode())
    with chdir(drill.folder):  # where the verifier leaves its proof
        status, words = drill.judge("dispute", "--json", path, "--key", drill.key)
    assert (status, json.loads(words)["outcome"]) == (1, "server at fault")


def a_new_election_has_a_key_that_the_thief_cannot_make(drill):
    with TestCase.captureOnCommitCallbacks(execute=True):
        fresh = open_election()
    log = fresh.election.log
    assert log.key.generation == 2
    assert drill.thief.signer(log.origin).verifier().text() != log_verifier_key(log)
    with TestCase.captureOnCommitCallbacks(execute=True):
        counted(fresh)
    verdict, report = record_verify(fresh.reload())
    verdict_note(election_id=fresh.election.pk, verdict=verdict, report=report)
    with TestCase.captureOnCommitCallbacks(execute=True):
        result_publish(election=fresh.reload())
    assert_verifies(drill, fresh.election.slug)


def the_old_election_goes_on_under_eyes_and_is_called_off(drill):
    old = vote(drill, 2)
    assert drill.watcher.submit(drill.log, old).status == 200
    with pytest.raises(CommandError, match=drill.log.origin):
        run("secret_forget", "1")
    with TestCase.captureOnCommitCallbacks(execute=True):
        election_cancel(election=drill.built.reload(), reason="Somebody else has the key.")
    with TestCase.captureOnCommitCallbacks(execute=True):
        log_announce_ended(log=drill.log)
    assert drill.watcher.submit(drill.log, old + 1).status == 200


def the_stolen_secret_is_forgotten_and_the_record_stays(drill):
    run("secret_forget", "1")
    assert settings.BOARD_SIGNING_SECRETS.keys() == {2}
    note = b"".join(Client().get(f"/logs/{drill.log.slug}/checkpoint")).decode()
    assert NoteVerifier.parse(drill.key).verify(note).startswith(drill.log.origin)
    assert_verifies(drill, drill.log.slug)
    call_command("check", databases=["default"])
    registry = registry_newest()
    folder = public_files.log_folder(registry.slug)
    status, words = drill.judge("registry", folder, "--key", log_verifier_key(registry))
    assert status == 0
    assert f"{drill.log.origin}: ended" in words


def assert_verifies(drill, slug):
    """Download the record as anybody would, and check it."""
    path = drill.folder / f"{slug}.zip"
    path.write_bytes(b"".join(Client().get(f"/e/{slug}/record.zip")))
    status, words = drill.judge(path, "--no-progress", "--jobs", "1")
    assert status == 0, words


def test_a_thief_with_the_registry_s_key_leads_nobody_away_who_was_told(thief, watcher):
    """The old registry's word for its successor is worth nothing after a theft."""
    run("secret_rotate", "--compromised")
    old, new = log_get("registry"), registry_newest()
    false = under(thief, new.origin)
    assert false.key.text() != log_verifier_key(new)
    forged = under(thief, old.origin)
    for entry in old.entries.select_related("payload").order_by("index"):
        forged.say(entry.kind, bytes(entry.payload.data))
    forged.say("registry-next", RegistryNext(false.key.text(), new.origin).encode())
    watcher.knows(log_verifier_key(new))
    learned = registry_follow(
        memory=watcher.memory, folder=forged.folder(), registry_key=forged.key, now=NOW
    )
    assert learned.refused == (new.origin,)
    assert learned.following.text() == log_verifier_key(new)
    true = {path: (folder_of(new) / path).read_bytes() for path in paths(folder_of(new))}
    registry_follow(
        memory=watcher.memory, folder=Files(true), registry_key=learned.following, now=NOW
    )
    with watcher.memory.reading() as records:
        assert records.followed(new.origin) is not None


def under(thief, origin):
    """A registry as the thief would tell it."""
    registry = Registry()
    registry.origin, registry.signer = origin, thief.signer(origin)
    registry.key = registry.signer.verifier()
    return registry


def folder_of(log):
    return public_files.log_folder(log.slug)


def paths(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.relative_to(folder).as_posix() for path in files]


def test_a_process_that_still_has_the_stolen_secret_begins_nothing(built, secret_file):
    before = {
        name: getattr(settings, name) for name in ("BOARD_GENERATION", "BOARD_SIGNING_SECRETS")
    }
    run("secret_rotate", "--compromised")
    for name, value in before.items():
        setattr(settings, name, value)
    with pytest.raises(KeyMissingError, match="newer secret than this process has"):
        open_election()
    assert registry_renew().slug == "registry-2"
    assert signer_of(built.election.log)
