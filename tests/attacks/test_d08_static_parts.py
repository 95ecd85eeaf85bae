"""D8. The server is gone: what a plain web server with copies of its files can still do."""

import functools
import shutil
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.test import Client

from board import public_files
from tally.services import result_publish
from tests.counting import counted
from tests.elections import open_election
from tests.votes import vote
from verifier import cli

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
SINGLE = ("check-election.html", "key-tool.html", "tabella-verify.pyz", "tabella-trustee.pyz")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments) -> None:
        """Say nothing: nobody reads it."""


@contextmanager
def served(folder: Path):
    """A web server that knows files and nothing else."""
    handler = functools.partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def election():
    """Over, and published as files."""
    built = open_election(voters=2)
    for voter in (1, 2):
        vote(built, voter, [[1, 0, 0]])
    counted(built)
    result_publish(election=built.reload())
    return built


@pytest.fixture
def copies(election, tmp_path):
    """What an operator puts on the other server: folders of files."""
    shutil.copytree(public_files.folder(), tmp_path / "www")  # with the folder `logs`
    shutil.copytree(ROOT / "static", tmp_path / "www/static")
    downloads = tmp_path / "www/downloads"
    downloads.mkdir()
    for name in SINGLE:
        answer = Client().get(f"/downloads/{name}")
        (downloads / name).write_bytes(b"".join(answer))
    return tmp_path / "www"


def test_the_record_is_read_and_verified_from_another_web_server(
    election, copies, tmp_path, capsys
):
    with served(copies) as address:
        copy, record = tmp_path / "copy", tmp_path / "record.zip"
        log = f"{address}/logs/{election.election.slug}"
        assert cli.main(["mirror", log, str(copy)]) == 0
        assert cli.main(["record-of", str(copy), str(record)]) == 0
    capsys.readouterr()
    assert cli.main([str(record), "--no-progress", "--jobs", "1"]) == 0
    assert "All twelve checks passed" in capsys.readouterr().out


def test_programs_and_scripts_are_there_byte_for_byte(copies):
    """Their hashes stand on the record, so it does not matter who serves them."""
    with served(copies) as address:
        for name in SINGLE:
            there = urlopen(f"{address}/downloads/{name}").read()  # noqa: S310  on loopback
            assert there == b"".join(Client().get(f"/downloads/{name}"))
        for path in (ROOT / "static/js/booth").rglob("*.js"):
            name = path.relative_to(ROOT).as_posix()
            assert urlopen(f"{address}/{name}").read() == path.read_bytes()  # noqa: S310
