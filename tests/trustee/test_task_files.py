"""The way without network: task files in, answer files out, and nothing sent."""

import json
import socket
import stat

import pytest

from crypto import canonical_json
from crypto.ceremony import Phase
from crypto.entries import decode_entry
from crypto.transcript import sha256
from crypto.trustee_keys import ShareNonces, TrusteeSecret, encrypt_shares, key_share
from tests.crypto.manifests import ELECTION_ID
from tests.trustee.conftest import Desk
from tests.trustee.served import PASSPHRASE, task_lines
from trustee import files
from trustee.answer_file import AnswerFile, answer_path
from trustee.cli import main
from trustee.errors import UnusableError
from trustee.task_file import TaskFile


@pytest.fixture
def offline(election, tmp_path, monkeypatch):
    """Three key holders on computers without any network."""

    def unplugged(*_arguments, **_options):
        raise AssertionError("something was sent")

    monkeypatch.setattr(socket, "socket", unplugged)
    return Desk("", tmp_path, election, is_offline=True)


def errors(capsys):
    return capsys.readouterr().err


def test_the_ceremony_is_held_without_network(election, offline, capsys):
    assert offline.all("key") == [0, 0, 0]
    assert offline.all("confirm") == [0, 0, 0]
    assert election.view.phase is Phase.CONFIRMING
    assert offline.all("confirm") == [0, 0, 0]
    assert offline.all("drill") == [0, 0, 0]
    assert election.view.is_complete
    assert "Upload that file on your page." in capsys.readouterr().out


def test_no_answer_and_no_note_holds_a_secret(election, desk):
    desk.is_offline = True
    for command in ("key", "confirm", "confirm", "drill"):
        assert desk.all(command) == [0, 0, 0]
    election.freeze()
    election.turn("open")
    election.cast("ada")
    election.cast("bob")
    election.turn("close")
    election.count()
    desk.run("unlock", 1)
    group, secret = election.context.group, desk.secret(1)
    numbers = (*secret.coefficients, secret.communication_secret, key_share(secret, election.view))
    hidden = [group.scalar_hex(number) for number in numbers]
    hidden += [secret.signing_seed.hex(), PASSPHRASE]
    left = [path.read_bytes() for path in desk.folder.glob("*.unlocked")]
    assert len(left) == 1
    for data in (*left, *desk.carried):
        assert not [text for text in hidden if text.encode() in data]
    kinds = [json.loads(data)["type"] for data in desk.carried]
    assert kinds == ["trustee"] * 3 + ["share"] * 3 + ["confirm"] * 3 + ["drill"] * 3 + [
        "decryption"
    ]


def test_waiting_for_others_asks_for_a_new_task_file(election, offline, capsys):
    offline.run("key", 1)
    assert offline.run("confirm", 1) == 2
    said = errors(capsys)
    assert "waiting for: Grace, Edsger" in said
    assert "Download a new task file from your page later" in said
    assert not offline.pauses


def test_a_lost_answer_is_made_again_from_the_same_key(election, offline):
    offline.run("key", 1)
    election.board.rows.pop()
    offline.run("key", 1)
    assert election.view.keys[1] == offline.secret(1).public_keys(election.view.ceremony.group)


def test_a_wrong_part_brings_a_complaint_to_upload(election, offline, capsys):
    offline.all("key")
    offline.all("confirm")
    group = election.view.ceremony.group
    election.board.rows[-3:] = election.board.rows[-2:]
    other = TrusteeSecret.draw(group, index=1, threshold=2)
    nonces = {i: ShareNonces.draw(group) for i in (1, 2, 3)}
    payload = encrypt_shares(other, election.view, nonces).encode(group)
    signature = offline.secret(1).sign("share", sha256(payload)).hex()
    election.board.append("share", payload, trustee=1, signature=signature)
    capsys.readouterr()
    assert offline.run("confirm", 2) == 1
    said = capsys.readouterr()
    assert "Your complaint is in" in said.out
    assert "another key holder's part does not fit" in said.err
    (complaint,) = election.view.complaints
    assert (complaint.trustee, complaint.against, complaint.reason) == (2, 1, "share")


def test_a_confirmation_of_another_transcript_brings_one_too(election, offline, capsys):
    offline.all("key")
    offline.all("confirm")
    payload = canonical_json.encode(
        {"attempt": 1, "election": ELECTION_ID, "transcript": "00" * 32, "trustee": 2, "v": 1}
    )
    signature = offline.secret(2).sign("confirm", sha256(payload)).hex()
    election.board.append("confirm", payload, trustee=2, signature=signature)
    taken = []
    election.accept = lambda *entry: taken.append(entry)
    assert offline.run("confirm", 1) == 1
    assert "confirms another transcript" in errors(capsys)
    ((trustee, kind, *_),) = taken
    assert (trustee, kind) == (1, "complaint")


def test_status_needs_nothing_but_the_file(election, offline, capsys):
    assert offline.run("status", 2) == 0
    said = capsys.readouterr().out
    assert "Key holder 2: make your key (key)" in said
    assert "All of them fit together." in said
    assert "Computing with gmpy2." in said


def test_somebody_elses_task_is_not_answered_with_my_key(election, offline, capsys):
    offline.all("key")
    assert offline.run("confirm", 1, file=offline.key_file(2)) == 2
    assert "for key holder 2, not key holder 1" in errors(capsys)


def test_the_note_of_an_unlock_is_there_before_the_answer(closed, desk, capsys, monkeypatch):
    closed.count()
    desk.is_offline = True
    seen = []
    monkeypatch.setattr(
        AnswerFile,
        "write",
        lambda *_: seen.append(desk.key_file(1).with_name("key-1.txt.unlocked").exists()),
    )
    assert desk.run("unlock", 1) == 0
    assert seen == [True]


def test_without_a_note_there_is_no_answer(closed, desk, monkeypatch):
    closed.count()
    desk.is_offline = True

    def full(*_arguments):
        raise UnusableError("cannot write the note")

    monkeypatch.setattr(files.UnlockNote, "write", full)
    assert desk.run("unlock", 1) == 2
    assert not [e for e, _ in closed.board.rows if decode_entry(e).kind == "decryption"]


def alter(election, change):
    """Return a task file of key holder 1 whose lines, header first, were changed."""
    header = json.loads(election.task(1).split(b"\n", 1)[0])
    lines = change(task_lines(election.board.rows, header))
    return b"".join(line + b"\n" for line in lines)


def other(**changes):
    def change(lines):
        header = json.loads(lines[0]) | changes
        return [canonical_json.encode(header), *lines[1:]]

    return change


DEFECTS = {
    "cut within an entry": lambda lines: lines[:-1],
    "an entry too few": lambda lines: lines[:-2],
    "an entry too many": lambda lines: [*lines, *lines[-2:]],
    "one more line": lambda lines: [*lines, b"{}"],
    "another payload": lambda lines: [*lines[:-1], lines[-1].replace(b"1", b"2", 1)],
    "lines change places": lambda lines: [lines[0], *lines[:0:-1]],
    "of another kind": other(kind="tabella trustee answer"),
    "of another version": other(v=2),
    "of another election": other(election="00000000-0000-4000-8000-000000000000"),
    "no such key holder": other(trustee=0),
    "no such step": other(step="steal"),
    "short challenge": other(drill_challenge="00"),
    "no checkpoint": other(checkpoint=""),
    "checkpoint without a size": other(checkpoint="vote.example/e/1\nmany\n"),
    "checkpoint of one line": other(checkpoint="vote.example"),
    "unknown field": other(more=1),
    "header not canonical": lambda lines: [lines[0].replace(b":", b": ", 1), *lines[1:]],
    "header too long": other(step="k" * 70_000),
    "nothing": lambda _lines: [],
}


@pytest.mark.parametrize("defect", DEFECTS)
@pytest.mark.parametrize("command", ["confirm", "drill", "unlock"])
def test_a_damaged_task_file_is_refused_in_plain_words(keyed, desk, capsys, defect, command):
    task = desk.task_file(1)
    task.write_bytes(alter(keyed, DEFECTS[defect]))
    passphrase = str(desk.folder / "passphrase.txt")
    arguments = ["--key", str(desk.key_file(1)), "--passphrase-file", passphrase]
    assert main([command, str(task), *arguments]) in {1, 2}
    said = errors(capsys)
    assert said.startswith(("Stopped: ", "Refused: "))
    assert not desk.answer_file(1).exists()


def test_a_file_that_was_cut_short_is_said_to_be(keyed, desk, capsys):
    task = desk.task_file(1)
    task.write_bytes(keyed.task(1)[:-10])
    assert main(["status", str(task), "--key", str(desk.key_file(1))]) == 2
    assert "it is cut short, download it again" in errors(capsys)


def test_a_missing_task_file_is_named(tmp_path, capsys):
    missing = str(tmp_path / "missing.txt")
    assert main(["status", missing, "--key", str(tmp_path / "key.txt")]) == 2
    assert f"cannot read {missing}" in errors(capsys)


def test_a_rewritten_record_is_noticed_without_network_too(keyed, desk, capsys):
    desk.is_offline = True
    keyed.board.rows[0:2] = keyed.board.rows[0:1]
    assert desk.run("confirm", 3) == 1
    assert "Refused:" in errors(capsys)


def test_a_stick_that_is_pulled_out_is_named(keyed, desk):
    desk.task_file(1).write_bytes(keyed.task(1))

    class Pulled:
        def readline(self, _count):
            raise OSError(5, "Input/output error")

        def close(self):
            """Nothing is there to be closed."""

    with TaskFile(desk.task_file(1), AnswerFile(desk.answer_file(1))) as way:
        way._stream.close()
        way._stream = Pulled()
        with pytest.raises(UnusableError, match="Input/output error"):
            way.entries(0)


def test_entries_are_read_again_from_any_place(keyed, desk):
    desk.task_file(1).write_bytes(keyed.task(1))
    with TaskFile(desk.task_file(1), AnswerFile(desk.answer_file(1))) as way:
        size = len(keyed.board.rows)
        for start in (0, 2, 0, size - 1, size, size + 5):
            rows = [(raw.entry, raw.payload) for raw in way.entries(start)]
            assert rows == keyed.board.rows[start:]


def test_long_records_come_in_batches(keyed, desk, monkeypatch):
    monkeypatch.setattr("trustee.task_file.COUNT", 2)
    desk.is_offline = True
    assert desk.run("status", 1) == 0


class TestAnswerFile:
    def write(self, path, kind="drill"):
        AnswerFile(path).write(ELECTION_ID, 1, kind, b'{"v":1}', bytes(64))

    def test_it_is_one_canonical_line(self, tmp_path):
        self.write(tmp_path / "answer.txt")
        data = (tmp_path / "answer.txt").read_bytes()
        assert data == (
            b'{"election":"%b","kind":"tabella trustee answer","payload":{"v":1},"signature":"%b",'
            b'"trustee":1,"type":"drill","v":1}\n' % (ELECTION_ID.encode(), b"00" * 64)
        )
        assert stat.S_IMODE((tmp_path / "answer.txt").stat().st_mode) == 0o600

    def test_an_earlier_answer_gives_way(self, tmp_path):
        self.write(tmp_path / "answer.txt", "share")
        self.write(tmp_path / "answer.txt", "confirm")
        assert b'"confirm"' in (tmp_path / "answer.txt").read_bytes()
        assert len(list(tmp_path.iterdir())) == 1

    @pytest.mark.parametrize("content", [b"my only key\n", b'{"kind":"tabella key"}\n', b"[]", b""])
    def test_no_other_file_is_overwritten(self, tmp_path, content):
        (tmp_path / "key.txt").write_bytes(content)
        with pytest.raises(UnusableError, match="no answer file; nothing was overwritten"):
            self.write(tmp_path / "key.txt")
        assert (tmp_path / "key.txt").read_bytes() == content

    def test_a_place_that_cannot_be_written_is_named(self, tmp_path):
        with pytest.raises(UnusableError, match="cannot write"):
            self.write(tmp_path / "no folder" / "answer.txt")
        with pytest.raises(UnusableError, match="cannot read"):
            self.write(tmp_path)

    def test_nothing_is_left_of_an_answer_that_could_not_be_written(self, tmp_path, monkeypatch):
        def full(_descriptor):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("trustee.answer_file.os.fsync", full)
        with pytest.raises(UnusableError, match="No space left"):
            self.write(tmp_path / "answer.txt")
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        ("x-task.txt", "x-answer.txt"),
        ("x.txt", "x-answer.txt"),
        ("x-task (1).txt", "x-task (1)-answer.txt"),
    ],
)
def test_the_answer_is_named_after_the_task(tmp_path, task, answer):
    assert answer_path(tmp_path / task) == tmp_path / answer


@pytest.mark.parametrize(
    "arguments",
    [
        ["key", "--key", "k"],
        ["key", "task", "--link", "l", "--key", "k"],
        ["key", "--link", "l", "--key", "k", "--answer", "a"],
        ["key", "task", "--key", "k", "--wait", "5"],
    ],
    ids=["neither", "both", "answer without task", "waiting for a file"],
)
def test_ways_are_not_mixed_up(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


@pytest.mark.parametrize("answer", ["task.txt", "key.txt"])
def test_the_answer_has_a_file_of_its_own(tmp_path, capsys, answer):
    paths = [str(tmp_path / name) for name in ("task.txt", "key.txt", answer)]
    assert main(["key", paths[0], "--key", paths[1], "--answer", paths[2]]) == 2
    assert "a file of its own" in errors(capsys)
