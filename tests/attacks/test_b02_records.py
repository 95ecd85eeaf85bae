"""B2, B3, B4, B9, B10, B11, C11, C12, C17, C18. Rewritten records and evil containers."""

import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from board.checks import append_only_triggers, missing_triggers
from board.errors import BoardError
from board.models import Entry, Log
from board.selectors import checkpoint_latest
from board.services import checkpoint_publish
from crypto import hash_chain
from crypto.ceremony_payloads import decode_ceremony_payload
from crypto.errors import DecodeError
from crypto.group import PARAMETER_SETS, group_named
from crypto.manifest import decode_manifest
from crypto.transcript import Tag, Transcript
from tally.record import record_write
from tests.attacks.doors import as_bytes, cast, failed, locked
from tests.board.append_only import lifted
from tests.elections import election_draft
from tests.verifier.defects import all_members, rezip
from voting.errors import InputError
from voting.models import Election
from voting.services import ElectionDraft, election_create

ROOT = Path(__file__).parents[2]

CORPUS = {
    "history_rewritten_since_the_kept_checkpoint": "C03.8",
    "entries_gone_since_the_kept_checkpoint": "C03.8",
    "history_rewritten_under_an_old_checkpoint": "C03.6",
    "tail_cut_off_after_the_checkpoint": "C03.5",
    "checkpoint_signed_by_another_key": "C03.4",
    "kept_checkpoint_of_another_log": "C03.7",
    "two_test_drills_swapped_under_an_old_checkpoint": "C03.6",
    "payload_changed_behind_its_entry": "C03.2",
    "entry_with_a_key_twice": "C03.1",
    "entry_with_a_float": "C03.1",
    "entry_with_a_space": "C03.1",
    "entry_with_an_extra_field": "C03.1",
    "entry_of_unknown_type": "C03.1",
    "two_manifests": "C04.1",
    "two_close_rows": "C04.1",
    "ballot_after_the_close": "C04.1",
    "manifest_text_edited_in_the_file_alone": "C02.2",
    "parameters_nobody_knows": "C01.5",
    "demonstration_declared_real_after_the_ceremony": "C01.7",
}


@pytest.mark.parametrize("defect", CORPUS)
def test_a_rewritten_record_is_caught_and_the_sentence_named(defect, honest):
    """B4: the whole corpus of more than a hundred records is tests/verifier/test_tamper.py."""
    assert CORPUS[defect] in honest.caught(defect)


def test_an_owner_of_the_database_cannot_rewrite_what_was_signed(built, honest):
    """B2, B3: triggers lifted, a ballot changed, the head left as it was signed."""
    cast(locked(built, 1))
    cast(locked(built, 2))
    log = Log.objects.get(pk=built.election.log.pk)
    ballot = Entry.objects.filter(log=log, kind="ballot").first()
    header = json.loads(bytes(ballot.data)) | {"credential": "5a" * 32}
    with lifted():
        Entry.objects.filter(pk=ballot.pk).update(data=as_bytes(header))
    code, words = honest.verify(record_bytes(built))
    assert code == 1
    assert "C03.6" in failed(words)


def test_a_head_moved_back_is_not_signed_again(built):
    """B3: even when the rows say that nothing was ever there."""
    cast(locked(built, 1))
    log = Log.objects.get(pk=built.election.log.pk)
    newest = checkpoint_latest(log)
    with lifted():
        log.checkpoints.filter(size__gte=newest.size - 2).delete()
        Log.objects.filter(pk=log.pk).update(size=log.size - 1, root=b"\x5a" * 32)
    with pytest.raises(BoardError):
        checkpoint_publish(log=Log.objects.get(pk=log.pk))


def test_missing_triggers_are_noticed(db):
    assert missing_triggers(connection) == set()
    with lifted():
        assert missing_triggers(connection)
        assert append_only_triggers(databases=["default"])
    assert append_only_triggers(databases=["default"]) == []


def record_bytes(built) -> bytes:
    stream = io.BytesIO()
    record_write(built.election, stream)
    return stream.getvalue()


# B9


def evil_containers(honest):
    members = all_members(honest.simulation)

    def packed(change) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
            for name, data in members.items():
                change(container, name, data)
        return stream.getvalue()

    def renamed(to):
        return lambda container, name, data: container.writestr(
            to if name == "manifest.json" else name, data
        )

    def link(container, name, data):
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        container.writestr(info, b"/etc/passwd" if name == "manifest.json" else data)

    yield "path upwards", packed(renamed("../../manifest.json"))
    yield "absolute path", packed(renamed("/etc/cron.d/x"))
    yield "drive", packed(renamed("C:\\manifest.json"))
    yield "link", packed(link)
    yield "bomb", _bomb(members)
    yield "something more", rezip(members | {"more.txt": b"x"})
    yield "something less", rezip({n: d for n, d in members.items() if n != "checkpoint"})
    yield "bytes before", b"MZ" + rezip(members)
    yield "bytes after", rezip(members) + b"PK"
    yield "cut short", rezip(members)[:-30]
    yield "two records", rezip(members) * 2
    yield "nothing", b""
    yield "no container", b"\x7fELF" + os.urandom(200)


def _bomb(members) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in members.items():
            container.writestr(name, b"\n" * 50_000_000 if name == "commitments.jsonl" else data)
    return stream.getvalue()


def test_evil_containers_are_unusable_and_nothing_is_written(honest, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, data in evil_containers(honest):
        code, words = honest.verify(data)
        assert code == 2, name
        assert "C01.1" in words, name
    assert [path.name for path in tmp_path.rglob("*")] == ["record.zip"]


@pytest.mark.parametrize("name", ["manifest.json", "checkpoint", "entries.jsonl", "payloads.jsonl"])
def test_garbage_in_a_member_is_a_failure_or_unusable_and_never_an_accident(name, honest):
    """No exception, whatever stands in a member."""
    members = all_members(honest.simulation)
    whole = members[name]
    for data in (b"", b"[" * 20 + b"\n", whole[:-1], whole[::-1]):
        code, words = honest.verify(rezip(members | {name: data}))
        assert code in (1, 2)
        assert "gave up" not in words


def test_names_that_would_write_to_the_terminal_are_made_harmless(honest):
    """B10."""
    honest.simulation.edit(
        "election", lambda d: d.update(title={"en": "\u202egnp.\u009b31mRED\u2028\u200b"})
    )
    code, words = honest.verify(honest.simulation)
    assert code == 1
    assert not any(character in words for character in "\x1b\x9b\u202e\u2028\u200b\r")


@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
        {"TZ": "America/Anchorage", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    ],
)
def test_the_verdict_is_the_same_at_the_other_end_of_the_world(surroundings, honest):
    """B11."""
    _, here = honest.verify(honest.simulation)
    command = [sys.executable, "-m", "verifier", str(honest.path), "--no-progress"]
    there = subprocess.run(
        command, cwd=ROOT, env=os.environ | surroundings, capture_output=True, check=False
    )
    assert (there.returncode, there.stdout.decode("utf-8", "replace")) == (0, here)


# C11, C12

FOREIGN = ("EG-2.1-256", "tiny", "MODP-2048", "eg-2.1-3072", "EG-2.1-3072 ", "", "custom")


@pytest.mark.parametrize("name", FOREIGN)
def test_only_two_groups_exist_at_every_door(name, built):
    assert set(PARAMETER_SETS) == {"EG-2.1-3072", "EG-2.1-4096"}
    with pytest.raises(DecodeError):
        group_named(name)
    draft = election_draft()
    with pytest.raises(InputError):
        election_create(
            draft=ElectionDraft(title=draft.title, description=draft.description, parameters=name),
            official=None,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Election.objects.filter(pk=built.election.pk).update(parameters=name)
    manifest = json.loads(bytes(built.election.manifest)) | {"parameters": name}
    with pytest.raises(DecodeError):
        decode_manifest(as_bytes(manifest))
    ceremony = Entry.objects.get(log=built.election.log, kind="ceremony")
    document = json.loads(bytes(ceremony.payload.data)) | {"parameters": name}
    with pytest.raises(DecodeError):
        decode_ceremony_payload(as_bytes(document))


@pytest.mark.parametrize("numbers", [{"p": "7"}, {"g": "1"}, {"q": "2"}, {"group": {"p": "7"}}])
def test_a_record_cannot_bring_a_group_along(numbers, honest):
    """C11: composite p, a q of its own, g = 1, g of another order: there is no place for any."""
    for kind in ("ceremony", "election", "freeze"):
        twin = honest.simulation.copy()
        twin.edit(kind, lambda document: document.update(numbers))
        code, words = honest.verify(twin)
        assert code == 1
        assert failed(words)


# C18


def test_hash_inputs_cannot_be_read_in_two_ways():
    key = bytes(32)
    digests = {
        Transcript(Tag.BASE_HASH).text("ab").text("c").digest_under(key),
        Transcript(Tag.BASE_HASH).text("a").text("bc").digest_under(key),
        Transcript(Tag.BASE_HASH).text("abc").text("").digest_under(key),
        Transcript(Tag.BASE_HASH).text("abc").digest_under(key),
        Transcript(Tag.BASE_HASH).text("").text("abc").digest_under(key),
        Transcript(Tag.BASE_HASH).blob(b"ab").blob(b"c").blob(b"").digest_under(key),
    }
    assert len(digests) == 6
    tags = {Transcript(tag).text("a").digest_under(key) for tag in Tag}
    assert len(tags) == len(Tag)


def test_a_demonstration_shares_no_hash_with_a_real_election():
    group = group_named("EG-2.1-3072")
    real, played = (
        hash_chain.parameter_hash(group, n=3, k=2, demonstration=demonstration)
        for demonstration in (False, True)
    )
    assert real != played
