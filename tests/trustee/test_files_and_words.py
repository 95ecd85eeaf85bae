"""Passphrases, files on this computer, and what the person at the terminal reads."""

import errno
import io
import runpy
import sys

import pytest

from tests.trustee.served import PASSPHRASE
from trustee import cli, commands, files
from trustee.cli import main
from trustee.errors import RefusedError, UnusableError
from trustee.files import UnlockNote, ask_passphrase, link_text, new_passphrase, read_purpose
from trustee.progress import Progress
from trustee.words import Speaker, duration

HASH = bytes(range(32))


def disk_full(_descriptor):
    raise OSError(errno.ENOSPC, "No space left on device")


def typing(monkeypatch, *answers):
    """Somebody at the terminal types these, one after another."""
    rest = iter(answers)
    monkeypatch.setattr(files, "getpass", lambda _prompt: next(rest))


def test_a_new_passphrase_is_typed_twice(monkeypatch):
    typing(monkeypatch, PASSPHRASE, PASSPHRASE)
    assert new_passphrase(None) == PASSPHRASE


def test_where_nobody_types_there_is_a_word_about_it(monkeypatch):
    def nobody(_prompt):
        raise EOFError

    monkeypatch.setattr(files, "getpass", nobody)
    for ask in (ask_passphrase, new_passphrase):
        with pytest.raises(UnusableError, match="no passphrase was typed"):
            ask(None)


def test_two_different_passphrases_make_nothing(monkeypatch):
    typing(monkeypatch, PASSPHRASE, PASSPHRASE + "?")
    with pytest.raises(UnusableError, match="the two passphrases differ"):
        new_passphrase(None)


def test_a_passphrase_is_typed_once_when_a_file_is_opened(monkeypatch):
    typing(monkeypatch, "short")
    assert ask_passphrase(None) == "short"


@pytest.mark.parametrize(("content", "expected"), [("a b\r\nc", "a b"), ("", ""), ("x", "x")])
def test_a_passphrase_file_gives_its_first_line(tmp_path, content, expected):
    path = tmp_path / "passphrase"
    path.write_text(content, newline="")
    assert ask_passphrase(path) == expected


def test_a_passphrase_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(UnusableError, match="cannot be read"):
        ask_passphrase(tmp_path / "nothing")
    (tmp_path / "bytes").write_bytes(b"\xff")
    with pytest.raises(UnusableError, match="cannot be read"):
        ask_passphrase(tmp_path / "bytes")


def test_a_folder_is_no_key_file(tmp_path):
    with pytest.raises(UnusableError, match="cannot read"):
        read_purpose(tmp_path)


def test_without_a_file_there_is_no_purpose(tmp_path):
    assert read_purpose(tmp_path / "nothing") is None


class TestUnlockNote:
    def test_it_remembers_one_tally(self, tmp_path):
        note = UnlockNote(tmp_path / "key.txt")
        note.verify(HASH)
        note.write(HASH)
        note.write(HASH)
        note.verify(HASH)
        with pytest.raises(RefusedError, match="used for other totals"):
            note.verify(bytes(32))

    def test_without_a_place_to_remember_nothing_is_unlocked(self, tmp_path):
        with pytest.raises(UnusableError, match="cannot write"):
            UnlockNote(tmp_path / "no folder" / "key.txt").write(HASH)

    def test_a_full_disk_leaves_no_half_note_that_would_stand_for_other_totals(
        self, tmp_path, monkeypatch
    ):
        note = UnlockNote(tmp_path / "key.txt")
        with monkeypatch.context() as full:
            full.setattr(files.os, "fsync", disk_full)
            with pytest.raises(UnusableError, match="No space left on device"):
                note.write(HASH)
        assert not list(tmp_path.iterdir())
        note.verify(HASH)
        note.write(HASH)
        note.verify(HASH)

    def test_power_that_fails_leaves_no_note_that_is_short(self, tmp_path, monkeypatch):
        """Whatever is under the note's name is whole and on the disk."""
        note, seen = UnlockNote(tmp_path / "key.txt"), []
        honest = files.os.fsync

        def fsync(descriptor):
            seen.append((tmp_path / "key.txt.unlocked").exists())
            honest(descriptor)

        monkeypatch.setattr(files.os, "fsync", fsync)
        note.write(HASH)
        assert seen == [False, True]
        assert [path.name for path in tmp_path.iterdir()] == ["key.txt.unlocked"]

    def test_a_disk_without_second_names_keeps_the_note_too(self, tmp_path, monkeypatch):
        def unknown(*_paths):
            raise PermissionError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(files.os, "link", unknown)
        note = UnlockNote(tmp_path / "key.txt")
        note.write(HASH)
        note.verify(HASH)
        assert [path.name for path in tmp_path.iterdir()] == ["key.txt.unlocked"]

    def test_a_short_note_is_not_taken_for_none(self, tmp_path):
        note = UnlockNote(tmp_path / "key.txt")
        (tmp_path / "key.txt.unlocked").write_bytes(b"")
        for act in (note.verify, note.write):
            with pytest.raises(RefusedError, match="is damaged"):
                act(HASH)

    def test_of_two_runs_at_once_the_second_reads_what_the_first_noted(self, tmp_path, monkeypatch):
        note, honest = UnlockNote(tmp_path / "key.txt"), files.os.link

        def link(part, path):
            path.write_bytes(bytes(32).hex().encode())
            honest(part, path)

        monkeypatch.setattr(files.os, "link", link)
        with pytest.raises(RefusedError, match="used for other totals"):
            note.write(HASH)


def test_a_full_disk_leaves_no_half_key_file(election, desk, capsys, monkeypatch):
    with monkeypatch.context() as full:
        full.setattr(files.os, "fsync", disk_full)
        assert desk.run("key", 1) == 2
    assert "No space left" in capsys.readouterr().err
    assert not desk.key_file(1).exists()
    assert desk.run("key", 1) == 0
    assert 1 in election.view.keys


def test_a_disk_that_writes_something_else_is_noticed(election, desk, capsys, monkeypatch):
    honest = files.decode_key_file

    def other(*arguments, **names):
        purpose, secret = honest(*arguments, **names)
        return purpose, type(secret)(secret.index, (), secret.communication_secret, bytes(32))

    monkeypatch.setattr(files, "decode_key_file", other)
    assert desk.run("key", 1) == 2
    assert "use another disk" in capsys.readouterr().err
    assert 1 not in election.view.keys


@pytest.mark.parametrize("command", ["confirm", "drill", "unlock"])
def test_a_missing_key_file_is_named(election, desk, capsys, command):
    assert desk.run(command, 1) == 2
    assert "there is no key file" in capsys.readouterr().err


def test_a_link_over_plain_http_to_elsewhere_brings_a_warning(election, desk, capsys):
    desk.site = "http://vote.invalid"
    assert desk.run("key", 1) == 2
    assert "Careful: this link is not encrypted" in capsys.readouterr().out


def test_a_bad_link_is_unusable(desk, capsys):
    desk.site = "vote.example"
    assert desk.run("status", 1) == 2
    assert "not one for a key holder" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["key"], ["steal", "--link", "x", "--key", "y"], ["key", "--wait", "soon"]]
)
def test_other_arguments_are_unusable(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_stopping_it_by_hand_is_no_refusal(election, desk, capsys, monkeypatch):
    def stop(_session):
        raise KeyboardInterrupt

    monkeypatch.setitem(cli.COMMANDS, "status", stop)
    assert desk.run("status", 1) == 2
    assert "Stopped by you." in capsys.readouterr().err


def test_progress_is_for_people_only():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        moments = iter([0, 10, 30, 50])
        progress = Progress(Speaker(stream, stream), clock=moments.__next__)
        progress(0, 2_000)
        progress(500, 2_000)
        progress(2_000, 2_000)
    shown = [line.strip() for line in terminal.getvalue().split("\r")]
    assert shown == [
        "",
        "0 of 2,000 ballots checked",
        "500 of 2,000 ballots checked, about 60 seconds left",
        "2,000 of 2,000 ballots checked",
    ]
    assert terminal.getvalue().endswith("\n")
    assert not file.getvalue()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.1, "5 seconds"), (41, "45 seconds"), (91, "2 minutes"), (3000, "50 minutes"),
     (5401, "2 hours")],
)  # fmt: skip
def test_a_length_of_time_is_said_as_people_do(seconds, words):
    assert duration(seconds) == words


def test_a_terminal_that_does_not_know_a_name_shows_the_rest():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    Speaker(stream, stream).say("Waiting for: Ελένη, Tom")
    assert stream.buffer.getvalue() == b"Waiting for: ?????, Tom\n"


def test_every_command_has_a_word_of_help():
    assert cli._HELP.keys() == commands.COMMANDS.keys()


def test_it_starts_as_a_module(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["trustee", "--help"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("trustee", run_name="__main__")
    assert caught.value.code == 0
    assert "python -m trustee" in capsys.readouterr().out


def test_a_link_may_stand_in_a_file(tmp_path):
    path = tmp_path / "link.txt"
    path.write_text("https://vote.example/trustee/x/1#token\n")
    assert link_text(f"@{path}") == "https://vote.example/trustee/x/1#token"
    assert link_text("https://vote.example") == "https://vote.example"
    with pytest.raises(UnusableError, match="cannot read"):
        link_text(f"@{tmp_path / 'missing'}")
