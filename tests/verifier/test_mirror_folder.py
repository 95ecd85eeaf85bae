"""Mirrors whose own folder was damaged or tampered with."""

from tests.verifier.mirrors import files_of, publish
from tests.verifier.public_logs import PublicLog


def test_links_in_the_folder_are_not_followed(site, mirror, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror/payload").symlink_to(outside)
    publish(site, PublicLog.plain(3))
    status, out = mirror()
    assert (status, "is a link" in out) == (2, True)
    assert list(outside.iterdir()) == []


def test_a_kept_checkpoint_that_was_damaged_stops_the_mirror(mirror, tmp_path, mirrored):
    mirrored(3)
    (tmp_path / "mirror/.mirror/checkpoints/9-0123456789abcdef").write_text("nonsense")
    assert mirror()[0] == 2
    (tmp_path / "mirror/.mirror/key").write_text("nonsense")
    assert mirror()[0] == 2


def test_a_damaged_file_of_the_mirror_is_fetched_again(mirror, tmp_path, run, mirrored):
    log = mirrored(300)
    for path in ("tile/0/000", "tile/entries/000", "tile/1/000.p/1", "tile/0/001.p/44"):
        (tmp_path / "mirror" / path).write_bytes(b"x" * 400_000)
    (tmp_path / "mirror" / log.payload_path(250)).unlink()
    assert run("fsck", tmp_path / "mirror")[0] == 1
    assert mirror()[0] == 0
    assert files_of(tmp_path / "mirror") == log.files()


def test_a_mirror_that_was_tampered_with_is_named_before_the_log(mirror, tmp_path, mirrored):
    log = mirrored(300)
    other = log.twin(5)
    other.grow(300, "other")
    for path, data in other.files().items():
        if path.startswith("tile/"):
            (tmp_path / "mirror" / path).write_bytes(data)
    status, out = mirror()
    assert (status, "fsck" in out) == (1, True)
