"""Task and answer files of the program for terminals, read as the page reads them."""

import json
import subprocess
from pathlib import Path

from tests.crypto.manifests import ELECTION_ID
from tests.js.node import NODE
from tests.trustee.conftest import Desk
from tests.trustee.served import CHALLENGE, MemoryElection
from trustee.cli import main

READER = Path(__file__).parent / "carried-files.js"


def test_the_page_reads_the_same_out_of_them(tmp_path):
    election = MemoryElection("EG-2.1-3072")
    election.begin()
    desk = Desk("", tmp_path, election)
    (tmp_path / "passphrase.txt").write_text("a pass phrase of words")
    desk.task_file(2).write_bytes(election.task(2))
    files = ["--key", desk.key_file(2), "--passphrase-file", tmp_path / "passphrase.txt"]
    assert main(["key", str(desk.task_file(2)), *map(str, files)]) == 0
    read = subprocess.run(
        [NODE, READER, desk.task_file(2), desk.answer_file(2), ELECTION_ID, "2"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(read.stdout)
    assert found["header"] == {
        "checkpoint": election.board.checkpoint(),
        "drillChallenge": CHALLENGE.hex(),
        "election": ELECTION_ID,
        "step": "key",
        "trustee": 2,
    }
    assert found["lines"] == [line.decode() for row in election.board.rows for line in row]
    answer = found["answer"]
    election.accept(2, answer["type"], answer["payload"].encode(), answer["signature"])
    assert election.view.keys.keys() == {2}
