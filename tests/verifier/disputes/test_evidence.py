"""Disputes by what witnesses and mirrors kept."""

import json
from dataclasses import replace

from crypto import canonical_json, merkle
from crypto.announcement import Announcement
from crypto.evidence import ForkEvidence, KeysEvidence, RewriteEvidence, UnprovenEvidence
from crypto.notes import NoteSigner
from tests.checkpoints import signed_checkpoint
from tests.verifier.disputes.cast import AT_FAULT, FORGED, NO_FAULT, NOT_JUDGED, outcome
from tests.verifier.public_logs import PublicLog


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
