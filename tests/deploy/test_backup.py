"""A restore drill: what was acknowledged after the backup comes back, or nothing starts.

Under scripts/with_services.py it is PostgreSQL that is dumped and filled.
"""

import contextlib
import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.election.product import Place

pytestmark = pytest.mark.xdist_group("backups")


@contextlib.contextmanager
def new_place(folder):
    place = Place(folder, redis_number=0)
    # Logs and secrets belong to one address.
    place.url = "http://127.0.0.1:8000"
    place.broker_url = ""
    place.extra = {"ALLOWED_HOSTS": "testserver,127.0.0.1"}
    folder.mkdir()
    with place.made():
        yield place


@pytest.fixture(scope="module")
def under_way(tmp_path_factory):
    """An installation with a backup from before its last two ballots."""
    folder = tmp_path_factory.mktemp("backups")
    with new_place(folder / "old") as place:
        done = place.run("-m", "tests.deploy.under_way", folder / "kept")
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout.splitlines()[-1])
        yield SimpleNamespace(place=place, backups=folder / "kept", **said)


@pytest.fixture
def elsewhere(tmp_path, under_way):
    """A new machine with nothing but the secret out of the safe."""
    with new_place(tmp_path / "new") as place:
        shutil.copy2(under_way.place.var / "secret", place.var / "secret")
        yield place


def recorded(place, election):
    with place.connection() as connection:
        rows = connection.execute(
            "SELECT ballot_hash FROM ballots_submission WHERE status = 'recorded' ORDER BY 1"
        ).fetchall()
    return [hash_ for (hash_,) in rows]


def memory(place):
    return {path.name: path.read_text() for path in (place.var / "signed-heads").glob("*.note")}


def checked(place):
    return place.manage("check", "--database", "default")


def copied_back(under_way, place):
    """The database alone, put back by hand over what is there."""
    (dump,) = under_way.backups.glob("*/database.dump")
    if not place.database_url:
        shutil.copy2(dump, place.var / "tabella.sqlite3")
        return
    loaded = place.run(
        "-c",
        "import sys, django; django.setup(); from pathlib import Path;"
        "from config.backup.database import database_load; database_load(Path(sys.argv[1]))",
        dump,
    )
    assert loaded.returncode == 0, loaded.stderr


def test_a_backup_holds_no_secret_and_nobody_else_can_read_it(under_way):
    secret = (under_way.place.var / "secret").read_text().strip()
    files = [path for path in under_way.backups.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"database.dump", "backup.json", "checkpoint"}
    assert not [path for path in files if bytes.fromhex(secret) in path.read_bytes()]
    assert not [path for path in files if secret.encode() in path.read_bytes()]
    (dump,) = under_way.backups.glob("*/database.dump")
    assert dump.stat().st_mode & 0o077 == 0
    assert dump.parent.stat().st_mode & 0o077 == 0


def test_with_the_old_public_folder_nothing_acknowledged_is_lost(under_way, elsewhere):
    old = under_way.place.var / "public"
    done = elsewhere.manage("restore", under_way.backups, "--from", old)
    assert done.returncode == 0, done.stderr
    assert "2 entries brought back" in done.stdout
    ballots = sorted([*under_way.before, *under_way.after])
    assert recorded(elsewhere, under_way.election) == ballots
    assert checked(elsewhere).returncode == 0
    # Of the newest copy, not of the backup: nothing signed in between is signed again.
    assert memory(elsewhere) == memory(under_way.place)
    assert elsewhere.manage("board_fsck").returncode == 0


def test_a_mirror_does_as_well_as_the_old_folder(under_way, elsewhere, tmp_path):
    mirror = tmp_path / "mirror"
    shutil.copytree(under_way.place.var / "public" / "logs" / under_way.election, mirror)
    done = elsewhere.manage("restore", under_way.backups, "--from", mirror)
    assert done.returncode == 0, done.stderr
    assert len(recorded(elsewhere, under_way.election)) == 4


def test_nobody_restores_without_having_asked_for_newer_copies(under_way, elsewhere):
    done = elsewhere.manage("restore", under_way.backups)
    assert done.returncode == 1
    assert "Name every copy" in done.stderr
    done = elsewhere.manage("restore", under_way.backups, "--nothing-newer")
    assert done.returncode == 0, done.stderr
    assert recorded(elsewhere, under_way.election) == sorted(under_way.before)


def test_the_database_put_back_alone_does_not_start(under_way, elsewhere):
    """The memory of the signer lies in the folder: nothing that was signed is signed again."""
    shutil.copytree(under_way.place.var / "signed-heads", elsewhere.var / "signed-heads")
    copied_back(under_way, elsewhere)
    done = checked(elsewhere)
    assert done.returncode == 1
    assert "board.E002" in done.stderr


def test_an_older_memory_never_replaces_the_one_that_is_there(under_way, elsewhere):
    shutil.copytree(under_way.place.var / "signed-heads", elsewhere.var / "signed-heads")
    newest = memory(under_way.place)
    done = elsewhere.manage("restore", under_way.backups, "--nothing-newer")
    assert done.returncode == 1
    assert "does not start like this" in done.stderr
    assert memory(elsewhere) == newest


def test_another_secret_is_refused_before_anything_is_written(under_way, elsewhere):
    (elsewhere.var / "secret").unlink()
    done = elsewhere.manage("restore", under_way.backups, "--nothing-newer")
    assert done.returncode == 1
    assert "Put the copy from the safe" in done.stderr
    assert not (elsewhere.var / "signed-heads").exists()
    shutil.copy2(under_way.place.var / "secret", elsewhere.var / "secret")
    done = elsewhere.manage("restore", under_way.backups, "--nothing-newer")
    assert done.returncode == 0, done.stderr


def test_a_backup_goes_into_an_empty_database_only(under_way):
    done = under_way.place.manage("restore", under_way.backups, "--nothing-newer")
    assert done.returncode == 1
    assert "not empty" in done.stderr


def test_a_damaged_dump_is_refused(under_way, elsewhere, tmp_path):
    backups = tmp_path / "cut"
    shutil.copytree(under_way.backups, backups)
    (dump,) = backups.glob("*/database.dump")
    with dump.open("r+b") as file:
        file.truncate(dump.stat().st_size // 2)
    done = elsewhere.manage("restore", backups, "--nothing-newer")
    assert done.returncode == 1
    assert "is damaged" in done.stderr


def test_older_databases_go_and_copies_that_were_cut_short_count_for_nothing(under_way, tmp_path):
    backups = tmp_path / "many"
    (backups / "2020-01-01T00-00-00Z").mkdir(parents=True)
    for _ in range(3):
        made = under_way.place.manage("backup", backups, "--keep", "2")
        assert made.returncode == 0, made.stderr
    kept = [path.name for path in backups.iterdir() if (path / "backup.json").exists()]
    assert len(kept) == 2
    assert not (backups / "2020-01-01T00-00-00Z").exists()
    assert Path(
        json.loads((under_way.place.var / "last-backup.json").read_text())["folder"]
    ).is_dir()
