"""The sub-commands from outside: help, words, and a mirror of what the product itself publishes."""

import json
import subprocess
import sys
import uuid

import pytest
from django.conf import settings
from django.db import transaction

from board.public_files import log_folder
from board.registry import log_announce_begun
from board.selectors import log_get, log_verifier_key
from board.services import board_append, log_create
from crypto import canonical_json
from crypto.notes import NoteSigner
from crypto.registry import LogBegun, LogEnded, LogFrozen, encode_registry_entry
from tests.board.documents import ballot
from tests.checkpoints import signed_checkpoint
from tests.verifier.public_logs import PublicLog, serving
from verifier import cli
from verifier.commands import COMMANDS


def test_the_program_lists_its_sub_commands(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    out = capsys.readouterr().out
    assert ended.value.code == 0
    assert all(f"  {command.name} " in out and command.purpose in out for command in
               COMMANDS.values())  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_each_has_help_that_says_its_statuses(name, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])
    out = " ".join(capsys.readouterr().out.split())
    assert ended.value.code == 0
    assert out.startswith(f"usage: python -m verifier {name} ")
    command = COMMANDS[name]
    assert command.purpose[1:] in out
    assert command.statuses in out
    assert "0 " in command.statuses


@pytest.mark.parametrize("name", COMMANDS)
def test_words_that_are_none_end_with_2(name, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--nonsense"])
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_record_of_the_name_of_a_sub_command_is_still_a_record(honest, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    honest.write(tmp_path / "fsck")
    assert cli.main(["--no-progress", "./fsck"]) == 0


def test_an_error_of_the_program_is_no_verdict(tmp_path, capsys, monkeypatch):
    def fail(*_):
        raise RuntimeError("boom")

    monkeypatch.setattr("verifier.commands.fsck.folder_check", fail)
    assert cli.main(["fsck", "--json", str(tmp_path)]) == 2
    assert json.loads(capsys.readouterr().out)["detail"] == "gave up: RuntimeError"


def test_sub_commands_need_neither_django_nor_database(tmp_path):
    folder = PublicLog.plain(3).write(tmp_path / "log")
    code = (
        "import sys; from verifier.cli import main; status = main(['fsck', sys.argv[1]]);"
        "assert not [name for name in sys.modules if name.split('.')[0] in"
        " {'django', 'board', 'celery', 'witness', 'config'}]; sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def append(capture, log, *entries):
    with capture(execute=True), transaction.atomic():
        board_append(log=log, entries=entries)


def test_what_the_product_publishes_is_in_order_and_can_be_mirrored(
    db, tmp_path, django_capture_on_commit_callbacks
):
    log = log_create(slug=str(uuid.uuid4()), host="record.example")
    for start in (0, 150, 290):
        entries = [ballot(number) for number in range(start, start + 150)]
        append(django_capture_on_commit_callbacks, log, *entries)
    key = ["--key", log_verifier_key(log)]
    folder = log_folder(log.slug)
    assert cli.main(["fsck", str(folder), *key]) == 0
    with serving(folder) as site:
        words = ["mirror", "--quiet", site.address, str(tmp_path / "mirror"), *key]
        assert cli.main(words) == 0
    assert cli.main(["fsck", str(tmp_path / "mirror")]) == 0
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    mirrored = tmp_path / "mirror"
    assert all(
        (mirrored / name).read_bytes() == (folder / name).read_bytes()
        for name in names
        if ".p/" not in name or (mirrored / name).exists()
    )
    times = {path.stat().st_mtime for path in mirrored.glob("payload/*/*")}
    assert times == {946_684_800}


def test_the_product_itself_is_mirrored_over_http(live_server, tmp_path, capsys):
    log = log_create(slug=str(uuid.uuid4()), host="record.example")
    for start in (0, 200):
        with transaction.atomic():
            board_append(log=log, entries=[ballot(number) for number in range(start, start + 60)])
    address, key = f"{live_server.url}/logs/{log.slug}", ["--key", log_verifier_key(log)]
    assert cli.main(["mirror", "--quiet", address, str(tmp_path / "mirror"), *key]) == 0
    assert "120 entries, 120 of them new" in capsys.readouterr().out
    assert cli.main(["fsck", str(tmp_path / "mirror")]) == 0
    assert cli.main(["mirror", "--quiet", f"{address}x", str(tmp_path / "other"), *key]) == 2


# The registry


HOST = "record.example"


@pytest.fixture
def registry():
    return PublicLog(NoteSigner(f"{HOST}/registry", b"\3" * 32))


def election(number):
    return f"{number:08}-0000-4000-8000-000000000000"


def log_of(number, seed=None):
    return NoteSigner(f"{HOST}/e/{election(number)}", bytes([seed or number]) * 32)


def begun(number, *, of=None, seed=None):
    log = log_of(number, seed)
    return "log-begun", LogBegun(election(of or number), log.verifier().text(), log.name).encode()


def frozen(number):
    return "log-frozen", LogFrozen(bytes(32), log_of(number).name).encode()


def ended(number, seed=None):
    note = signed_checkpoint(log_of(number, seed), log_of(number).name, 3, bytes(32))
    return "log-ended", LogEnded(note, log_of(number).name).encode()


def announce(registry, *announcements):
    for kind, payload in announcements:
        registry.entries.append(encode_registry_entry(kind, payload))
        registry.payloads.append(payload)


def check(registry, tmp_path, capsys):
    folder = registry.write(tmp_path / "registry")
    words = ["registry", "--json", str(folder), "--key", registry.log.verifier().text()]
    status = cli.main(words)
    return status, json.loads(capsys.readouterr().out)


def test_a_registry_in_order(registry, tmp_path, capsys):
    announce(registry, begun(1), begun(2), frozen(1), ended(1), frozen(2))
    status, document = check(registry, tmp_path, capsys)
    assert (status, document["faults"]) == (0, [])
    assert document["logs"] == {log_of(n).name: log_of(n).verifier().text() for n in (1, 2)}
    assert document["ended"] == [log_of(1).name]


@pytest.mark.parametrize(
    ("announcements", "words"),
    [
        ([begun(1), begun(1)], "is begun twice"),
        ([begun(1), begun(1, seed=9)], "is begun twice"),
        ([begun(1), begun(2, of=1)], "has two logs"),
        ([frozen(1)], "is frozen before it is begun"),
        ([begun(1), frozen(1), frozen(1)], "is frozen twice"),
        ([ended(1)], "has ended before it is begun"),
        ([begun(1), ended(1), ended(1)], "has ended twice"),
        ([begun(1), ended(1, seed=9)], "not signed by"),
    ],
)
def test_a_registry_that_is_not(announcements, words, registry, tmp_path, capsys):
    announce(registry, *announcements)
    status, document = check(registry, tmp_path, capsys)
    assert status == 1
    (fault,) = document["faults"]
    assert words in fault["detail"]
    assert fault["place"] == f"entry {len(announcements) - 1}"


def test_a_registry_holds_nothing_else(registry, tmp_path, capsys):
    announce(registry, begun(1))
    registry.add(canonical_json.encode({"log_key": "x"}))
    status, document = check(registry, tmp_path, capsys)
    assert (status, document["faults"][0]["place"]) == (1, "entry 1")


def test_a_registry_behind_an_address(registry, tmp_path, capsys):
    announce(registry, begun(1), frozen(1), begun(2), ended(2))
    registry.write(tmp_path / "registry")
    with serving(tmp_path / "registry") as site:
        key = ["--key", registry.log.verifier().text()]
        assert cli.main(["registry", site.address, *key]) == 0
        out = capsys.readouterr().out
        assert f"{log_of(1).name}: frozen, log key " in out
        assert f"{log_of(2).name}: ended, log key " in out
        assert cli.main(["registry", site.address]) == 2
        assert "give it by --key" in capsys.readouterr().out


def test_the_registry_the_product_keeps(db, capsys, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        log = log_create(slug=str(uuid.uuid4()), host=settings.TABELLA_HOST)
        log_announce_begun(log=log)
    key = log_verifier_key(log_get("registry"))
    assert cli.main(["registry", str(log_folder("registry")), "--key", key]) == 0
    assert f"{log.origin}: begun, log key " in capsys.readouterr().out
