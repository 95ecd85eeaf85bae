"""Values of C07 and C08: ballots, their proofs, and the opened test ballot."""

import json

from crypto import hash_chain
from crypto.ballot import (
    EncryptedBallot,
    ballot_hash,
    decode_ballot,
    range_statements,
    tracker,
    with_members,
)
from crypto.canonical_json import JsonValue, encode
from crypto.challenged_ballot import decode_nonces, open_challenged_ballot
from crypto.entries import decode_entry
from crypto.range_proof import RangeProof, RangeStatement
from scripts.worked_example.heard import challenge_value, hash_value
from tests.simulator import Simulation


def ballot_values(election: Simulation) -> JsonValue:
    """C07: every ballot, its keys, and all branches of all proofs."""
    return {
        "ballots": [
            {
                **_entry_values(index, line.entry()),
                **_ballot_values(election, line.payload),
            }
            for index, line in enumerate(election.lines)
            if line.kind == "ballot"
        ]
    }


def shown_ballot_values(election: Simulation) -> JsonValue:
    """C08: the same of every test ballot, and the votes its nonces show."""
    values: list[JsonValue] = []
    for index, line in enumerate(election.lines):
        if line.kind != "challenge":
            continue
        document = json.loads(line.payload)
        data = encode(document["ballot"])
        ballot = _read(election, data)
        nonces = decode_nonces(document["nonces"], election.context, ballot.style)
        votes = open_challenged_ballot(ballot, nonces, election.context)
        values.append(
            {
                **_entry_values(index, line.entry()),
                **_ballot_values(election, data),
                "votes": [list(contest) for contest in votes],
            }
        )
    return {"ballots": values}


def _entry_values(index: int, entry: bytes) -> dict[str, JsonValue]:
    return {"entry": index, "message": decode_entry(entry).signed_message().hex()}


def _read(election: Simulation, data: bytes) -> EncryptedBallot:
    return with_members(decode_ballot(data, election.context), election.context)


def _ballot_values(election: Simulation, data: bytes) -> dict[str, JsonValue]:
    context, ballot = election.context, _read(election, data)
    identifier = hash_chain.ballot_id(context.h_e, ballot.credential, ballot.salt)
    digest = ballot_hash(data)
    return {
        "hash": digest,
        "tracker": tracker(digest),
        "ballot_id": hash_value(
            "3.4", lambda: hash_chain.ballot_id(context.h_e, ballot.credential, ballot.salt)
        ),
        "hash_key": hash_value("3.5", lambda: hash_chain.ballot_key(context.h_e, identifier)),
        "proofs": [_proof_values(election, *pair) for pair in range_statements(ballot, context)],
    }


def _proof_values(election: Simulation, statement: RangeStatement, proof: RangeProof) -> JsonValue:
    context = election.context
    group, pairs = context.group, proof.commitments(context.bases, statement)
    total = group.scalar(sum(int(c) for c, _ in proof.branches))
    return {
        "contest": statement.contest,
        "option": statement.option,
        "alpha": group.element_hex(statement.ciphertext.alpha),
        "beta": group.element_hex(statement.ciphertext.beta),
        "branches": [
            {"value": j, "a": group.element_hex(a), "b": group.element_hex(b)}
            for j, (a, b) in zip(statement.values, pairs, strict=True)
        ],
        "challenge": challenge_value("6.4", group, lambda: statement.challenge(group, pairs)),
        "sum_of_challenges": group.scalar_hex(total),
    }
