"""A witness and the product's own logs: announced, followed, cosigned, and caught."""

import uuid

import pytest
from django.db import transaction

from board.keys import signer_of
from board.public_files import log_folder, log_write_public
from board.registry import log_announce_begun
from board.selectors import (
    checkpoint_latest,
    consistency_proof,
    log_get,
    log_verifier_key,
    root_at,
)
from board.services import board_append, log_create
from crypto.evidence import decode_evidence
from crypto.notes import Checkpoint, NoteVerifier, split_note
from crypto.transcript import sha256
from tests.board.documents import ballot
from tests.checkpoints import signed_checkpoint
from witness.follow import registry_follow

from .conftest import SIGNER
from .logs import HOST, body


class Directory:
    """A public folder on this disk."""

    def __init__(self, path):
        self.path = path

    def read(self, path):
        file = self.path / path
        return file.read_bytes() if file.is_file() else None


@pytest.fixture(autouse=True)
def settled(settings, tmp_path, db):
    settings.TABELLA_HOST = HOST
    settings.TABELLA_PUBLIC = tmp_path / "public"


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    def commit(act):
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            return act()

    return commit


@pytest.fixture
def election(commit):
    log = log_create(slug=str(uuid.uuid4()), host=HOST)
    commit(lambda: log_announce_begun(log=log))
    return log


def cast(commit, log, count):
    commit(lambda: board_append(log=log, entries=[ballot(n) for n in range(count)]))
    log.refresh_from_db()


def follow(memory):
    registry = log_get("registry")
    log_write_public(log=registry)
    return registry_follow(
        memory=memory,
        folder=Directory(log_folder(registry.slug)),
        registry_key=NoteVerifier.parse(log_verifier_key(registry)),
        now=1_790_000_000,
    )


def submission(log, old):
    checkpoint = checkpoint_latest(log)
    return body(old, consistency_proof(log, old, checkpoint.size), checkpoint.note)


def test_an_announced_election_is_cosigned_as_it_grows(election, commit, witness, memory, clock):
    assert follow(memory).added == (election.origin,)
    old = 0
    for count in (1, 3, 300):
        cast(commit, election, count)
        answer = witness.add_checkpoint(submission(election, old))
        assert answer.status == 200
        note = checkpoint_latest(election).note + answer.body.decode()
        assert SIGNER.verifier().verify(note) == clock.now
        old = election.size
    digest = sha256(election.origin.encode()).hex()
    held = witness.checkpoint(digest).body.decode()
    assert Checkpoint.parse(split_note(held)[0]).root == bytes(root_at(election, old))


def test_the_registry_is_cosigned_like_any_log(election, witness, memory):
    follow(memory)
    assert witness.add_checkpoint(submission(log_get("registry"), 0)).status == 200


def test_a_product_that_tells_another_history_is_caught(election, commit, witness, memory):
    """The database and the memory of what was signed were set back, and the election went on."""
    follow(memory)
    cast(commit, election, 5)
    assert witness.add_checkpoint(submission(election, 0)).status == 200
    signer = signer_of(election)
    rewritten = signed_checkpoint(signer, election.origin, 5, b"\1" * 32)
    assert witness.add_checkpoint(body(5, [], rewritten)).status == 422
    longer = signed_checkpoint(signer, election.origin, 9, b"\1" * 32)
    assert witness.add_checkpoint(body(5, [b"\2" * 32], longer)).status == 422
    with memory.reading() as records:
        kept = [decode_evidence(records.evidence_document(k.digest)) for k in records.evidence()]
    assert [evidence.kind for evidence in kept] == ["fork", "unproven"]
    for evidence in kept:
        evidence.verify()
