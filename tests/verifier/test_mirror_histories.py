"""Mirrors of logs that tell another history than before, or bear another key: refused, and kept."""

from crypto.evidence import ForkEvidence, RewriteEvidence, UnprovenEvidence
from crypto.notes import NoteSigner
from tests.verifier.mirrors import evidence_in, files_of, publish, spoil
from tests.verifier.public_logs import ORIGIN, PublicLog


def test_a_fork_is_refused_and_kept(site, mirror, tmp_path, mirrored):
    log = mirrored(300)
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


def test_a_rewritten_history_is_refused_with_proof(site, mirror, tmp_path, mirrored):
    log = mirrored(300)
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


def test_a_shorter_log_is_refused_and_both_notes_are_kept(site, mirror, tmp_path, mirrored):
    log = mirrored(300)
    publish(site, log, 290)
    status, out = mirror()
    assert status == 1
    assert "only 290 entries, but signed for 300 before" in out
    kept = {path.read_text() for path in (tmp_path / "mirror/.mirror/checkpoints").iterdir()}
    assert kept == {log.note(300), log.note(290)}
    assert evidence_in(tmp_path / "mirror") == []
    assert files_of(tmp_path / "mirror") == log.files(300)


def test_a_shorter_log_of_another_history_is_proved(site, mirror, tmp_path, mirrored):
    log = mirrored(300)
    other = log.twin(5)
    other.grow(200, "other")
    publish(site, other)
    assert mirror()[0] == 1
    (evidence,) = evidence_in(tmp_path / "mirror")
    assert isinstance(evidence, RewriteEvidence)
    evidence.verify()


def test_a_checkpoint_that_was_seen_and_never_finished_still_binds(
    site, mirror, tmp_path, mirrored
):
    log = mirrored(300)
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


def test_a_history_whose_tiles_prove_nothing_is_kept_as_unproven(site, mirror, tmp_path, mirrored):
    log = mirrored(300)
    other = log.twin(5)
    other.grow(600, "other")
    publish(site, other)
    # The right edge leads to the root, but what lies to the left of it is made up.
    spoil(site.folder / "tile/0/001")
    assert mirror()[0] == 1
    (evidence,) = evidence_in(tmp_path / "mirror")
    assert isinstance(evidence, UnprovenEvidence)
    evidence.verify()


def test_another_key_is_refused(site, mirror, tmp_path, mirrored):
    mirrored(10)
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
