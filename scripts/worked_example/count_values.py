"""Values of C09 to C12: who is counted, the totals, their opening and the result."""

from crypto.ballot import decode_ballot, with_members
from crypto.canonical_json import JsonValue
from crypto.elgamal import Ciphertext
from crypto.equality_proof import DecryptionStatement, EqualityProof
from crypto.group import Element
from crypto.tally import (
    aggregate,
    combine_shares,
    counted_ballots,
    lagrange_coefficients,
    members,
    positions,
)
from crypto.tally_payloads import (
    EncryptedTally,
    PartialDecryptionItem,
    decode_decryption_payload,
    decode_result_payload,
)
from crypto.transcript import sha256
from scripts.worked_example.ceremony_values import signature_values
from scripts.worked_example.heard import challenge_value
from tests.simulator import Simulation


def tally_input_values(election: Simulation) -> JsonValue:
    """C09: the last ballot of each credential, and its weight."""
    weights = {c: weight for c, _, weight in election.line("roll").document["voters"]}
    cast = [
        (index, line.fields["credential"])
        for index, line in enumerate(election.lines)
        if line.kind == "ballot"
    ]
    credentials = dict(cast)
    return {
        "size": election.index("close") + 1,
        "counted": [
            {"entry": index, "weight": weights[credentials[index]]}
            for index in counted_ballots(cast)
        ],
        "sha256": sha256(election.line("tally-input").payload).hex(),
    }


def totals(election: Simulation) -> EncryptedTally:
    """Compute the encrypted totals from the counted ballots."""
    context = election.context
    weights = {c: weight for c, _, weight in election.line("roll").document["voters"]}
    terms = [
        (
            with_members(decode_ballot(line.payload, context), context),
            weights[line.fields["credential"]],
        )
        for line in map(election.lines.__getitem__, _counted(election))
    ]
    return members(context, aggregate(context, terms))


def _counted(election: Simulation) -> list[int]:
    return election.line("tally-input").document["counted"]


def aggregation_values(election: Simulation) -> JsonValue:
    """C10: A and B of every option."""
    group = election.context.group
    return {
        "totals": [
            {
                "contest": contest,
                "option": option,
                "A": group.element_hex(total.alpha),
                "B": group.element_hex(total.beta),
            }
            for contest, option, total in positions(totals(election))
        ],
        "sha256": sha256(election.line("tally").payload).hex(),
    }


def decryption_values(election: Simulation) -> JsonValue:
    """C11: commitments and challenge of every proof of a partial decryption."""
    tally, group = totals(election), election.context.group
    proofs: list[JsonValue] = []
    for line in election.lines:
        if line.kind == "decryption":
            payload = decode_decryption_payload(line.payload, group)
            grids = zip(positions(tally), positions(payload.contests), strict=True)
            proofs += [
                _proof_values(election, payload.trustee, place, item)
                for place, (_, _, item) in grids
            ]
    return {"signatures": signature_values(election, "decryption"), "proofs": proofs}


def _proof_values(
    election: Simulation,
    trustee: int,
    place: tuple[int, int, Ciphertext],
    item: PartialDecryptionItem,
) -> JsonValue:
    context, (contest, option, total) = election.context, place
    group, share = context.group, Element(item.share)
    statement = DecryptionStatement(
        h_e=context.h_e,
        trustee=trustee,
        contest=contest,
        option=option,
        share_key=election.view.share_key(trustee),
        ciphertext=total,
        share=share,
    )
    a, b = _commitments(election, statement, item.proof)
    return {
        "trustee": trustee,
        "contest": contest,
        "option": option,
        "a": group.element_hex(a),
        "b": group.element_hex(b),
        "challenge": challenge_value("8.3", group, lambda: statement.challenge(group, a, b)),
    }


def _commitments(
    election: Simulation, statement: DecryptionStatement, proof: EqualityProof
) -> tuple[Element, Element]:
    group = election.context.group
    bases = ((group.g, statement.share_key), (statement.ciphertext.alpha, statement.share))
    a, b = (
        group.product((group.power(base, proof.response), group.power(x, proof.challenge)))
        for base, x in bases
    )
    return a, b


def result_values(election: Simulation) -> JsonValue:
    """C12: Lagrange coefficients, M, T and t."""
    context = election.context
    group = context.group
    payload = decode_result_payload(election.line("result").payload, group)
    weight = sum(item["weight"] for item in tally_input_values(election)["counted"])
    shares = _shares(election)
    coefficients = lagrange_coefficients(group, payload.trustees)
    results = zip(positions(totals(election)), positions(payload.contests), strict=True)
    opened: list[JsonValue] = []
    for (contest, option, total), (_, _, item) in results:
        chosen = {i: shares[i][contest - 1][option - 1] for i in payload.trustees}
        combined = combine_shares(group, chosen)
        value = group.product((total.beta, group.inverse(combined)))
        opened.append(
            {
                "contest": contest,
                "option": option,
                "M": group.element_hex(combined),
                "T": group.element_hex(value),
                "t": item.count,
            }
        )
    return {
        "coefficients": [{"trustee": i, "w": group.scalar_hex(w)} for i, w in coefficients.items()],
        "powers_of_K": [
            group.element_hex(group.power(context.joint_key, group.scalar(t)))
            for t in range(weight + 1)
        ],
        "results": opened,
    }


def _shares(election: Simulation) -> dict[int, list[list[Element]]]:
    group = election.context.group
    lines = [line for line in election.lines if line.kind == "decryption"]
    payloads = [decode_decryption_payload(line.payload, group) for line in lines]
    return {
        payload.trustee: [[Element(item.share) for item in row] for row in payload.contests]
        for payload in payloads
    }
