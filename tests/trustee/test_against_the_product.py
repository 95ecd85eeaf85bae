"""The program against the real server: the life of an election with three key holders."""

import pytest

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
def run(built, live_server, tmp_path):
    """Run a command as the key holder with a number."""
    tokens = {t.index: trustee_invite(trustee=t) for t in built.election.trustees.all()}
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE)

    def run(command, index):
        link = f"{live_server.url}/trustee/{built.election.slug}/{index}#{tokens[index]}"
        files = ["--key", str(tmp_path / f"{index}.txt"), "--passphrase-file", str(passphrase)]
        return main([command, "--link", link, *files], pause=lambda _: None)

    return run


def test_three_key_holders_take_an_election_from_key_to_result(built, run, capsys):
    assert [run("key", i) for i in (1, 2, 3)] == [0, 0, 0]
    assert [run("confirm", i) for i in (1, 2, 3, 1, 2)] == [2, 2, 0, 0, 0]
    assert [run("drill", i) for i in (1, 2, 3)] == [0, 0, 0]
    assert ceremony_view(built.reload()).is_complete

    built.codes = {voter.number: code for voter, code in credentials_issue(election=built.election)}
    election_freeze(election=built.reload())
    election_open(election=built.reload())
    built.reload()
    vote(built, 1, [[1, 0, 0]])
    vote(built, 2, [[0, 1, 0]])
    challenge(lock(built, 3, [[0, 0, 1]]))
    vote(built, 1, [[0, 0, 1]])
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
