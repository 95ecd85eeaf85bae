import http.client
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crypto.cosignatures import CosignatureVerifier
from crypto.evidence import decode_evidence
from crypto.transcript import sha256
from verifier.cli import main as verify
from witness import cli, folder
from witness.answers import Witness
from witness.cli import main

from .logs import Log, body, log_of
from .registries import Registry, other_key

ROOT = Path(__file__).parents[2]
LOG = log_of(10)
CLOCK = 1_790_000_000


@pytest.fixture
def path(tmp_path, capsys):
    path = tmp_path / "witness"
    assert main(["key", "--name", "witness.example/w1", "--folder", str(path)]) == 0
    return path


@pytest.fixture
def run(path, capsys):
    """Run a command; return exit code and what was said."""

    def run(*arguments):
        capsys.readouterr()
        code = main([*arguments, "--folder", str(path)])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run


def witness_of(path):
    return Witness(folder.open_signer(path), folder.open_memory(path), lambda: CLOCK)


def test_a_new_key_is_told_and_readable_by_its_owner_alone(path, capsys):
    said = capsys.readouterr().out.splitlines()[-1]
    assert CosignatureVerifier.parse(said) == folder.open_signer(path).verifier()
    assert (path / "key.json").stat().st_mode & 0o777 == 0o600


def test_a_key_is_never_overwritten(run, path):
    key = (path / "key.json").read_bytes()
    code, said = run("key", "--name", "witness.example/w1")
    assert code == 2
    assert "exists already" in said
    assert (path / "key.json").read_bytes() == key


@pytest.mark.parametrize("name", ["", "a b", "a+b", "x" * 256])
def test_a_name_has_to_be_one_of_a_key(tmp_path, capsys, name):
    assert main(["key", "--name", name, "--folder", str(tmp_path / "w")]) == 2
    assert not (tmp_path / "w" / "key.json").exists()


def test_the_first_key_of_a_log_wins(run):
    assert run("add-log", LOG.key.text())[0] == 0
    assert run("add-log", LOG.key.text())[0] == 0
    code, said = run("add-log", other_key(LOG).text())
    assert code == 1
    assert "known with another key" in said
    assert run("add-log", "nonsense")[0] == 2


def test_a_key_others_can_read_is_not_used(path):
    (path / "key.json").chmod(0o640)
    with pytest.raises(Exception, match="others can read"):
        folder.open_signer(path)


@pytest.mark.parametrize(
    ("old", "new"), [(b'"v":1', b'"v":2'), (b"{", b"["), (b'"seed":"', b'"seed":"0')]
)
def test_a_damaged_key_is_not_used(run, path, old, new):
    key = path / "key.json"
    key.write_bytes(key.read_bytes().replace(old, new))
    code, said = run("export", str(path / "out"))
    assert code == 2
    assert "is damaged" in said


def test_a_key_without_its_memory_signs_nothing(run, path):
    (path / "memory.sqlite3").rename(path / "elsewhere")
    code, said = run("serve")
    assert code == 2
    assert "must not sign" in said


def test_a_memory_of_another_key_is_not_used(run, path, tmp_path, capsys):
    assert main(["key", "--name", "other.example", "--folder", str(tmp_path / "other")]) == 0
    os.replace(tmp_path / "other" / "memory.sqlite3", path / "memory.sqlite3")
    code, said = run("serve")
    assert code == 2
    assert "belongs to another key" in said


def test_evidence_is_listed_and_exported(run, path, tmp_path):
    run("add-log", LOG.key.text())
    assert run("evidence") == (0, "")
    witness = witness_of(path)
    witness.add_checkpoint(LOG.body(0, 5))
    witness.add_checkpoint(body(5, [], LOG.note()))
    assert run("evidence")[0] == 1
    witness.add_checkpoint(LOG.body(5))
    code, said = run("evidence")
    assert (code, "proved and cosigned later" in said) == (0, True)
    target = tmp_path / "out"
    assert run("export", str(target)) == (0, "5 files written.\n")
    (document,) = (target / "evidence").iterdir()
    assert document.name == sha256(document.read_bytes()).hex() == said.split()[0]
    decode_evidence(document.read_bytes()).verify()
    digest = sha256(LOG.origin.encode()).hex()
    note = (target / digest / "checkpoint").read_text()
    assert CosignatureVerifier.parse((target / "key").read_text().strip()).verify(note) == CLOCK
    assert json.loads((target / "logs").read_bytes())[0]["size"] == 10


def test_a_registry_is_followed(run, monkeypatch):
    registry = Registry().announce(LOG).announce(LOG, other_key(LOG))
    monkeypatch.setattr(cli, "PublicFolder", lambda _: registry.folder())
    assert run("follow", "https://tabella.example/logs/registry")[0] == 2
    key = registry.key.text()
    code, said = run("follow", "https://tabella.example/logs/registry", "--key", key)
    assert code == 0
    assert f"{LOG.origin} is cosigned from now on." in said
    assert f"{LOG.origin} was given another key" in said
    assert run("evidence")[0] == 1


def test_a_follower_goes_on_after_a_failure(path, capsys, monkeypatch):
    registry = Registry()
    monkeypatch.setattr(cli, "PublicFolder", lambda _: registry)
    monkeypatch.setattr(
        Registry, "read", lambda _, file: registry.folder().read(file), raising=False
    )
    pauses = []

    def pause(seconds):
        pauses.append(seconds)
        if len(pauses) == 1:
            registry.announce(LOG)
            registry.payloads.clear()
        elif len(pauses) == 2:
            registry.entries.clear()
            registry.announce(LOG)
        else:
            raise KeyboardInterrupt

    arguments = ["follow", "https://x", "--key", registry.key.text(), "--every", "7"]
    assert main([*arguments, "--folder", str(path)], pause=pause) == 2
    said = capsys.readouterr()
    assert pauses == [7, 7, 7]
    assert "Not this time" in said.err
    assert f"{LOG.origin} is cosigned" in said.out


@pytest.mark.parametrize("listen", ["nonsense", "127.0.0.1:70000", "127.0.0.1:x"])
def test_an_address_that_cannot_be_listened_on_is_told(run, listen):
    code, said = run("serve", "--listen", listen)
    assert code == 2
    assert "cannot listen" in said


@pytest.mark.parametrize("seconds", ["0", "-1", "x", "86401", "9" * 30])
def test_a_time_between_looks_has_bounds(run, seconds):
    with pytest.raises(SystemExit):
        run("follow", "https://x", "--every", seconds)


def test_what_came_from_outside_does_not_steer_the_terminal(run, path):
    hostile = Log("e/\u202e\u009b31m")
    with folder.open_memory(path).deciding() as records:
        records.add_log(hostile.key, None)
    witness_of(path).add_checkpoint(hostile.append(b"x").body(0, 1)[:-1])
    witness_of(path).add_checkpoint(body(0, [bytes(32)], hostile.note()))
    said = run("evidence")[1]
    assert "tabella.example/e/??31m" in said


def test_the_program_serves_until_it_is_stopped(path):
    folder.open_signer(path)
    command = [sys.executable, "-m", "witness", "serve", "--listen", "127.0.0.1:0"]
    with subprocess.Popen(
        [*command, "--folder", str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            port = int(process.stdout.readline().rpartition(":")[2])
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", "/")
            key = connection.getresponse().read().decode().strip()
            connection.close()
        finally:
            process.kill()
    assert CosignatureVerifier.parse(key) == folder.open_signer(path).verifier()


def test_the_verifier_judges_what_a_witness_exports(run, path, tmp_path, capsys):
    run("add-log", LOG.key.text())
    witness = witness_of(path)
    witness.add_checkpoint(LOG.body(0, 5))
    witness.add_checkpoint(body(5, [], LOG.fork(2).note(5)))
    run("export", str(tmp_path / "out"))
    (document,) = (tmp_path / "out" / "evidence").iterdir()
    proof = tmp_path / "proof.json"
    judged = ["dispute", str(document), "--proof", str(proof), "--key"]
    assert verify([*judged, LOG.key.text()]) == 1
    assert "SERVER AT FAULT" in capsys.readouterr().out
    decode_evidence(proof.read_bytes()).verify()
    assert verify([*judged, other_key(LOG).text()]) != 1
