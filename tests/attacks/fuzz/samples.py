"""Real documents of every kind, to be mangled."""

import base64
import json
from functools import cache
from pathlib import Path

from crypto import canonical_json, merkle
from crypto.ballot import tracker
from crypto.canonical_json import JsonValue
from crypto.ceremony_payloads import ComplaintPayload
from crypto.context import ElectionContext
from crypto.encryption import BallotRandomness, MadeBallot, encrypt_ballot
from crypto.entries import decode_entry
from crypto.evidence import ForkEvidence
from crypto.group import PARAMETER_SETS
from crypto.key_file import KeyPurpose, encode_key_file
from crypto.notes import NoteSigner, decode_tlog_proof
from crypto.payloads import CancelPayload, ExtendPayload
from crypto.receipt_page import HEAD
from crypto.registry import (
    LogBegun,
    LogEnded,
    LogFrozen,
    RegistryFollows,
    RegistryNext,
    encode_registry_entry,
    next_origin,
)
from crypto.trustee_keys import TrusteeSecret
from crypto.waiver import WaiverPayload
from tests.checkpoints import signed_checkpoint
from tests.simulated_rolls import changed_election
from tests.simulator import ELECTION_ID, Simulation

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "docs/spec/example"
NOTES = json.loads((ROOT / "tests/vectors/notes-v1.json").read_text(encoding="utf-8"))
ORIGIN = NOTES["log_key"].partition("+")[0]
GROUP = PARAMETER_SETS["EG-2.1-3072"]
PASSPHRASE = "correct horse battery staple"
SIGNER = NoteSigner(ORIGIN, bytes(32))
REGISTRY = "tabella.example/registry"
NEXT_REGISTRY = next_origin(REGISTRY)
POLICY = (
    "".join(
        f"witness w{number} {key} https://witness.example/{number}\n"
        for number, key in enumerate(NOTES["witness_keys"], start=1)
    )
    + "group all 2 w1 w2 w3\nquorum all\n"
)


@cache
def election() -> Simulation:
    """With a changed list of voters, and with what only some elections have."""
    simulation = changed_election()
    at, later = simulation.tick(), simulation.tick()
    simulation.add("extend", ExtendPayload(ELECTION_ID, at, later, "Snow.").encode())
    simulation.add("cancel", CancelPayload(ELECTION_ID, at, "Flood").encode())
    return simulation


def payload(kind: str) -> bytes:
    return election().line(kind).payload


def entry() -> bytes:
    return election().line("ballot").entry()


@cache
def context() -> ElectionContext:
    found = election().context
    assert found is not None
    return found


@cache
def made_ballot() -> MadeBallot:
    return encrypt_ballot(
        context(),
        style=1,
        credential=bytes(32),
        selections=[[1, 0], [2, 1]],
        randomness=BallotRandomness.draw(context(), 1),
    )


def envelope(name: str, beside: JsonValue) -> bytes:
    """What a booth sends."""
    ballot = canonical_json.decode(made_ballot().data, max_size=2**24, place="ballot")
    return encoded({"ballot": ballot, name: beside, "signature": "00" * 64})


def encoded(value: JsonValue) -> bytes:
    return canonical_json.encode(value)


def checkpoint(size: int = 3, fill: int = 1) -> str:
    return signed_checkpoint(SIGNER, ORIGIN, size, bytes([fill]) * 32)


def receipt() -> bytes:
    return (EXAMPLE / "receipt.tlog-proof").read_bytes()


def receipt_page() -> bytes:
    entry = decode_entry(decode_tlog_proof(receipt().decode()).entry)
    code = tracker(entry.ballot or entry.payload_hash)
    body = (
        f'<pre id="tlog-proof">{receipt().decode()}</pre><strong id="ballot-code">{code}</strong>'
    )
    return f"{HEAD}<main>{body}</main></html>\n".encode()


def promise() -> bytes:
    return base64.b64decode(NOTES["promises"][0]["base64"])


def fork() -> bytes:
    return ForkEvidence(SIGNER.verifier().text(), checkpoint(), checkpoint(fill=2)).encode()


def registry(kind: str) -> bytes:
    key, note = SIGNER.verifier().text(), checkpoint()
    keys = {
        origin: NoteSigner(origin, bytes(32)).verifier().text()
        for origin in (REGISTRY, NEXT_REGISTRY)
    }
    made = {
        "log-begun": LogBegun(ELECTION_ID, key, ORIGIN),
        "log-frozen": LogFrozen(bytes(32), ORIGIN),
        "log-ended": LogEnded(note, ORIGIN),
        "registry-next": RegistryNext(keys[NEXT_REGISTRY], NEXT_REGISTRY),
        "registry-follows": RegistryFollows(note, keys[REGISTRY], REGISTRY),
    }
    return made[kind].encode()


def complaint() -> bytes:
    return ComplaintPayload(ELECTION_ID, 1, 1, against=2, reason="share").encode()


def waiver() -> bytes:
    return WaiverPayload(ELECTION_ID, election().tick(), 1, "Ill.", (2,)).encode()


@cache
def key_file() -> bytes:
    secret = TrusteeSecret.draw(GROUP, index=2, threshold=3)
    purpose = KeyPurpose(ELECTION_ID, 2, GROUP.name, 1, "log key", "checkpoint\n")
    return encode_key_file(secret, purpose, PASSPHRASE, salt=bytes(16), nonce=bytes(12))


def submission() -> bytes:
    hashes = [merkle.leaf_hash(bytes([number])) for number in range(2)]
    proof = "".join(f"{base64.b64encode(value).decode()}\n" for value in hashes)
    return f"old 1\n{proof}\n{checkpoint()}".encode()


def task_header() -> bytes:
    return encoded(
        {
            "checkpoint": checkpoint(),
            "drill_challenge": "00" * 32,
            "election": ELECTION_ID,
            "kind": "tabella trustee task",
            "step": "drill",
            "trustee": 1,
            "v": 1,
        }
    )


def registry_entry() -> bytes:
    return encode_registry_entry("log-frozen", registry("log-frozen"))


def bounce() -> bytes:
    """A notification that a message could not be delivered (RFC 3464)."""
    lines = (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mail.example",
        "",
        "Final-Recipient: rfc822; a@example.org",
        "Action: failed",
        "Status: 5.1.1",
        "",
        "--b--",
        "",
    )
    return "\r\n".join(lines).encode()
