"""Trustee 2 lies, at one step after the other; whatever it says is well signed.

The verifier has to name trustee 2 each time. Where a ceremony cannot go on after the lie, the
record ends there.
"""

from dataclasses import replace

from crypto.decryption import TallyDecryptor, draw_nonces
from crypto.tally import members
from crypto.tally_payloads import TallyItem, decode_tally_payload
from crypto.transcript import sha256
from crypto.trustee_keys import (
    ShareNonces,
    TrusteeSecret,
    draw_key_nonces,
    encrypt_shares,
    key_share,
    publish_keys,
)
from tests.simulator import Simulation
from tests.verifier.defects.kit import OTHER_ELECTION, defect, flip, set_fields

LIAR = 2


def begun(until: str) -> Simulation:
    simulation = Simulation.new()
    simulation.hold_ceremony(until=until)
    return simulation


def liar(simulation: Simulation) -> TrusteeSecret:
    return simulation.secrets[LIAR - 1]


def elsewhere(simulation: Simulation):
    """The same ceremony in another election, with a log of its own."""
    origin = simulation.origin.replace(simulation.view.ceremony.election_id, OTHER_ELECTION)
    return replace(simulation.view.ceremony, election_id=OTHER_ELECTION, origin=origin)


# Keys


@defect("C05.5")
def proof_of_a_key_with_one_wrong_number(_):
    simulation = begun("trustee")

    def spoil(document):
        document["proof"]["responses"][1] = flip(document["proof"]["responses"][1])

    simulation.edit("trustee", spoil, LIAR - 1)
    return simulation


@defect("C05.5")
def key_proven_for_another_election(_):
    simulation = begun("trustee")
    ceremony = elsewhere(simulation)
    nonces = draw_key_nonces(ceremony.group, ceremony.threshold)
    payload = publish_keys(liar(simulation), ceremony, nonces)
    payload = replace(payload, election_id=simulation.view.ceremony.election_id)
    simulation.line("trustee", LIAR - 1).payload = payload.encode(ceremony.group)
    return simulation


@defect("C05.4", "C05.5")
def keys_and_proof_of_another_trustee(_):
    simulation = begun("trustee")
    taken = simulation.line("trustee").document
    own = simulation.line("trustee", LIAR - 1).document["signing_key"]
    fields = set_fields(**(taken | {"trustee": LIAR, "signing_key": own}))
    simulation.edit("trustee", fields, LIAR - 1)
    return simulation


@defect("C05.2")
def keys_under_the_number_of_another_trustee(_):
    simulation = begun("trustee")
    ceremony = simulation.view.ceremony
    secret = TrusteeSecret.draw(ceremony.group, index=3, threshold=ceremony.threshold)
    secret = replace(secret, signing_seed=liar(simulation).signing_seed)
    nonces = draw_key_nonces(ceremony.group, ceremony.threshold)
    line = simulation.line("trustee", LIAR - 1)
    line.payload = publish_keys(secret, ceremony, nonces).encode(ceremony.group)
    return simulation


# Shares


@defect("C05.6")
def share_proof_with_one_wrong_number(_):
    simulation = begun("share")

    def spoil(document):
        proof = document["shares"][1]["proof"]
        proof["response"] = flip(proof["response"])

    simulation.edit("share", spoil, LIAR - 1)
    return simulation


@defect("C05.6")
def share_for_a_trustee_there_is_not(_):
    simulation = begun("share")

    def readdress(document):
        document["shares"][1]["to"] = 4

    simulation.edit("share", readdress, LIAR - 1)
    return simulation


@defect("C05.6")
def shares_under_each_others_addresses(_):
    simulation = begun("share")

    def exchange(document):
        first, second = document["shares"]
        first["to"], second["to"] = second["to"], first["to"]
        document["shares"].reverse()

    simulation.edit("share", exchange, LIAR - 1)
    return simulation


@defect("C05.6")
def shares_proven_for_another_election(_):
    simulation = begun("share")
    group, view = simulation.view.ceremony.group, simulation.view
    foreign = type(view).of_attempt(elsewhere(simulation))
    foreign.keys = view.keys
    nonces = {i: ShareNonces.draw(group) for i in (1, 3)}
    payload = encrypt_shares(liar(simulation), foreign, nonces)
    payload = replace(payload, election_id=view.ceremony.election_id)
    simulation.line("share", LIAR - 1).payload = payload.encode(group)
    return simulation


# Drills


@defect("C05.8")
def answer_to_another_drill(honest):
    honest.edit("drill", set_fields(challenge="ab" * 32), LIAR - 1)


@defect("C05.8")
def drill_answered_with_the_key_of_another_trustee(honest):
    theirs = honest.line("drill").document["proof"]
    honest.edit("drill", set_fields(proof=theirs), LIAR - 1)


# The count


def unlock(simulation: Simulation, share, totals=None) -> None:
    """Let trustee 2 unlock with a key share, perhaps other totals than there are."""
    context, tally = simulation.context, simulation.line("tally").payload
    opened = members(context, totals or decode_tally_payload(tally, context.group).contests)
    payload = TallyDecryptor(context, trustee=LIAR, key_share=share).decrypt(
        opened, tally_hash=sha256(tally), nonces=draw_nonces(context.group, opened)
    )
    line = simulation.line("decryption", LIAR - 1)
    line.payload = payload.encode(context.group)
    simulation.edit("result", set_fields(trustees=[1, 3]))


@defect("C11.6")
def unlock_share_with_the_key_of_another_trustee(honest):
    unlock(honest, key_share(honest.secrets[0], honest.view))


@defect("C11.6")
def unlock_share_with_the_key_of_another_election(honest):
    other = begun("share")
    unlock(honest, key_share(liar(other), other.view))


@defect("C11.6")
def unlock_share_of_a_single_ballot(honest):
    """What an official would like to have: one voter's choices, under the number of the totals."""
    ballot = honest.line("ballot").document
    contests = [[TallyItem(*_pair(s)) for s in c["selections"]] for c in ballot["contests"]]
    unlock(honest, key_share(liar(honest), honest.view), contests)


def _pair(selection) -> tuple[int, int]:
    return int(selection["alpha"], 16), int(selection["beta"], 16)


@defect("C11.6")
def unlock_share_with_one_wrong_number(honest):
    def spoil(document):
        proof = document["contests"][1][0]["proof"]
        proof["challenge"] = flip(proof["challenge"])

    honest.edit("decryption", spoil, LIAR - 1)
    honest.edit("result", set_fields(trustees=[1, 3]))
