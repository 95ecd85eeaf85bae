"""The cast: three key holders at their own computers, and the server between them."""

import json
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest

from crypto import canonical_json, key_file
from crypto.key_file import decode_key_file
from tests.crypto.manifests import ELECTION_ID
from tests.tiny_group import tiny_parameters
from tests.trustee.served import PASSPHRASE, MemoryElection, link, served
from trustee.cli import main


@pytest.fixture(autouse=True)
def tiny():
    with tiny_parameters() as group:
        yield group


@pytest.fixture(autouse=True, scope="session")
def stretched_once():
    """The same passphrase and salt give the same key; most tests open the same few files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key_file, "stretch_passphrase", cache(key_file.stretch_passphrase))
        yield


@dataclass
class Desk:
    """Where a key holder runs the program."""

    site: str
    folder: Path
    election: MemoryElection | None = None
    is_offline: bool = False
    pauses: list = field(default_factory=list)
    carried: list = field(default_factory=list)

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
        arguments = ["--key", str(file or self.key_file(trustee))]
        arguments += ["--passphrase-file", str(passphrase), *more]
        if self.is_offline:
            return self._carry(command, trustee, arguments)
        return self._main(command, "--link", link(self.site, trustee, token), *arguments)

    def _main(self, *arguments):
        return main(arguments, pause=self.pauses.append)

    def _carry(self, command, trustee, arguments):
        """Take a task file to the program, and the answer, if there is one, to the server."""
        self.task_file(trustee).write_bytes(self.election.task(trustee))
        code = self._main(command, str(self.task_file(trustee)), *arguments)
        if self.answer_file(trustee).exists():
            self.carried.append(self.answer_file(trustee).read_bytes())
            answer = json.loads(self.answer_file(trustee).read_bytes())
            self.answer_file(trustee).unlink()
            payload = canonical_json.encode(answer["payload"])
            self.election.accept(trustee, answer["type"], payload, answer["signature"])
        return code

    def task_file(self, trustee):
        return self.folder / f"{trustee}-task.txt"

    def answer_file(self, trustee):
        return self.folder / f"{trustee}-answer.txt"

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
        yield Desk(site, tmp_path, election)


@pytest.fixture(scope="session")
def held():
    """What was held once, by how far it came and whether it was a demonstration's."""
    return {}


@pytest.fixture
def keyed(election, desk, held):
    """All three have made their keys, once through the program; it is copied from then on."""
    return _copied(election, desk, held, _make_keys)


@pytest.fixture
def drilled(election, desk, held):
    """The same of the whole ceremony."""
    return _copied(election, desk, held, _hold_ceremony)


def _copied(election, desk, held, hold):
    kind = hold, election.manifest.demonstration
    if kind not in held:
        hold(replace(desk, is_offline=False))
        files = {path.name: path.read_bytes() for path in desk.folder.iterdir()}
        held[kind] = (list(election.board.rows), files)
    rows, files = held[kind]
    election.board.rows = list(rows)
    for name, data in files.items():
        (desk.folder / name).write_bytes(data)
    return election


def _make_keys(desk):
    assert desk.all("key") == [0, 0, 0]


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
