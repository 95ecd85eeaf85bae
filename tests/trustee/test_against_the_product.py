"""The program against the real server: the life of an election with three key holders."""

import json
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection

import pytest

from crypto import canonical_json
from tally import selectors
from tally.tasks import count_advance
from tests.counting import counts
from tests.elections import draft_election
from tests.tasks import eager  # noqa: F401  a fixture, by its name
from tests.votes import challenge, lock, vote
from trustee.cli import main
from voting.ceremonies import ceremony_view
from voting.services import (
    ceremony_start,
    credentials_issue,
    election_close,
    election_freeze,
    election_open,
    trustee_invite,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("eager")]

PASSPHRASE = "four words for these tests"


@pytest.fixture
def built():
    built = draft_election(trustees=3, threshold=2, is_demonstration=False)
    ceremony_start(election=built.election)
    built.reload()
    return built


@pytest.fixture
def tokens(built):
    return {t.index: trustee_invite(trustee=t) for t in built.election.trustees.all()}


@pytest.fixture
def passphrase(tmp_path):
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE)
    return path


@pytest.fixture
def run(built, live_server, tmp_path, tokens, passphrase):
    """Run a command as the key holder with a number."""

    def run(command, index):
        link = f"{live_server.url}/trustee/{built.election.slug}/{index}#{tokens[index]}"
        files = ["--key", str(tmp_path / f"{index}.txt"), "--passphrase-file", str(passphrase)]
        return main([command, "--link", link, *files], pause=lambda _: None)

    return run


@pytest.fixture
def carry(built, live_server, tmp_path, tokens, passphrase):
    """The same without network: fetch the files, run the single file, upload what came out."""
    program, task, answer = (tmp_path / f"{n}.txt" for n in ("program", "2-task", "2-answer"))

    def ask(method, path, body=None, **headers):
        connection = HTTPConnection(live_server.thread.host, live_server.thread.port)
        connection.request(method, path, body, headers)
        with closing(connection), connection.getresponse() as answer:
            assert answer.status in {200, 201}, answer.read()
            return answer.read()

    def ask_as(index, method, name, body=None):
        path = f"/api/v1/elections/{built.election.slug}/trustee/{name}"
        kind = {"Content-Type": "application/json"}
        return ask(method, path, body, Authorization=f"Bearer {tokens[index]}", **kind)

    def upload(index):
        document = json.loads(answer.read_bytes())
        answer.unlink()
        name = "decryptions" if document["type"] == "decryption" else "entries"
        body = {field: document[field] for field in ("payload", "signature", "type")}
        ask_as(index, "POST", name, canonical_json.encode(body))

    def carry(command, index):
        task.write_bytes(ask_as(index, "GET", "task"))
        files = ["--key", tmp_path / f"{index}.txt", "--passphrase-file", passphrase]
        bare = [sys.executable, "-I", "-S"]
        said = subprocess.run(
            [*bare, program, command, task, *files], capture_output=True, text=True, check=False
        )
        if answer.exists():
            upload(index)
        return said

    program.write_bytes(ask("GET", "/downloads/tabella-trustee.pyz"))
    return carry


def open_and_vote(built):
    """Freeze, open, and let three people vote; one of them shows a test ballot, one votes twice."""
    built.codes = {voter.number: code for voter, code in credentials_issue(election=built.election)}
    election_freeze(election=built.reload())
    election_open(election=built.reload())
    built.reload()
    vote(built, 1, [[1, 0, 0]])
    vote(built, 2, [[0, 1, 0]])
    challenge(lock(built, 3, [[0, 0, 1]]))
    vote(built, 1, [[0, 0, 1]])


def test_three_key_holders_take_an_election_from_key_to_result(built, run, capsys):
    assert [run("key", i) for i in (1, 2, 3)] == [0, 0, 0]
    assert [run("confirm", i) for i in (1, 2, 3, 1, 2)] == [2, 2, 0, 0, 0]
    assert [run("drill", i) for i in (1, 2, 3)] == [0, 0, 0]
    assert ceremony_view(built.reload()).is_complete

    open_and_vote(built)
    assert run("unlock", 1) == 2
    election_close(election=built.election)
    count_advance.delay(built.election.slug)

    capsys.readouterr()
    assert [run("unlock", i) for i in (3, 1, 1)] == [0, 0, 0]
    said = capsys.readouterr().out
    assert "You will open 3 totals. You will not open any single ballot." in said
    count_advance.delay(built.election.slug)
    assert counts(built) == [[0, 1, 1]]
    assert selectors.count_get(built.election.pk).verdict == "passed"
    assert run("status", 2) == 0


def test_key_holders_with_and_without_network_open_one_count(built, run, carry):
    def without_network(command):
        said = carry(command, 2)
        assert said.returncode == 0, said
        return said.stdout

    assert run("key", 1) == 0
    assert "Upload that file on your page." in without_network("key")
    assert run("key", 3) == 0
    assert run("confirm", 1) == 2
    without_network("confirm")
    assert run("confirm", 3) == 0
    without_network("confirm")
    assert run("confirm", 1) == 0
    assert run("drill", 1) == 0
    assert "Your key works." in without_network("drill")
    assert run("drill", 3) == 0
    assert ceremony_view(built.reload()).is_complete

    open_and_vote(built)
    assert carry("unlock", 2).returncode == 2
    election_close(election=built.election)
    count_advance.delay(built.election.slug)
    said = without_network("unlock")
    assert "You will open 3 totals. You will not open any single ballot." in said
    assert "with 1 replaced and 1 test ballots" in said
    assert run("unlock", 3) == 0
    count_advance.delay(built.election.slug)
    assert counts(built) == [[0, 1, 1]]
    assert selectors.count_get(built.election.pk).verdict == "passed"
    assert "you are finished" in without_network("status")
