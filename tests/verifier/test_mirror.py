"""Mirrors over real HTTP: what they take over, what they refuse, and what a kill leaves."""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from crypto import canonical_json, tiles
from crypto.evidence import ForkEvidence, RewriteEvidence, UnprovenEvidence, decode_evidence
from crypto.notes import NoteSigner
from crypto.transcript import sha256
from tests.checkpoints import signed_checkpoint
from tests.verifier.public_logs import ORIGIN, PublicLog, serving
from verifier import cli
from verifier.errors import DownloadError
from verifier.logs.folder import Folder
from verifier.logs.memory import Memory
from verifier.logs.mirror import Mirror
from verifier.logs.remote import Pace, Remote

ROOT = Path(__file__).parents[2]


@pytest.fixture
def site(tmp_path):
    with serving(tmp_path / "served") as site:
        yield site


@pytest.fixture
def run(capsys):
    def call(*words):
        status = cli.main([str(word) for word in words])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return status, captured.out

    return call


@pytest.fixture
def mirror(run, site, tmp_path):
    """Mirror what is served; statuses and words as from outside."""
    return lambda *more: run("mirror", "--quiet", site.address, tmp_path / "mirror", *more)


def publish(site, log, size=None):
    shutil.rmtree(site.folder, ignore_errors=True)
    log.write(site.folder, size)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".mirror" not in path.parts
    }


def evidence_in(folder: Path):
    return [decode_evidence(path.read_bytes()) for path in folder.glob(".mirror/evidence/*")]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 700])
def test_a_mirror_is_the_log_file_by_file(size, site, mirror, tmp_path):
    log = PublicLog.plain(size)
    publish(site, log)
    status, out = mirror()
    assert (status, files_of(tmp_path / "mirror")) == (0, log.files())
    assert f"{size} entries, {size} of them new" in out


def test_a_mirror_grows_with_the_log_and_asks_for_nothing_twice(site, mirror, tmp_path):
    log = PublicLog.plain(300)
    publish(site, log)
    assert mirror()[0] == 0
    log.grow(600)
    publish(site, log)
    site.asked.clear()
    assert mirror()[0] == 0
    assert files_of(tmp_path / "mirror").items() >= log.files().items()
    assert "/log/tile/entries/000" not in site.asked
    assert len([path for path in site.asked if "/payload/" in path]) == 6


def test_a_mirror_that_is_up_to_date_stays_as_it_is(site, mirror, tmp_path):
    publish(site, PublicLog.plain(300))
    mirror()
    before = files_of(tmp_path / "mirror")
    status, out = mirror()
    assert (status, files_of(tmp_path / "mirror")) == (0, before)
    assert "0 of them new, 0 payloads" in out


def test_a_mirror_can_be_mirrored(site, mirror, run, tmp_path):
    log = PublicLog.plain(300)
    publish(site, log)
    mirror()
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


# Histories


def test_a_fork_is_refused_and_kept(site, mirror, tmp_path):
    log = PublicLog.plain(300)
    publish(site, log)
    mirror()
    before = files_of(tmp_path / "mirror")
    fork = log.twin(299)
    fork.grow(300, "other")
    publish(site, fork)
    status, out = mirror()
    assert status == 1
    assert "two histories of 300 entries" in out
    assert files_of(tmp_path / "mirror") == before
    (evidence,) = evidence_in(tmp_path / "mirror")
    assert isinstance(evidence, ForkEvidence)
    evidence.verify()
    assert {evidence.first, evidence.second} == {log.note(), fork.note()}


def test_a_rewritten_history_is_refused_with_proof(site, mirror, tmp_path):
    log = PublicLog.plain(300)
    publish(site, log)
    mirror()
    before = files_of(tmp_path / "mirror")
    other = log.twin(5)
    other.grow(400, "other")
    publish(site, other)
    status, out = mirror()
    assert status == 1
    assert "first 300 of its 400 entries are not those it signed for before" in out
    assert files_of(tmp_path / "mirror") == before
    (evidence,) = evidence_in(tmp_path / "mirror")
    assert isinstance(evidence, RewriteEvidence)
    evidence.verify()


def test_a_shorter_log_is_refused_and_both_notes_are_kept(site, mirror, tmp_path):
    log = PublicLog.plain(300)
    publish(site, log)
    mirror()
    publish(site, log, 290)
    status, out = mirror()
    assert status == 1
    assert "only 290 entries, but signed for 300 before" in out
    kept = {path.read_text() for path in (tmp_path / "mirror/.mirror/checkpoints").iterdir()}
    assert kept == {log.note(300), log.note(290)}
    assert evidence_in(tmp_path / "mirror") == []
    assert files_of(tmp_path / "mirror") == log.files(300)


def test_a_shorter_log_of_another_history_is_proved(site, mirror, tmp_path):
    log = PublicLog.plain(300)
    publish(site, log)
    mirror()
    other = log.twin(5)
    other.grow(200, "other")
    publish(site, other)
    assert mirror()[0] == 1
    (evidence,) = evidence_in(tmp_path / "mirror")
    assert isinstance(evidence, RewriteEvidence)
    evidence.verify()


def test_a_checkpoint_that_was_seen_and_never_finished_still_binds(site, mirror, tmp_path):
    log = PublicLog.plain(300)
    publish(site, log)
    mirror()
    log.grow(320)
    publish(site, log)
    (site.folder / "tile/entries/001.p/64").unlink()
    assert mirror()[0] == 1
    other = log.twin(300)
    other.grow(330, "other")
    publish(site, other)
    status, out = mirror()
    assert status == 1
    assert "first 320 of its 330 entries" in out


def test_a_history_whose_tiles_prove_nothing_is_kept_as_unproven(site, mirror, tmp_path):
    log = PublicLog.plain(300)
    publish(site, log)
    mirror()
    other = log.twin(5)
    other.grow(600, "other")
    publish(site, other)
    # The right edge leads to the root, but what lies to the left of it is made up.
    change("tile/0/001")(site, other)
    assert mirror()[0] == 1
    (evidence,) = evidence_in(tmp_path / "mirror")
    assert isinstance(evidence, UnprovenEvidence)
    evidence.verify()


def test_another_key_is_refused(site, mirror, tmp_path):
    publish(site, PublicLog.plain(10))
    mirror()
    publish(site, PublicLog.plain(12, seed=b"\2" * 32))
    status, out = mirror()
    assert status == 1
    assert "not signed by" in out


def test_a_key_from_elsewhere_is_held_to(site, mirror):
    log = PublicLog.plain(10)
    publish(site, log)
    other = NoteSigner(ORIGIN, b"\2" * 32).verifier().text()
    assert mirror("--key", other)[0] == 2
    assert mirror("--key", log.log.verifier().text())[0] == 0
    assert mirror("--key", other)[0] == 2
    assert mirror("--key", "nonsense")[0] == 2


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


# Hostile servers


def wrong_payload(site, log):
    file = site.folder / tiles.payload_path(tiles_digest(log, 250))
    file.write_bytes(file.read_bytes()[:-1] + b" ")


def missing_payload(site, log):
    (site.folder / tiles.payload_path(tiles_digest(log, 250))).unlink()


def tiles_digest(log, index):
    return canonical_json.decode(log.entries[index], max_size=999, place="x")["payload"]


def change(path, at=0):
    def make(site, _log):
        data = bytearray((site.folder / path).read_bytes())
        data[at] ^= 1
        (site.folder / path).write_bytes(bytes(data))

    return make


def cut(path):
    def make(site, _log):
        (site.folder / path).write_bytes((site.folder / path).read_bytes()[:-1])

    return make


def remove(path):
    return lambda site, _log: (site.folder / path).unlink()


def answer(path, status, body=b"", **headers):
    def make(site, _log):
        site.special[path] = lambda handler: handler.answer(status, body, **headers)

    return make


@pytest.mark.parametrize(
    ("spoil", "status", "word"),
    [
        (wrong_payload, 1, "payload of entry 250"),
        (missing_payload, 1, "payload of entry 250 is missing"),
        (change("tile/0/000"), 1, "tiles fit neither"),
        (change("tile/0/001.p/44"), 1, "tiles do not lead"),
        (change("tile/1/000.p/1"), 1, "tiles do not lead"),
        (change("tile/entries/000", 50), 1, "tile/0/000"),
        (change("tile/entries/000"), 1, "tile/entries/000"),
        (cut("tile/entries/001.p/44"), 1, "cut short"),
        (cut("tile/0/000"), 1, "tile/0/000"),
        (remove("tile/0/000"), 1, "tile/0/000"),
        (remove("tile/entries/001.p/44"), 1, "tile/entries/001.p/44: is missing"),
        (change("checkpoint", 70), 1, "checkpoint"),
        (answer("checkpoint", 200, b"\xff"), 2, "UTF-8"),
        (answer("checkpoint", 200, b"hello\n"), 1, "checkpoint"),
        (answer("checkpoint", 404), 2, "no checkpoint"),
        (answer("checkpoint", 200, b"x" * 20_000), 2, "longer than 16,384 bytes"),
        (answer("tile/0/000", 200, b"x" * 10_000_000), 2, "longer than"),
        (answer("tile/entries/000", 200, b"x" * 10_000_000), 2, "longer than"),
        (answer("tile/0/000", 500, b"x"), 2, "status 500"),
        (answer("tile/0/000", 302, b"", Location="/log/tile/0/000"), 2, "status 302"),
        (answer("tile/0/000", 200, b"x", Content_Encoding="gzip"), 2, "packed"),
    ],
)
def test_nothing_wrong_is_taken_over(  # noqa: PLR0917 -- fixtures
    spoil, status, word, site, mirror, tmp_path
):
    log = PublicLog.plain(200)
    publish(site, log)
    mirror()
    before = files_of(tmp_path / "mirror")
    log.grow(300)
    publish(site, log)
    spoil(site, log)
    got, out = mirror()
    assert (got, word in out) == (status, True), out
    after = files_of(tmp_path / "mirror")
    assert {path: after[path] for path in before} == before
    assert after["checkpoint"] == log.note(200).encode()
    site.special.clear()
    publish(site, log)
    assert mirror()[0] == 0
    assert files_of(tmp_path / "mirror") == log.files()


def drip(handler):
    """Answer a byte at a time, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    held = threading.Event()
    while not held.wait(0.02):
        handler.wfile.write(b"x")
        handler.wfile.flush()


def drip_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    held = threading.Event()
    while not held.wait(0.02):
        handler.wfile.write(b"X: y\r\n"[:1])
        handler.wfile.flush()


def silence(handler):
    threading.Event().wait(5)


@pytest.mark.parametrize("slow", [drip, drip_headers, silence])
def test_nobody_waits_for_ever(slow, site):
    site.special["checkpoint"] = slow
    remote = Remote(site.address, Pace(patience=0.3))
    with pytest.raises(DownloadError, match=r"no answer|longer"):
        remote.read("checkpoint", 1000)


def test_all_answers_together_are_bounded(site):
    publish(site, PublicLog.plain(300))
    remote = Remote(site.address, Pace(total=10_000))
    with pytest.raises(DownloadError, match="in all"):
        remote.read("tile/entries/000", 10**6)


def test_an_answer_that_ends_early_is_none(site):
    def short(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "10")
        handler.end_headers()
        handler.wfile.write(b"123")
        handler.close_connection = True

    site.special["checkpoint"] = short
    with pytest.raises(DownloadError):
        Remote(site.address, Pace()).read("checkpoint", 100)


def test_a_connection_that_was_closed_meanwhile_is_opened_again(site):
    publish(site, PublicLog.plain(3))

    def last(handler):
        handler.answer(200, b"x")
        handler.close_connection = True

    site.special["payload/first"] = last
    remote = Remote(site.address, Pace())
    assert remote.read("payload/first", 10) == b"x"
    assert remote.read("checkpoint", 10_000) is not None
    remote.close()


def test_nobody_there(run, tmp_path):
    status, out = run("mirror", "http://127.0.0.1:1/log", tmp_path / "mirror")
    assert status == 2
    assert "no answer" in out


@pytest.mark.parametrize(
    "address",
    [
        "", "file:///etc/passwd", "ftp://example.org/", "https://", "https://u@example.org/",
        "https://example.org/?x=1", "https://example.org/#x", "https://example.org:99999/",
        "https://example.org/a b", "https://example.org/a\nb",
    ],
)  # fmt: skip
def test_addresses_have_one_form(address, run, tmp_path):
    assert run("mirror", address, tmp_path / "mirror")[0] == 2


# Paths


def entry_with(**fields):
    return canonical_json.encode({"payload": "0" * 64, "size": 1, "type": "any", "v": 1, **fields})


@pytest.mark.parametrize(
    "entry",
    [
        entry_with(payload="../../../../etc/passwd"),
        entry_with(payload="/etc/passwd"),
        entry_with(payload="A" * 64),
        entry_with(payload=7),
        entry_with(size=0),
        entry_with(size=2**40),
        entry_with(size="1"),
        b"[]",
        b"not json",
        b"{" * 1000,
    ],
)
def test_no_name_of_the_log_becomes_a_path(entry, site, mirror, tmp_path):
    log = PublicLog.plain(4)
    log.entries.append(entry)
    log.payloads.append(b"x")
    publish(site, log)
    status, out = mirror()
    assert status == 1
    assert "entry 4" in out
    assert not (tmp_path / "mirror/checkpoint").exists()


def test_links_in_the_folder_are_not_followed(site, mirror, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror/payload").symlink_to(outside)
    publish(site, PublicLog.plain(3))
    status, out = mirror()
    assert (status, "is a link" in out) == (2, True)
    assert list(outside.iterdir()) == []


def test_the_answer_to_one_name_is_not_looked_for_elsewhere(site, mirror):
    publish(site, PublicLog.plain(300))
    assert mirror()[0] == 0
    assert all(tiles.is_file(path.removeprefix("/log/")) for path in site.asked)


def test_a_kept_checkpoint_that_was_damaged_stops_the_mirror(site, mirror, tmp_path):
    publish(site, PublicLog.plain(3))
    mirror()
    (tmp_path / "mirror/.mirror/checkpoints/9-0123456789abcdef").write_text("nonsense")
    assert mirror()[0] == 2
    (tmp_path / "mirror/.mirror/key").write_text("nonsense")
    assert mirror()[0] == 2


def test_a_damaged_file_of_the_mirror_is_fetched_again(site, mirror, tmp_path, run):
    log = PublicLog.plain(300)
    publish(site, log)
    mirror()
    for path in ("tile/0/000", "tile/entries/000", "tile/1/000.p/1", "tile/0/001.p/44"):
        (tmp_path / "mirror" / path).write_bytes(b"x" * 400_000)
    (tmp_path / "mirror" / tiles.payload_path(tiles_digest(log, 250))).unlink()
    assert run("fsck", tmp_path / "mirror")[0] == 1
    assert mirror()[0] == 0
    assert files_of(tmp_path / "mirror") == log.files()


def test_a_mirror_that_was_tampered_with_is_named_before_the_log(site, mirror, tmp_path):
    log = PublicLog.plain(300)
    publish(site, log)
    mirror()
    other = log.twin(5)
    other.grow(300, "other")
    for path, data in other.files().items():
        if path.startswith("tile/"):
            (tmp_path / "mirror" / path).write_bytes(data)
    status, out = mirror()
    assert (status, "fsck" in out) == (1, True)


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


# Kills


class Killed(BaseException):
    """The end of the process, as far as the mirror can see."""


@pytest.mark.parametrize("at", [*range(1, 12), 13, 15, 17])
def test_a_kill_at_any_read_leaves_a_mirror_that_goes_on(at, tmp_path):
    log = PublicLog.plain(20)
    folder = Folder(tmp_path / "mirror")
    Mirror(reader(log.files()), folder, print).update()
    log.grow(300)
    files = log.files()
    left = iter(range(at))

    def read(path, cap):
        if next(left, None) is None:
            raise Killed
        return files.get(path)

    try:
        Mirror(read, folder, print).update()
    except Killed:
        assert files_of(tmp_path / "mirror")["checkpoint"] == log.note(20).encode()
        assert cli.main(["fsck", str(tmp_path / "mirror")]) == 0
    Mirror(reader(files), folder, print).update()
    assert files_of(tmp_path / "mirror").items() >= files.items()


@pytest.mark.parametrize("at", range(1, 26))
def test_a_kill_at_any_write_leaves_a_mirror_that_goes_on(at, tmp_path, monkeypatch):
    log = PublicLog.plain(5)
    folder = Folder(tmp_path / "mirror")
    Mirror(reader(log.files()), folder, print).update()
    log.grow(12)
    done = []
    replace = Path.replace

    def fail(self, target):
        done.append(target)
        if len(done) == at:
            raise Killed
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        try:
            Mirror(reader(log.files()), folder, print).update()
        except Killed:
            assert cli.main(["fsck", str(tmp_path / "mirror")]) == 0
    Mirror(reader(log.files()), folder, print).update()
    assert files_of(tmp_path / "mirror").items() >= log.files().items()
    assert cli.main(["fsck", str(tmp_path / "mirror")]) == 0


def reader(files):
    return lambda path, _cap: files.get(path)


def test_a_process_that_was_killed_is_taken_up_again(site, mirror, tmp_path):
    log = PublicLog.plain(300)
    publish(site, log)
    reached, never = threading.Event(), threading.Event()

    def hold(handler):
        reached.set()
        never.wait(20)

    held = tiles.payload_path(tiles_digest(log, 250))
    site.special[held] = hold
    command = [sys.executable, "-m", "verifier", "mirror", site.address, str(tmp_path / "mirror")]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    assert reached.wait(60)
    process.kill()
    process.wait()
    never.set()
    assert not (tmp_path / "mirror/checkpoint").exists()
    site.special.clear()
    site.asked.clear()
    assert mirror()[0] == 0
    assert files_of(tmp_path / "mirror") == log.files()
    assert len([path for path in site.asked if "/payload/" in path]) == 1
    assert "/log/tile/entries/000" not in site.asked[4:]


def test_two_runs_do_not_meet(site, mirror, tmp_path):
    publish(site, PublicLog.plain(3))
    with Memory(Folder(tmp_path / "mirror")).alone():
        status, out = mirror()
    assert (status, "another run" in out) == (2, True)
    assert os.listdir(tmp_path / "mirror") == [".mirror"]
