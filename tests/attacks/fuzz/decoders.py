"""Every function that reads what came from outside, its one error, and a document it reads."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import QueryDict

from ballots.reader import read_ballot, read_challenge
from board.errors import QueryError
from board.queries import decode_numbers
from config.rehearsal.plan import PlanError, read_plan
from crypto import base32, canonical_json, ceremony_payloads, payloads, registry, tally_payloads
from crypto.announcement import Announcement
from crypto.ballot import decode_ballot, decode_votes, parse_tracker
from crypto.challenged_ballot import decode_nonces
from crypto.commitments import decode_commitments
from crypto.credentials import new_code, parse_code
from crypto.entries import decode_entry
from crypto.errors import CryptoError
from crypto.evidence import decode_evidence
from crypto.key_file import decode_key_file, decode_key_purpose
from crypto.manifest import decode_manifest
from crypto.notes import Checkpoint, NoteVerifier, decode_tlog_proof
from crypto.promises import Promise, decode_promise
from crypto.receipt_page import decode_receipt_page
from crypto.roll_change import decode_roll_change_payload
from crypto.strict_base64 import decode_base64
from crypto.tiles import Tile, decode_bundle, decode_tile
from crypto.waiver import decode_waiver_payload
from crypto.witness_policy import decode_policy_file
from tests.attacks.fuzz import samples
from tests.attacks.fuzz.samples import GROUP, ORIGIN, PASSPHRASE
from tests.elections import roll_text
from tests.simulator import ELECTION_ID
from trustee.errors import UnusableError
from trustee.link import Link
from trustee.task_file import TaskHeader
from verifier import election as verified_election
from verifier.disputes.documents import decode_document
from verifier.disputes.proofs import TwoEntries, decode_dispute, encode_dispute
from verifier.logs import files as verified_files
from voting.bounces import read_failure
from voting.errors import RollError
from voting.registrar import decode_new_key, decode_public_keys
from voting.roll_csv import decode_roll_file, read_roll
from witness.submission import decode_submission

ROOT = Path(__file__).parents[3]
ROOMS = ("crypto", "board", "ballots", "voting", "tally", "verifier", "witness", "trustee")


@dataclass(frozen=True, slots=True)
class Decoder:
    """How to call it with any bytes; what it refuses them with; bytes it takes."""

    read: Callable[[bytes], object]
    sample: Callable[[], bytes]
    error: type[Exception] = CryptoError
    is_slow: bool = False


def text(data: bytes) -> str:
    """Any bytes as a text; undecodable ones as characters that no UTF-8 has."""
    return data.decode("utf-8", "surrogateescape")


def value(data: bytes) -> Any:
    """A decoded document, or the text where the bytes are none: what a caller can come to hold."""
    try:
        return canonical_json.decode(data, max_size=2**24, place="value")
    except CryptoError:
        return text(data)


def payload(kind: str) -> Callable[[], bytes]:
    return lambda: samples.payload(kind)


DECODERS: dict[str, Decoder] = {
    "crypto.announcement.Announcement.parse": Decoder(
        lambda data: Announcement.parse(value(data), "announcement"),
        lambda: samples.encoded({"payload": "{}", "receipt": samples.receipt().decode()}),
    ),
    "crypto.ballot.decode_ballot": Decoder(
        lambda data: decode_ballot(data, samples.context()), lambda: samples.made_ballot().data
    ),
    "crypto.ballot.decode_votes": Decoder(
        lambda data: decode_votes(data, samples.context()), lambda: samples.made_ballot().data
    ),
    "crypto.ballot.parse_tracker": Decoder(
        lambda data: parse_tracker(text(data)), lambda: b"7K3M-9QXD-2VTA-R8HN-5CWE"
    ),
    "crypto.base32.decode": Decoder(
        lambda data: base32.decode(text(data), 20, "code"), lambda: b"7K3M9QXD2VTAR8HN5CWE"
    ),
    "crypto.canonical_json.decode": Decoder(
        lambda data: canonical_json.decode(data, max_size=2**24, place="value"), payload("roll")
    ),
    "crypto.ceremony.CeremonyView.decode": Decoder(
        lambda data: samples.election().view.decode("trustee", data), payload("trustee")
    ),
    "crypto.ceremony_payloads.decode_ceremony_payload": Decoder(
        ceremony_payloads.decode_ceremony_payload, payload("ceremony")
    ),
    "crypto.ceremony_payloads.decode_trustee_payload": Decoder(
        lambda data: ceremony_payloads.decode_trustee_payload(data, GROUP), payload("trustee")
    ),
    "crypto.ceremony_payloads.decode_share_payload": Decoder(
        lambda data: ceremony_payloads.decode_share_payload(data, GROUP), payload("share")
    ),
    "crypto.ceremony_payloads.decode_confirm_payload": Decoder(
        ceremony_payloads.decode_confirm_payload, payload("confirm")
    ),
    "crypto.ceremony_payloads.decode_complaint_payload": Decoder(
        ceremony_payloads.decode_complaint_payload, samples.complaint
    ),
    "crypto.ceremony_payloads.decode_drill_payload": Decoder(
        lambda data: ceremony_payloads.decode_drill_payload(data, GROUP), payload("drill")
    ),
    "crypto.challenged_ballot.decode_nonces": Decoder(
        lambda data: decode_nonces(value(data), samples.context(), 1),
        lambda: samples.encoded(samples.made_ballot().nonces),
    ),
    "crypto.commitments.decode_commitments": Decoder(
        lambda data: decode_commitments(value(data), samples.context(), 1),
        lambda: samples.encoded(samples.made_ballot().commitments),
    ),
    "crypto.credentials.parse_code": Decoder(
        lambda data: parse_code(text(data)), lambda: new_code(bytes(13)).encode()
    ),
    "crypto.entries.decode_entry": Decoder(decode_entry, samples.entry),
    "crypto.evidence.decode_evidence": Decoder(decode_evidence, samples.fork),
    "crypto.group.Group.decode_residue": Decoder(
        lambda data: GROUP.decode_residue(text(data), "number"),
        lambda: GROUP.element_hex(GROUP.g).encode(),
    ),
    "crypto.group.Group.decode_scalar": Decoder(
        lambda data: GROUP.decode_scalar(text(data), "number"), lambda: b"0f" * 32
    ),
    "crypto.key_file.decode_key_purpose": Decoder(decode_key_purpose, samples.key_file),
    "crypto.key_file.decode_key_file": Decoder(
        lambda data: decode_key_file(data, PASSPHRASE, election_id=ELECTION_ID, trustee=2),
        samples.key_file,
        is_slow=True,
    ),
    "crypto.manifest.decode_manifest": Decoder(decode_manifest, payload("election")),
    "crypto.notes.Checkpoint.parse": Decoder(
        lambda data: Checkpoint.parse(text(data)),
        lambda: Checkpoint(ORIGIN, 3, bytes(32)).text().encode(),
    ),
    "crypto.notes.VerifierKey.parse": Decoder(
        lambda data: NoteVerifier.parse(text(data)),
        lambda: samples.SIGNER.verifier().text().encode(),
    ),
    "crypto.notes.decode_tlog_proof": Decoder(
        lambda data: decode_tlog_proof(text(data)), samples.receipt
    ),
    "crypto.payloads.decode_roll_payload": Decoder(payloads.decode_roll_payload, payload("roll")),
    "crypto.payloads.decode_freeze_payload": Decoder(
        lambda data: payloads.decode_freeze_payload(data, GROUP), payload("freeze")
    ),
    "crypto.payloads.decode_turn_payload": Decoder(
        lambda data: payloads.decode_turn_payload(data, "open"), payload("open")
    ),
    "crypto.payloads.decode_extend_payload": Decoder(
        payloads.decode_extend_payload, payload("extend")
    ),
    "crypto.payloads.decode_cancel_payload": Decoder(
        payloads.decode_cancel_payload, payload("cancel")
    ),
    "crypto.payloads.decode_tally_input_payload": Decoder(
        payloads.decode_tally_input_payload, payload("tally-input")
    ),
    "crypto.promises.Promise.parse": Decoder(
        lambda data: Promise.parse(text(data)),
        lambda: samples.promise().partition(b"\n\n")[0] + b"\n",
    ),
    "crypto.promises.decode_promise": Decoder(
        lambda data: decode_promise(text(data)), samples.promise
    ),
    "crypto.receipt_page.decode_receipt_page": Decoder(
        lambda data: decode_receipt_page(text(data)), samples.receipt_page
    ),
    "crypto.registry.decode_log_begun": Decoder(
        registry.decode_log_begun, lambda: samples.registry("log-begun")
    ),
    "crypto.registry.decode_log_frozen": Decoder(
        registry.decode_log_frozen, lambda: samples.registry("log-frozen")
    ),
    "crypto.registry.decode_log_ended": Decoder(
        registry.decode_log_ended, lambda: samples.registry("log-ended")
    ),
    "crypto.registry.decode_registry_next": Decoder(
        lambda data: registry.decode_registry_next(data, samples.REGISTRY),
        lambda: samples.registry("registry-next"),
    ),
    "crypto.registry.decode_registry_follows": Decoder(
        lambda data: registry.decode_registry_follows(data, samples.NEXT_REGISTRY),
        lambda: samples.registry("registry-follows"),
    ),
    "crypto.registry.decode_registry_entry": Decoder(
        registry.decode_registry_entry, samples.registry_entry
    ),
    "crypto.roll_change.decode_roll_change_payload": Decoder(
        decode_roll_change_payload, payload("roll-change")
    ),
    "crypto.strict_base64.decode_base64": Decoder(
        lambda data: decode_base64(text(data), "text"), lambda: b"AAECAwQFBgc="
    ),
    "crypto.tally_payloads.decode_tally_payload": Decoder(
        lambda data: tally_payloads.decode_tally_payload(data, GROUP), payload("tally")
    ),
    "crypto.tally_payloads.decode_decryption_payload": Decoder(
        lambda data: tally_payloads.decode_decryption_payload(data, GROUP), payload("decryption")
    ),
    "crypto.tally_payloads.decode_result_payload": Decoder(
        lambda data: tally_payloads.decode_result_payload(data, GROUP), payload("result")
    ),
    "crypto.tiles.decode_tile": Decoder(
        lambda data: decode_tile(data, Tile(0, 0, 3)), lambda: bytes(96)
    ),
    "crypto.tiles.decode_bundle": Decoder(
        lambda data: decode_bundle(data, Tile(0, 0, 3)), lambda: b"\0\2ab\0\1c\0\3def"
    ),
    "crypto.waiver.decode_waiver_payload": Decoder(decode_waiver_payload, samples.waiver),
    "crypto.witness_policy.decode_policy_file": Decoder(decode_policy_file, samples.POLICY.encode),
    "board.queries.decode_numbers": Decoder(
        lambda data: decode_numbers(QueryDict(data), {"start": (0, 9), "count": (1, 9)}),
        lambda: b"start=0&count=9",
        QueryError,
    ),
    "ballots.reader.read_ballot": Decoder(
        lambda data: read_ballot(data, samples.context()),
        lambda: samples.envelope("commitments", samples.made_ballot().commitments),
    ),
    "ballots.reader.read_challenge": Decoder(
        lambda data: read_challenge(data, samples.context()),
        lambda: samples.envelope("nonces", samples.made_ballot().nonces),
    ),
    "voting.bounces.read_failure": Decoder(read_failure, samples.bounce),
    "voting.registrar.decode_public_keys": Decoder(
        decode_public_keys,
        lambda: samples.encoded({"keys": [[1, "0a" * 32]], "roll": "00" * 32, "v": 1}),
    ),
    "voting.registrar.decode_new_key": Decoder(
        decode_new_key,
        lambda: samples.encoded(
            {"key": "0a" * 32, "old": "0b" * 32, "reason": "Lost.", "typed": "Ada", "v": 1}
        ),
    ),
    "voting.roll_csv.decode_roll_file": Decoder(
        decode_roll_file, lambda: roll_text(5).encode(), RollError
    ),
    "voting.roll_csv.read_roll": Decoder(
        lambda data: read_roll(text(data), styles=("All",)),
        lambda: roll_text(5).encode(),
        RollError,
    ),
    "config.rehearsal.plan.read_plan": Decoder(
        read_plan,
        lambda: b'{"title":"T","contests":[{"title":"Q","options":["A","B"]}]}',
        PlanError,
    ),
    "verifier.disputes.documents.decode_document": Decoder(decode_document, samples.receipt_page),
    "verifier.disputes.proofs.decode_dispute": Decoder(
        decode_dispute,
        lambda: encode_dispute(
            TwoEntries(samples.SIGNER.verifier().text(), samples.receipt().decode(), "b")
        ),
    ),
    "verifier.election.decode_note": Decoder(
        verified_election.decode_note, lambda: samples.checkpoint().encode()
    ),
    "verifier.logs.files.decode_note": Decoder(
        verified_files.decode_note, lambda: samples.checkpoint().encode()
    ),
    "witness.submission.decode_submission": Decoder(decode_submission, samples.submission),
    "trustee.link.Link.parse": Decoder(
        lambda data: Link.parse(text(data)),
        f"https://vote.example/trustee/{ELECTION_ID}/1#{'t' * 32}".encode,
        UnusableError,
    ),
    "trustee.task_file.TaskHeader.decode": Decoder(TaskHeader.decode, samples.task_header),
}

READ_FROM_A_RECORD = {"verifier.election.decode_election"}
"""It is given what the others have decoded; tests/js/test_fuzzed_checks.py mangles records."""


def names_in_sources() -> Iterator[str]:
    """Every public function or method whose name says that it decodes or parses."""
    for path in (file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and decodes(node.name):
                yield f"{module}.{node.name}"
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                methods = (each for each in node.body if isinstance(each, ast.FunctionDef))
                yield from (f"{module}.{node.name}.{m.name}" for m in methods if decodes(m.name))


def decodes(name: str) -> bool:
    return name.partition("_")[0] in ("decode", "parse")
