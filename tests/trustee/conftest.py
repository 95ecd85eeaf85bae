"""The cast: three key holders at their own computers, and the server between them."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crypto.key_file import decode_key_file
from tests.crypto.manifests import ELECTION_ID
from tests.tiny_group import tiny_parameters
from tests.trustee.served import PASSPHRASE, MemoryElection, link, served
from trustee.cli import main


@pytest.fixture(autouse=True)
def tiny():
    with tiny_parameters() as group:
        yield group


@dataclass
class Desk:
    """Where a key holder runs the program."""

    site: str
    folder: Path
    pauses: list = field(default_factory=list)

    def key_file(self, trustee):
        return self.folder / f"key-{trustee}.txt"

    def secret(self, trustee):
        _, secret = decode_key_file(
            self.key_file(trustee).read_bytes(),
            PASSPHRASE,
            election_id=ELECTION_ID,
            trustee=trustee,
        )
        return secret

    def run(self, command, trustee, *more, token=None, file=None):
        passphrase = self.folder / "passphrase.txt"
        if not passphrase.exists():
            passphrase.write_text(PASSPHRASE + "\n")
        arguments = [command, "--link", link(self.site, trustee, token)]
        arguments += ["--file", str(file or self.key_file(trustee))]
        arguments += ["--passphrase-file", str(passphrase), *more]
        return main(arguments, pause=self.pauses.append)

    def all(self, command, *more):
        return [self.run(command, trustee, *more) for trustee in (1, 2, 3)]


@pytest.fixture
def election():
    election = MemoryElection()
    election.begin()
    return election


@pytest.fixture
def desk(election, tmp_path):
    with served(election) as site:
        yield Desk(site, tmp_path)


@pytest.fixture
def keyed(election, desk):
    """All three have made their keys."""
    assert desk.all("key") == [0, 0, 0]
    return election


@pytest.fixture(scope="session")
def finished_ceremonies():
    """Ceremonies that were held once, by whether they were a demonstration's."""
    return {}


@pytest.fixture
def drilled(election, desk, finished_ceremonies):
    """The ceremony is over. It is held once through the program, and copied from then on."""
    kind = election.manifest.demonstration
    if kind not in finished_ceremonies:
        _hold_ceremony(desk)
        files = {path.name: path.read_bytes() for path in desk.folder.iterdir()}
        finished_ceremonies[kind] = (list(election.board.rows), files)
    rows, files = finished_ceremonies[kind]
    election.board.rows = list(rows)
    for name, data in files.items():
        (desk.folder / name).write_bytes(data)
    return election


def _hold_ceremony(desk):
    assert desk.all("key") == [0, 0, 0]
    assert desk.all("confirm") == [2, 2, 0]
    assert desk.all("confirm") == [0, 0, 0]
    assert desk.all("drill") == [0, 0, 0]


@pytest.fixture
def voting(drilled):
    drilled.freeze()
    drilled.turn("open")
    return drilled


@pytest.fixture
def closed(voting):
    """Ada voted twice, Bob and Cyd once."""
    voting.cast("ada", ((0, 1), (1, 0, 0)))
    voting.cast("bob")
    voting.cast("ada")
    voting.cast("cyd", ((0, 0), (1, 1, 1)))
    voting.turn("close")
    return voting
