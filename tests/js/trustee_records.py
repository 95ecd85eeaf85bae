"""Records for the tests of the key holders' worker, honest and not, and a judge of what it sends.

`make` writes the records and key files to standard output; a dishonest server holds every key, so
the tests sign checkpoints themselves. `judge` reads a record and an entry made for it, and ends
with an error unless it holds.
"""

import json
import sys
from dataclasses import replace

from crypto import canonical_json, entropy, signing
from crypto.ballot import decode_ballot
from crypto.ceremony import CeremonyView
from crypto.ceremony_payloads import decode_confirm_payload
from crypto.context import ElectionContext
from crypto.cosignatures import CosignatureSigner
from crypto.entries import decode_entry, encode_entry
from crypto.key_file import KeyPurpose, encode_key_file
from crypto.payloads import CancelPayload, TallyInputPayload
from crypto.tally import aggregate, members, verify_partial_decryption
from crypto.tally_payloads import TallyPayload, decode_decryption_payload, decode_tally_payload
from crypto.transcript import sha256
from crypto.trustee_keys import ShareNonces, TrusteeSecret, encrypt_shares
from tests.simulated_line import followed_roll
from tests.simulated_rolls import change_roll, raw_change
from tests.simulator import ELECTION_ID, ORDINARY, Simulation, Vote
from tests.verifier.defects.kit import negated

PASSPHRASE = "a passphrase for tests"
WITNESS = CosignatureSigner("witness.example", b"\4" * 32)
WITNESSED = replace(ORDINARY, witnesses=(WITNESS,), quorum=1)


def upto(simulation, kind, nth=-1):
    """The record up to and with the nth entry of a kind."""
    twin = simulation.copy()
    twin.lines = twin.lines[: twin.index(kind, nth) + 1]
    return twin


def counted(simulation, *, listed=None, added=None, tally_input=None):
    """Close and count up to the totals: `listed` on the list, `added` in the totals."""
    simulation.turn("close")
    close = simulation.index("close")
    ballots = [(i, line) for i, line in enumerate(simulation.lines) if line.kind == "ballot"]
    roll = followed_roll(simulation.lines)
    honest = roll.counted((i, line.fields["credential"]) for i, line in ballots)
    listed = honest if listed is None else listed(honest)
    payload = TallyInputPayload(ELECTION_ID, tuple(listed), close + 1).encode()
    simulation.add("tally-input", payload)
    context = simulation.context
    chosen = listed if added is None else added(honest)
    terms = [
        (
            decode_ballot(simulation.lines[i].payload, context),
            roll.entry(simulation.lines[i].fields["credential"]).weight,
        )
        for i in chosen
    ]
    totals = aggregate(context, terms)
    digest = sha256(payload) if tally_input is None else tally_input
    simulation.add("tally", TallyPayload(ELECTION_ID, totals, digest).encode(context.group))
    return simulation


def open_again(simulation):
    twin = simulation.copy()
    twin.lines = twin.lines[: twin.index("close")]
    return twin


def with_false_proof(simulation, kind, nth=0):
    """The two branches of a selection's proof change places."""
    twin = open_again(simulation)

    def swap(document):
        ballot = document.get("ballot", document)
        proof = ballot["contests"][0]["selections"][0]["proof"]
        proof[0], proof[1] = proof[1], proof[0]

    line = twin.line(kind, nth)
    line.edit(swap)
    if kind == "challenge":
        line.fields["ballot"] = sha256(canonical_json.encode(line.document["ballot"])).hex()
    return counted(twin)


def with_false_nonce(simulation):
    twin = open_again(simulation)

    def change(document):
        document["nonces"][0][0] = "0" * 63 + "1"

    twin.edit("challenge", change)
    return counted(twin)


def with_counted_test(simulation):
    twin = open_again(simulation)
    ballot = twin.line("ballot", -1)
    challenge = twin.copy().line("challenge")
    challenge.seed, challenge.fields = ballot.seed, dict(ballot.fields)
    challenge.fields["ballot"] = sha256(ballot.payload).hex()
    twin.lines.append(challenge)
    return counted(twin)


def with_stranger(simulation):
    twin = open_again(simulation)
    line = twin.line("ballot", -1)
    line.seed = b"\7" * 32
    line.fields = {"credential": signing.public_key(line.seed).hex()}
    return twin


def with_forged_signature(simulation):
    twin = open_again(simulation)
    twin.line("ballot", -1).seed = b"\7" * 32
    return twin


def with_replayed_ballot(simulation):
    twin = open_again(simulation)
    twin.lines.append(twin.copy().line("ballot"))
    return twin


def with_other_voters_ballot(simulation):
    twin = open_again(simulation)
    first, last = twin.line("ballot", 1), twin.line("ballot", 2)
    last.seed, last.fields = first.seed, dict(first.fields)
    return counted(twin)


def with_wrong_share(keyed, *, is_proven):
    """Key holder 2 sends key holder 1 a share of another polynomial, or one without a proof."""
    twin, secret = keyed.copy(), keyed.secrets[1]
    group = keyed.view.ceremony.group
    other = replace(secret, coefficients=secret.coefficients[:1] * 2)
    view = CeremonyView()
    for line in twin.lines:
        view.add_entry(decode_entry(line.entry()), line.payload)
    nonces = {i: ShareNonces.draw(group) for i in (1, 3)}
    payload = encrypt_shares(other if is_proven else secret, view, nonces).encode(group)
    twin.add_of_trustee("share", secret, payload)
    if not is_proven:
        twin.lines[-1].edit(lambda document: document["shares"][0].update(c1="5a" * 32))
    return twin


def with_wrong_confirmation(honest):
    twin, secret = upto(honest, "share"), honest.secrets[1]
    confirmation = decode_confirm_payload(honest.line("confirm").payload)
    payload = replace(confirmation, trustee=2, transcript=b"\5" * 32).encode()
    twin.add_of_trustee("confirm", secret, payload)
    return twin


def with_decryption_of_other_totals(simulation):
    twin = upto(simulation, "decryption", 0)
    twin.edit("decryption", lambda document: document.update(tally="00" * 32))
    return twin


def with_wrong_unlock_share(simulation, change):
    """Key holder 1 unlocked, and one of its answers is not what it should be."""
    twin = upto(simulation, "decryption", 0)
    twin.edit("decryption", lambda document: change(document["contests"][1]))
    return twin


def other_factor(items):
    items[0]["share"] = items[1]["share"]


def other_proof(items):
    items[0]["proof"] = items[1]["proof"]


def negated_factor(items):
    items[0]["share"] = negated(items[0]["share"])


def opened_by_others(simulation):
    twin = upto(simulation, "result")
    twin.drop("decryption")
    return twin


def cancelled(simulation):
    twin = upto(simulation, "tally")
    twin.add("cancel", CancelPayload(ELECTION_ID, twin.tick(), "flood").encode())
    return twin


def restarted(simulation):
    twin = upto(simulation, "drill")
    twin.hold_ceremony(attempt=2, until="trustee")
    return twin


def records(honest):
    keyed, rest = upto(honest, "trustee"), slice(1, None)
    votes = ORDINARY.votes
    return {
        "begun": upto(honest, "ceremony"),
        "keyed": keyed,
        "shared": upto(honest, "share"),
        "confirmed": upto(honest, "confirm"),
        "drilled": upto(honest, "drill"),
        "frozen": upto(honest, "freeze"),
        "closed": upto(honest, "close"),
        "counted": upto(honest, "tally"),
        "unlocked": upto(honest, "decryption", 0),
        "ended": honest,
        "opened by others": opened_by_others(honest),
        "cancelled": cancelled(honest),
        "restarted": restarted(honest),
        "one ballot as total": counted(open_again(honest), added=lambda all_: all_[:1]),
        "few ballots as total": counted(open_again(honest), added=lambda all_: all_[:2]),
        "all ballots but one": counted(open_again(honest), added=lambda all_: all_[rest]),
        "ballot left out": counted(open_again(honest), listed=lambda all_: all_[rest]),
        "replaced ballot counted": counted(
            open_again(honest), listed=lambda all_: (honest.index("ballot"), *all_[rest])
        ),
        "other list": counted(open_again(honest), tally_input=b"\5" * 32),
        "counted test": with_counted_test(honest),
        "stranger": with_stranger(honest),
        "forged signature": with_forged_signature(honest),
        "replayed ballot": with_replayed_ballot(honest),
        "other voter's ballot": with_other_voters_ballot(honest),
        "false proof of a counted ballot": with_false_proof(honest, "ballot", 1),
        "false proof of a replaced ballot": with_false_proof(honest, "ballot", 0),
        "false proof of a test": with_false_proof(honest, "challenge"),
        "false nonce of a test": with_false_nonce(honest),
        "share that does not fit": with_wrong_share(keyed, is_proven=True),
        "share without proof": with_wrong_share(keyed, is_proven=False),
        "other transcript": with_wrong_confirmation(honest),
        "decryption of other totals": with_decryption_of_other_totals(honest),
        "other unlock factor": with_wrong_unlock_share(honest, other_factor),
        "other unlock proof": with_wrong_unlock_share(honest, other_proof),
        "unlock factor outside the group": with_wrong_unlock_share(honest, negated_factor),
        "changed list": counted(with_changed_list(honest)),
        "ballot of an old code counted too": counted(
            with_changed_list(honest),
            listed=lambda all_: sorted({*all_, honest.index("ballot")}),
        ),
        "ballot of a voter taken off counted": counted(
            with_changed_list(honest),
            listed=lambda all_: sorted({*all_, honest.index("ballot", 4)}),
        ),
        "ballot of a replaced code": with_ballot_of_replaced_code(honest),
        "voter slipped in": with_voter_slipped_in(honest),
        "single ballot": counted(closed_like(honest, (votes[5], votes[0]))),
        "no ballots": counted(closed_like(honest, ())),
    }


def with_changed_list(simulation):
    """Voter 0 votes before and after a new code, voter 1 before; voter 3 is taken off."""
    twin = open_again(simulation)
    change_roll(twin, reissue=(0, 1), revoke=(3,))
    twin.cast(Vote(0, ((1, 0), (1, 1))))
    return twin


def with_ballot_of_replaced_code(simulation):
    twin = open_again(simulation)
    line = twin.ballot_line(0, twin.make_ballot(Vote(0, ((1, 0), (1, 1)))))
    change_roll(twin, reissue=(0,))
    twin.lines.append(line)
    return twin


def with_voter_slipped_in(simulation):
    twin = open_again(simulation)
    twin.lines.append(raw_change(twin, ("ab" * 32, "cd" * 32)))
    return twin


def closed_like(simulation, votes):
    """The same election with other votes."""
    twin = simulation.copy()
    twin.lines = twin.lines[: twin.index("open") + 1]
    for vote in votes:
        twin.cast(vote)
    return twin


def key_file(simulation, secret, attempt=1):
    """A key file whose maker saw the ceremony begun."""
    purpose = KeyPurpose(
        election_id=ELECTION_ID,
        trustee=secret.index,
        parameters=simulation.plan.parameters,
        attempt=attempt,
        log_key=simulation.log.verifier().text(),
        checkpoint=simulation.checkpoint(size=4),
    )
    salt, nonce = entropy.random_bytes(16), entropy.random_bytes(12)
    return encode_key_file(secret, purpose, PASSPHRASE, salt=salt, nonce=nonce).decode()


def make():
    honest = Simulation.honest(WITNESSED)
    group = honest.view.ceremony.group
    stranger = TrusteeSecret.draw(group, index=1, threshold=honest.plan.threshold)
    document = {
        "election": ELECTION_ID,
        "key_files": [key_file(honest, secret) for secret in honest.secrets],
        "log_key": honest.log.verifier().text(),
        "log_seed": honest.log.seed.hex(),
        "other_key_file": key_file(honest, stranger),
        "passphrase": PASSPHRASE,
        "witness_seed": WITNESS.seed.hex(),
        "records": {
            name: [[line.entry().decode(), line.payload.decode()] for line in record.lines]
            for name, record in records(honest).items()
        },
    }
    json.dump(document, sys.stdout)


def judge():
    asked = json.load(sys.stdin)
    entries = [(entry.encode(), payload.encode()) for entry, payload in asked["lines"]]
    view, payloads = CeremonyView(), {}
    for entry, payload in entries:
        header = decode_entry(entry)
        payloads[header.kind] = payload
        if header.kind in ("ceremony", "trustee", "share", "confirm", "complaint", "drill"):
            view.add_entry(header, payload)
    payload = asked["payload"].encode()
    kind, trustee = asked["type"], asked["trustee"]
    header = decode_entry(
        encode_entry(kind, payload, signature=asked["signature"], trustee=trustee)
    )
    if kind != "decryption":
        view.add_entry(header, payload)
        return
    header.verify_signature(view.signing_key(trustee))
    context = ElectionContext.build(payloads["election"], view.joint_key())
    tally = decode_tally_payload(payloads["tally"], context.group)
    verify_partial_decryption(
        decode_decryption_payload(payload, context.group),
        context=context,
        tally=members(context, tally.contests),
        tally_hash=sha256(payloads["tally"]),
        share_key=view.share_key(trustee),
    )


if __name__ == "__main__":
    {"make": make, "judge": judge}[sys.argv[1]]()
