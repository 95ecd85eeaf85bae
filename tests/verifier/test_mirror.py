"""Mirrors over real HTTP: what they take over, and where they go on."""

import shutil

import pytest

from crypto.notes import NoteSigner
from crypto.transcript import sha256
from tests.checkpoints import signed_checkpoint
from tests.verifier.mirrors import files_of, publish
from tests.verifier.public_logs import ORIGIN, PublicLog, serving
from verifier import cli


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 700])
def test_a_mirror_is_the_log_file_by_file(size, site, mirror, tmp_path):
    log = PublicLog.plain(size)
    publish(site, log)
    status, out = mirror()
    assert (status, files_of(tmp_path / "mirror")) == (0, log.files())
    assert f"{size} entries, {size} of them new" in out


def test_a_mirror_grows_with_the_log_and_asks_for_nothing_twice(site, mirror, tmp_path, mirrored):
    log = mirrored(300)
    log.grow(600)
    publish(site, log)
    site.asked.clear()
    assert mirror()[0] == 0
    assert files_of(tmp_path / "mirror").items() >= log.files().items()
    assert "/log/tile/entries/000" not in site.asked
    assert len([path for path in site.asked if "/payload/" in path]) == 6


def test_a_mirror_that_is_up_to_date_stays_as_it_is(mirror, tmp_path, mirrored):
    mirrored(300)
    before = files_of(tmp_path / "mirror")
    status, out = mirror()
    assert (status, files_of(tmp_path / "mirror")) == (0, before)
    assert "0 of them new, 0 payloads" in out


def test_a_mirror_can_be_mirrored(run, tmp_path, mirrored):
    log = mirrored(300)
    with serving(tmp_path / "mirror") as second:
        assert run("mirror", "--quiet", second.address, tmp_path / "third")[0] == 0
    assert files_of(tmp_path / "third") == log.files()
    assert run("fsck", tmp_path / "third")[0] == 0


def test_progress_is_told_in_words(run, site, tmp_path, capsys):
    publish(site, PublicLog.plain(3))
    cli.main(["mirror", site.address, str(tmp_path / "mirror")])
    told = capsys.readouterr().err
    assert f"{ORIGIN}: 3 entries, 0 of them mirrored before" in told
    assert "entries: 3 of 3" in told


def test_a_log_that_moves_on_meanwhile_is_mirrored_as_far_as_it_was_signed(site, mirror, tmp_path):
    log = PublicLog.plain(600)
    publish(site, log)
    # Only full files are there any more, and the older checkpoint.
    (site.folder / "checkpoint").write_text(log.note(500))
    shutil.copy(site.folder / "tile/1/000.p/2", site.folder / "tile/1/000.p/1")
    (site.folder / "tile/1/000.p/1").write_bytes(log.files(500)["tile/1/000.p/1"])
    grown = log.twin(600)
    grown.grow(768)
    for path, data in grown.files().items():
        if path != "checkpoint":
            (site.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (site.folder / path).write_bytes(data)
    assert mirror()[0] == 0
    assert files_of(tmp_path / "mirror") == log.files(500)


def test_a_folder_that_was_carried_here_is_continued(site, mirror, tmp_path):
    log = PublicLog.plain(300)
    log.write(tmp_path / "mirror")
    log.grow(310)
    publish(site, log)
    assert mirror()[0] == 0
    other = log.twin(20)
    other.grow(400, "other")
    publish(site, other)
    assert mirror()[0] == 1


def test_a_log_without_entries_is_not_mirrored(site, mirror):
    site.folder.mkdir()
    signer = NoteSigner(ORIGIN, b"\1" * 32)
    (site.folder / "checkpoint").write_text(signed_checkpoint(signer, ORIGIN, 0, sha256(b"")))
    assert mirror()[0] == 2
    status, out = mirror("--key", signer.verifier().text())
    assert (status, "no entries yet" in out) == (2, True)


@pytest.mark.parametrize("seconds", ["0", "x", "4000"])
def test_patience_has_bounds(seconds, site, mirror):
    with pytest.raises(SystemExit) as ended:
        mirror("--patience", seconds)
    assert ended.value.code == 2
