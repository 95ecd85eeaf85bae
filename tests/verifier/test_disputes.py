"""Who is right: each kind of dispute, and its tampered twin."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crypto import canonical_json, merkle
from crypto.announcement import Announcement
from crypto.ballot import ballot_hash
from crypto.entries import decode_entry
from crypto.evidence import ForkEvidence, KeysEvidence, RewriteEvidence, UnprovenEvidence
from crypto.notes import NoteSigner
from crypto.promises import Promise
from tests.checkpoints import signed_checkpoint
from tests.simulator import Vote
from tests.verifier.public_logs import PublicLog
from verifier import cli
from verifier.disputes.proofs import TwoEntries, encode_dispute

AT = datetime(2030, 5, 1, 12, tzinfo=UTC)
STRANGER = "ab" * 32

# Numbers of entries of the honest election's ballots, in the order they were cast.
FIRST_OF_VOTER_0, TEST_OF_VOTER_1, OF_VOTER_1, LAST_OF_VOTER_0 = 17, 18, 19, 21


@pytest.fixture
def log(honest):
    return PublicLog.of(honest)


@pytest.fixture(autouse=True)
def _proofs_stay_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def judge(log, tmp_path, capsys):
    """Judge texts by the folder of the honest log; the outcome for machines."""

    def call(*documents, by=None, command="dispute", bench="--mirror", more=()):
        files = []
        for number, document in enumerate(documents):
            data = document.encode() if isinstance(document, str) else document
            files.append(Path(f"brought-{number}"))
            files[-1].write_bytes(data)
        place = (by or log).write(tmp_path / f"log-{id(by)}") if bench == "--mirror" else bench
        entries = [] if bench is None else ["--mirror", place]
        words = [command, "--json", *files, *entries, *more]
        status = cli.main([str(word) for word in words])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        answer = json.loads(captured.out)
        assert answer["status"] == status
        return answer

    return call


@pytest.fixture
def other(log):
    """The same log's key over another history from entry 19 on, of the same length."""
    other = log.twin(19)
    other.entries += [log.entries[20], log.entries[19], *log.entries[21:]]
    other.payloads += [log.payloads[20], log.payloads[19], *log.payloads[21:]]
    return other


@pytest.fixture
def open_log(log, honest):
    """The log while voting goes on."""
    return log.twin(honest.index("close"))


def outcome(answer):
    return answer["outcome"], answer["status"]


NO_FAULT, AT_FAULT, NOT_JUDGED, FORGED = (
    ("no fault", 0),
    ("server at fault", 1),
    ("not judged", 2),
    ("receipt forged", 3),
)


# Receipts and what became of the ballot


@pytest.mark.parametrize(
    ("index", "standing"),
    [
        (FIRST_OF_VOTER_0, "replaced"),
        (TEST_OF_VOTER_1, "test"),
        (OF_VOTER_1, "counted"),
        (LAST_OF_VOTER_0, "counted"),
        (0, "entry"),
    ],
)
def test_a_good_receipt_tells_what_became_of_the_entry(index, standing, judge, log):
    answer = judge(log.receipt(index, max(index + 1, 20)), command="receipt")
    assert (outcome(answer), answer["standing"]) == (NO_FAULT, standing)


def test_a_ballot_that_was_replaced_is_told_by_what(judge, log):
    reasons = judge(log.receipt(FIRST_OF_VOTER_0))["reasons"]
    assert any(f"replaced by the same voter's entry {LAST_OF_VOTER_0}" in text for text in reasons)


def test_while_voting_goes_on_a_ballot_is_recorded(judge, log, open_log):
    answer = judge(log.receipt(OF_VOTER_1, 20), by=open_log)
    assert (outcome(answer), answer["standing"]) == (NO_FAULT, "recorded")


def test_a_receipt_for_another_history_proves_the_fault(judge, log, other, capsys):
    answer = judge(other.receipt(OF_VOTER_1, 20), by=log)
    assert outcome(answer) == AT_FAULT
    proof = Path(answer["proof"]).read_bytes()
    key = log.log.verifier().text()
    assert outcome(judge(proof, bench=None, more=["--key", key])) == AT_FAULT


def test_a_receipt_newer_than_the_record_of_an_ended_log_proves_the_fault(judge, log):
    longer = log.twin(len(log.entries))
    longer.entries.append(log.entries[OF_VOTER_1])
    longer.payloads.append(log.payloads[OF_VOTER_1])
    receipt = longer.receipt(len(log.entries))
    answer = judge(receipt)
    assert outcome(answer) == AT_FAULT
    assert any("and signed for entries after it" in text for text in answer["reasons"])
    proof = Path(answer["proof"]).read_bytes()
    key = ["--key", log.log.verifier().text()]
    assert outcome(judge(proof, bench=None, more=key)) == AT_FAULT
    tampered = json.loads(proof)
    tampered["first"] = log.note()
    assert outcome(judge(canonical_json.encode(tampered), bench=None, more=key)) == FORGED
    tampered = json.loads(proof)
    tampered["second"] = log.receipt(OF_VOTER_1)
    assert outcome(judge(canonical_json.encode(tampered), bench=None, more=key)) == FORGED


def test_an_older_copy_cannot_judge_a_newer_receipt(judge, log, open_log):
    late = log.receipt(LAST_OF_VOTER_0)
    assert outcome(judge(late, by=log.twin(20))) == NOT_JUDGED
    assert outcome(judge(late, by=open_log)) == NO_FAULT


def test_an_older_copy_proves_another_entry_at_the_same_place(judge, other, open_log):
    answer = judge(other.receipt(OF_VOTER_1), by=open_log)
    assert outcome(answer) == AT_FAULT
    assert any("two different entries with number 19" in text for text in answer["reasons"])


def forged_signature(receipt):
    return receipt[:-12] + ("A" if receipt[-12] != "A" else "B") + receipt[-11:]


def other_index(receipt):
    return receipt.replace("\nindex 19\n", "\nindex 18\n")


def other_entry(receipt):
    entry, stranger = receipt.split("\n")[1], "extra " + "e30="
    return receipt.replace(entry, stranger)


def other_size(receipt):
    return receipt.replace("\n20\n", "\n21\n")


def no_form(receipt):
    return receipt.replace("\nindex ", "\nnumber ")


@pytest.mark.parametrize("forge", [forged_signature, other_index, other_entry, other_size, no_form])
def test_a_forged_receipt_is_called_so(forge, judge, log):
    receipt = log.receipt(OF_VOTER_1, 20)
    assert forge(receipt) != receipt
    assert outcome(judge(forge(receipt))) == FORGED
    assert outcome(judge(receipt)) == NO_FAULT


def test_a_receipt_of_another_key_names_both_keys(judge, log):
    stranger = log.twin(20)
    stranger.log = NoteSigner(log.log.name, b"\7" * 32)
    answer = judge(stranger.receipt(OF_VOTER_1))
    assert outcome(answer) == FORGED
    assert stranger.log.verifier().key_id.hex() in answer["reasons"][0]
    assert log.log.verifier().key_id.hex() in answer["reasons"][0]


def test_a_receipt_of_another_log_is_not_judged(judge):
    assert outcome(judge(PublicLog.plain(5).receipt(3))) in {NOT_JUDGED, FORGED}
    elsewhere = PublicLog.plain(5)
    elsewhere.log = NoteSigner("elsewhere.example/e/x", b"\1" * 32)
    assert outcome(judge(elsewhere.receipt(3))) == NOT_JUDGED


def test_line_ends_of_other_systems_forge_nothing(judge, log):
    receipt = log.receipt(OF_VOTER_1).replace("\n", "\r\n")
    assert outcome(judge(b"\xef\xbb\xbf" + receipt.encode())) == NO_FAULT


def test_a_last_ballot_that_was_not_counted_is_the_servers_fault(judge, honest, log):
    honest.edit("tally-input", lambda document: document["counted"].remove(OF_VOTER_1))
    short = PublicLog.of(honest)
    answer = judge(short.receipt(OF_VOTER_1, 20), by=short)
    assert (outcome(answer), answer["standing"]) == (AT_FAULT, "left out")
    assert outcome(judge(log.receipt(OF_VOTER_1, 20), by=log)) == NO_FAULT


def test_a_ballot_recorded_after_the_close_is_the_servers_fault(judge, honest):
    line = honest.lines.pop(OF_VOTER_1)
    honest.lines.insert(honest.index("close") + 1, line)
    late = PublicLog.of(honest)
    index = honest.lines.index(line)
    assert judge(late.receipt(index), by=late)["standing"] == "late"


# Promises


def promise(log, ballot, credential, **changes):
    made = Promise(log.log.name, ballot, credential, AT)
    return replace(made, **changes).sign(log.log)


def ballot_of(log, index):
    header = decode_entry(log.entries[index])
    return header.payload_hash, header.credential


@pytest.mark.parametrize(
    ("index", "standing"), [(OF_VOTER_1, "counted"), (FIRST_OF_VOTER_0, "replaced")]
)
def test_a_promise_that_was_kept(index, standing, judge, log):
    answer = judge(promise(log, *ballot_of(log, index)), command="receipt")
    assert (outcome(answer), answer["standing"]) == (NO_FAULT, standing)


def test_a_broken_promise_proves_the_fault(judge, log):
    answer = judge(promise(log, STRANGER, STRANGER))
    assert outcome(answer) == AT_FAULT
    proof = Path(answer["proof"]).read_bytes()
    assert outcome(judge(proof)) == AT_FAULT
    assert (
        outcome(judge(proof, bench=None, more=["--key", log.log.verifier().text()])) == NOT_JUDGED
    )
    tampered = json.loads(proof)
    tampered["first"] = tampered["first"].replace(STRANGER, "cd" * 32)
    assert outcome(judge(canonical_json.encode(tampered))) == FORGED


def test_a_forged_promise_is_called_so(judge, log):
    note = promise(log, STRANGER, STRANGER)
    assert outcome(judge(note.replace(STRANGER, "cd" * 32))) == FORGED
    assert outcome(judge(note.replace("Z\n", "\n"))) == FORGED
    stranger = PublicLog(NoteSigner(log.log.name, b"\7" * 32))
    assert outcome(judge(promise(stranger, STRANGER, STRANGER))) == FORGED


def test_a_promise_is_not_due_while_voting_goes_on(judge, log, open_log):
    note = promise(log, STRANGER, STRANGER)
    answer = judge(note, by=open_log)
    assert outcome(answer) == NO_FAULT
    assert "voting goes on" in answer["reasons"][0]


def test_a_promise_of_a_ballot_that_was_shown_as_a_test(judge, log, honest):
    header = decode_entry(log.entries[TEST_OF_VOTER_1])
    answer = judge(promise(log, header.ballot, header.credential))
    assert (outcome(answer), answer["standing"]) == (NO_FAULT, "test")


def test_another_ballot_of_the_voter_may_be_the_later_one(judge, log):
    answer = judge(promise(log, STRANGER, ballot_of(log, OF_VOTER_1)[1]))
    assert outcome(answer) == NOT_JUDGED
    assert "another ballot of the same voter stands at entry 19" in answer["reasons"]


def test_a_ballot_that_came_to_the_record_after_the_close_keeps_no_promise(judge, honest):
    line = honest.lines.pop(OF_VOTER_1)
    honest.lines.insert(honest.index("close") + 1, line)
    late = PublicLog.of(honest)
    note = promise(late, ballot_hash(line.payload), line.fields["credential"])
    assert outcome(judge(note, by=late)) == AT_FAULT


# Checkpoints


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


def test_two_receipts_of_one_number_prove_the_fault(judge, log, other):
    key = ["--key", log.log.verifier().text()]
    two = log.receipt(OF_VOTER_1, 20), other.receipt(OF_VOTER_1, 22)
    answer = judge(*two, bench=None, more=key)
    assert outcome(answer) == AT_FAULT
    proof = json.loads(Path(answer["proof"]).read_bytes())
    assert proof["kind"] == "two-entries"
    proof["second"] = proof["first"]
    assert outcome(judge(canonical_json.encode(proof), bench=None, more=key)) == FORGED


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


# Evidence of witnesses and mirrors


def test_a_witnesss_fork_proves_the_fault(judge, log, other):
    key = log.log.verifier().text()
    fork = ForkEvidence(key, log.note(20), other.note(20))
    assert outcome(judge(fork.encode())) == AT_FAULT
    assert outcome(judge(replace(fork, second=log.note(20)).encode())) == FORGED
    forged = replace(fork, second=other.note(20).replace("\n20\n", "\n21\n"))
    assert outcome(judge(forged.encode())) == FORGED


def rewriting(log, other):
    node = merkle.stored_leaves(other.leaves(22))
    root, proof = merkle.tree_root(20, node), tuple(merkle.consistency_proof(20, 22, node))
    return RewriteEvidence(log.log.verifier().text(), log.note(20), other.note(22), root, proof)


def test_a_rewriting_proves_the_fault(judge, log, other):
    made = rewriting(log, other)
    assert outcome(judge(made.encode())) == AT_FAULT
    assert outcome(judge(replace(made, root=bytes(32)).encode())) == FORGED
    assert outcome(judge(replace(made, proof=made.proof[1:]).encode())) == FORGED


def test_unproven_evidence_is_judged_by_the_entries(judge, log, other):
    key = log.log.verifier().text()
    garbled = UnprovenEvidence(key, log.note(18), log.note(20), ())
    assert outcome(judge(garbled.encode())) == NO_FAULT
    assert outcome(judge(garbled.encode(), bench=None, more=["--key", key])) == NOT_JUDGED
    true = UnprovenEvidence(key, log.note(20), other.note(22), ())
    assert outcome(judge(true.encode())) == AT_FAULT
    assert outcome(judge(replace(true, second=log.note(20)).encode())) == FORGED


def test_evidence_of_another_log_is_not_judged(judge, log, other):
    stranger = NoteSigner(log.log.name, b"\7" * 32)
    notes = [signed_checkpoint(stranger, log.log.name, 20, bytes([n]) * 32) for n in (1, 2)]
    made = ForkEvidence(stranger.verifier().text(), *notes)
    made.verify()
    assert outcome(judge(made.encode())) == NOT_JUDGED


def announced(registry, log_key, origin):
    payload = canonical_json.encode({"log_key": log_key, "origin": origin})
    registry.add(payload)
    entry = json.loads(registry.entries[-1]) | {"type": "log-begun"}
    del entry["number"]
    registry.entries[-1] = canonical_json.encode(entry)
    return payload


def test_a_registry_that_gave_one_log_two_keys_is_at_fault(judge, log):
    registry = PublicLog(NoteSigner("tabella.example/registry", b"\3" * 32))
    keys = [NoteSigner(log.log.name, bytes([n]) * 32).verifier().text() for n in (4, 5)]
    payloads = [announced(registry, key, log.log.name) for key in keys]
    first, second = (
        Announcement(payload, registry.receipt(index)) for index, payload in enumerate(payloads)
    )
    own = registry.log.verifier().text()
    made = KeysEvidence(keys[0], own, first, second)
    assert outcome(judge(made.encode(), bench=None, more=["--key", own])) == AT_FAULT
    assert outcome(judge(made.encode())) == NOT_JUDGED
    unproved = replace(made, first=None)
    assert outcome(judge(unproved.encode(), bench=None, more=["--key", own])) == NOT_JUDGED
    twice = replace(made, second=first)
    assert outcome(judge(twice.encode(), bench=None, more=["--key", own])) == FORGED


# The command lines


def test_a_record_judges_as_a_mirror_does(honest, log, other, tmp_path, capsys):
    record = honest.write(tmp_path / "record.zip")
    (tmp_path / "good").write_text(log.receipt(OF_VOTER_1, 20))
    (tmp_path / "bad").write_text(other.receipt(OF_VOTER_1, 20))
    assert cli.main(["receipt", str(tmp_path / "good"), "--record", str(record)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("NO FAULT\n")
    assert "entry 19 is ballot " in out
    proof = tmp_path / "proof.json"
    words = ["receipt", str(tmp_path / "bad"), "--record", str(record), "--proof", str(proof)]
    assert cli.main(words) == 1
    assert capsys.readouterr().out.startswith("SERVER AT FAULT\n")
    assert cli.main(["dispute", str(proof), "--record", str(record)]) == 1


def test_a_proof_overwrites_nothing(judge, other, tmp_path):
    (tmp_path / "mine").write_text("mine")
    answer = judge(other.receipt(OF_VOTER_1, 20), more=["--proof", "mine"])
    assert answer["status"] == 2
    assert (tmp_path / "mine").read_text() == "mine"


@pytest.mark.parametrize("data", [b"", b"hello", b"\xff\xfe", b"{}", b'{"type":"x"}', b"{" * 99])
def test_what_cannot_be_judged(data, judge):
    assert judge(data)["status"] == 2


def test_evidence_that_has_not_the_form_of_it(judge):
    assert outcome(judge(b'{"kind":"fork","type":"log-evidence","v":1}')) == FORGED
    assert outcome(judge(b'{"kind":"x","type":"log-dispute","v":1}')) == FORGED


def test_a_receipt_is_asked_for_by_name(judge, log, tmp_path):
    assert judge(log.note(), command="receipt")["status"] == 2
    assert judge(b"x" * 300_000)["status"] == 2
    assert cli.main(["receipt", str(tmp_path / "none"), "--key", "x"]) == 2


def test_somebody_has_to_say_whose_word_is_judged(judge, log):
    assert judge(log.receipt(19), bench=None)["status"] == 2


def test_a_copy_that_is_not_in_order_judges_nobody(judge, log, tmp_path):
    broken = log.twin(20)
    broken.entries[19] = log.entries[20]
    place = broken.write(tmp_path / "broken")
    (place / "checkpoint").write_text(log.note(20))
    (tmp_path / "receipt").write_text(log.receipt(OF_VOTER_1, 20))
    assert cli.main(["receipt", str(tmp_path / "receipt"), "--mirror", str(place)]) == 2


def test_votes_of_a_cancelled_election(judge, honest):
    for kind in ("final", "result", "tally", "tally-input", "close"):
        honest.drop(kind)
    while "decryption" in [line.kind for line in honest.lines]:
        honest.drop("decryption")
    honest.add("cancel", canonical_json.encode({"v": 1}))
    log = PublicLog.of(honest)
    answer = judge(log.receipt(OF_VOTER_1), by=log)
    assert (outcome(answer), answer["standing"]) == (NO_FAULT, "recorded")
    assert outcome(judge(promise(log, STRANGER, STRANGER), by=log)) == NO_FAULT


def test_the_cast_is_as_this_file_says(honest):
    votes = [Vote(*vote) if isinstance(vote, tuple) else vote for vote in honest.plan.votes]
    kinds = ["challenge" if vote.is_test else "ballot" for vote in votes]
    assert [line.kind for line in honest.lines[17:23]] == kinds
