"""Disputes about checkpoints, and about whose word is judged."""

import json
from pathlib import Path

from crypto.entries import decode_entry
from crypto.notes import NoteSigner
from tests.verifier.disputes.cast import (
    AT_FAULT,
    FORGED,
    NO_FAULT,
    NOT_JUDGED,
    OF_VOTER_1,
    STRANGER,
    forged_signature,
    outcome,
    promise,
)
from tests.verifier.public_logs import PublicLog
from verifier import cli
from verifier.disputes.proofs import TwoEntries, encode_dispute


def test_two_checkpoints_of_one_size_prove_the_fault(judge, log, other):
    key = log.log.verifier().text()
    answer = judge(log.note(20), other.note(20), bench=None, more=["--key", key])
    assert outcome(answer) == AT_FAULT
    proof = Path(answer["proof"]).read_bytes()
    assert outcome(judge(proof, bench=None, more=["--key", key])) == AT_FAULT


def test_a_forged_second_checkpoint_proves_nothing(judge, log, other):
    other.log = NoteSigner(log.log.name, b"\7" * 32)
    assert outcome(judge(log.note(20), other.note(20))) == FORGED


def test_two_checkpoints_of_one_history(judge, log):
    assert outcome(judge(log.note(20), log.note(18))) == NO_FAULT
    assert outcome(judge(log.note(20), log.note(20))) == NO_FAULT
    key = ["--key", log.log.verifier().text()]
    assert outcome(judge(log.note(20), log.note(18), bench=None, more=key)) == NOT_JUDGED


def test_two_checkpoints_of_different_sizes_are_judged_by_the_entries(judge, log, other):
    answer = judge(log.note(18), other.note(22))
    assert outcome(answer) == AT_FAULT
    evidence = json.loads(Path(answer["proof"]).read_bytes())
    assert evidence["kind"] == "rewrite"
    assert outcome(judge(log.note(18), other.note(18))) == NO_FAULT


def test_a_checkpoint_as_large_as_the_log_proves_a_fork(judge, log, other):
    answer = judge(other.note())
    assert outcome(answer) == AT_FAULT
    assert json.loads(Path(answer["proof"]).read_bytes())["kind"] == "fork"


def test_a_checkpoint_with_a_wrong_signature_is_forged(judge, log):
    assert outcome(judge(forged_signature(log.note(20)))) == FORGED


def test_notes_of_another_log_are_not_judged(judge):
    elsewhere = PublicLog(NoteSigner("elsewhere.example/e/x", b"\1" * 32))
    elsewhere.add(b"{}")
    assert outcome(judge(elsewhere.note())) == NOT_JUDGED
    assert outcome(judge(promise(elsewhere, STRANGER, STRANGER))) == NOT_JUDGED


def test_a_proof_about_another_log_is_not_judged(judge, log, other):
    key = NoteSigner(log.log.name, b"\7" * 32).verifier().text()
    made = TwoEntries(key, log.receipt(19, 20), other.receipt(19, 20))
    assert outcome(judge(encode_dispute(made))) == NOT_JUDGED


def test_an_entry_of_a_type_no_election_has(judge):
    plain = PublicLog.plain(5)
    answer = judge(plain.receipt(3), by=plain)
    assert (outcome(answer), answer["standing"]) == (NO_FAULT, "entry")


def test_a_key_that_is_not_the_records_judges_nothing(judge, log, honest, tmp_path):
    record = honest.write(tmp_path / "record.zip")
    (tmp_path / "receipt").write_text(log.receipt(OF_VOTER_1, 20))
    other = NoteSigner(log.log.name, b"\7" * 32).verifier().text()
    words = ["receipt", str(tmp_path / "receipt"), "--record", str(record), "--key", other]
    assert cli.main(words) == 2


def test_a_shared_copy_with_a_payload_that_is_gone_accuses_nobody(judge, log, honest, tmp_path):
    place = log.write(tmp_path / "gone")
    digest = decode_entry(log.entries[honest.index("tally-input")]).payload_hash
    (place / f"payload/{digest[:2]}/{digest}").unlink()
    (tmp_path / "receipt").write_text(log.receipt(OF_VOTER_1, 20))
    assert cli.main(["receipt", str(tmp_path / "receipt"), "--mirror", str(place)]) == 2
