"""Faults of the key ceremony and of the roll."""

from dataclasses import replace

from crypto import canonical_json, entropy
from crypto.signing import public_key
from crypto.trustee_keys import TrusteeSecret, draw_key_nonces, publish_keys
from tests.simulator import (
    ELECTION_ID,
    Simulation,
    Vote,
    Voter,
)
from tests.verifier.defects.kit import (
    defect,
    doubled,
    flip,
    negated,
    set_fields,
)

# C05


@defect("C05.1")
def drill_challenge_in_capitals(honest):
    honest.edit("drill", set_fields(challenge="AB" * 32))


@defect("C05.1")
def ceremony_that_names_no_tool(_):
    simulation = Simulation.new()
    simulation.hold_ceremony(until="trustee")
    simulation.edit("ceremony", lambda document: document.pop("key_tool"))
    return simulation


@defect("C05.2")
def drill_of_another_attempt(honest):
    honest.edit("drill", set_fields(attempt=2))


@defect("C05.2", "C05.8")
def drill_in_the_name_of_another_trustee(honest):
    honest.edit("drill", set_fields(trustee=2))


@defect("C05.3")
def confirmation_signed_by_another_trustee(honest):
    honest.line("confirm", 1).seed = honest.line("confirm", 0).seed


@defect("C05.4")
def two_trustees_with_one_signing_key(_):
    simulation = Simulation.new()
    simulation.hold_ceremony(until="trustee")
    first, second = simulation.secrets[:2]
    secret = replace(second, signing_seed=first.signing_seed)
    put_keys(simulation, secret)
    return simulation


@defect("C05.4")
def key_holder_one_of_whose_numbers_stands_twice(_):
    simulation = Simulation.new()
    simulation.hold_ceremony(until="trustee")
    secret = simulation.secrets[1]
    put_keys(simulation, replace(secret, communication_secret=secret.coefficients[0]))
    return simulation


@defect("C05.5")
def rogue_key_without_knowledge_of_it(honest):
    def choose(document):
        document["commitments"][0] = doubled(document["commitments"][0])

    honest.edit("trustee", choose, 2)


@defect("C05.5")
def keys_shown_again_in_the_next_attempt(_):
    """Trustee 1 takes its keys and their proof along; shares and all else are made for them."""
    simulation = Simulation.new()
    simulation.hold_ceremony(until="trustee")
    old, secret = simulation.line("trustee").document, simulation.secrets[0]
    simulation.hold_ceremony(attempt=2, until="trustee", known={1: secret})
    simulation.edit("trustee", set_fields(proof=old["proof"]), 3)
    return simulation


@defect("C05.5")
def keys_under_another_signing_key(honest):
    """Somebody else puts trustee 2's keys and proof on the board under a signing key of theirs."""
    seed = bytes(range(32))
    honest.edit("trustee", set_fields(signing_key=public_key(seed).hex()), 1)
    for line in honest.lines:
        if line.fields.get("trustee") == 2:
            line.seed = seed


@defect("C05.5")
def commitment_outside_the_group(honest):
    def twist(document):
        document["commitments"][1] = negated(document["commitments"][1])

    honest.edit("trustee", twist)


@defect("C05.5")
def one_commitment_too_few(honest):
    def shorten(document):
        document["commitments"].pop()
        document["proof"]["responses"].pop()

    honest.edit("trustee", shorten)


@defect("C05.6")
def share_for_one_trustee_missing(honest):
    honest.edit("share", lambda document: document["shares"].pop())


@defect("C05.6")
def share_outside_the_group(honest):
    def twist(document):
        document["shares"][0]["c0"] = negated(document["shares"][0]["c0"])

    honest.edit("share", twist)


@defect("C05.6")
def share_without_a_proof_of_its_own(honest):
    def copy_proof(document):
        document["shares"][0]["proof"] = document["shares"][1]["proof"]

    honest.edit("share", copy_proof)


@defect("C04.1", "C04.4", "C05.6")
def shares_of_one_trustee_missing(honest):
    honest.drop("share", 1)
    honest.count()


@defect("C05.7")
def one_trustee_confirmed_another_transcript(honest):
    honest.edit("confirm", set_fields(transcript="0" * 64))


@defect("C05.8")
def drill_without_the_share(honest):
    def guess(document):
        document["proof"]["response"] = flip(document["proof"]["response"])

    honest.edit("drill", guess)


@defect("C05.9")
def drill_replayed_while_open(honest):
    honest.insert_before("close", replace(honest.line("drill")))
    honest.count()


@defect("C05.10")
def freeze_with_a_key_of_the_servers_own(honest):
    honest.edit(
        "freeze", lambda document: document.update(joint_key=doubled(document["joint_key"]))
    )


@defect("C05.7", "C05.8", "C05.10")
def keys_that_cancel_out(honest):
    """All trustees together choose keys whose product is one; every proof of a key holds."""
    ceremony = honest.view.ceremony
    group = ceremony.group
    others = sum(int(secret.coefficients[0]) for secret in honest.secrets[:-1])
    last = honest.secrets[-1]
    coefficients = (group.scalar(-others), *last.coefficients[1:])
    secret = replace(last, coefficients=coefficients)
    put_keys(honest, secret)


def put_keys(simulation: Simulation, secret: TrusteeSecret) -> None:
    """Put the keys of a secret, well proven, where its trustee's own keys stand."""
    ceremony = simulation.view.ceremony
    payload = publish_keys(secret, ceremony, draw_key_nonces(ceremony.group, ceremony.threshold))
    line = simulation.line("trustee", secret.index - 1)
    line.payload, line.seed = payload.encode(ceremony.group), secret.signing_seed


@defect("C04.1")
def key_of_a_fourth_trustee(_):
    simulation = Simulation.new()
    simulation.hold_ceremony(until="trustee")
    ceremony = simulation.view.ceremony
    secret = TrusteeSecret.draw(ceremony.group, index=4, threshold=ceremony.threshold)
    nonces = draw_key_nonces(ceremony.group, ceremony.threshold)
    payload = publish_keys(secret, ceremony, nonces).encode(ceremony.group)
    simulation.add_of_trustee("trustee", secret, payload)
    return simulation


@defect("C05.11")
def freeze_with_another_transcript(honest):
    honest.edit("freeze", set_fields(transcript="0" * 64))


@defect("C05.12")
def freeze_with_another_election_hash(honest):
    honest.edit("freeze", set_fields(election_hash="0" * 64))


@defect("C05.13")
def complaint_against_nobody(_):
    return stopped_by_complaint(against=9)


def stopped_by_complaint(against: int) -> Simulation:
    """A ceremony that a complaint stops; the second attempt goes through to a result."""
    simulation = Simulation.new()
    simulation.hold_ceremony(until="trustee")
    complaint = {
        "against": against, "attempt": 1, "election": ELECTION_ID, "reason": "proof",
        "trustee": 1, "v": 1,
    }  # fmt: skip
    data = canonical_json.encode(complaint)
    simulation.add_of_trustee("complaint", simulation.secrets[0], data)
    simulation.hold_ceremony(attempt=2)
    simulation.freeze()
    simulation.turn("open")
    simulation.cast(simulation.plan.votes[0])
    simulation.turn("close")
    simulation.count()
    return simulation


# C06


@defect("C06.1")
def roll_out_of_order(honest):
    honest.edit("roll", lambda document: document["voters"].reverse())
    honest.relink()


@defect("C06.1")
def voter_stands_twice_on_the_roll(honest):
    honest.edit("roll", lambda document: document["voters"].insert(0, document["voters"][0]))
    honest.relink()


@defect("C06.2")
def voter_with_a_style_there_is_not(honest):
    key = "ff" * 32
    honest.edit("roll", lambda document: document["voters"].append([key, 9, 1]))
    honest.relink()


@defect("C06.3")
def roll_changed_after_the_freeze(honest):
    honest.edit("roll", lambda document: document["voters"].append(["ff" * 32, 1, 1]))


@defect("C06.4")
def ghost_ballot_of_a_credential_not_on_the_roll(honest):
    honest.voter_seeds = [*honest.voter_seeds, entropy.random_bytes(32)]
    honest.plan = replace(honest.plan, voters=(*honest.plan.voters, Voter()))
    made = honest.make_ballot(Vote(4, ((1, 0), (1, 0))))
    honest.insert_before("close", honest.ballot_line(4, made))
    honest.count()


@defect("C06.5")
def ballot_of_a_style_the_voter_does_not_have(honest):
    honest.plan = replace(honest.plan, voters=(*honest.plan.voters[:3], Voter(style=1, weight=2)))
    made = honest.make_ballot(Vote(3, ((1, 0), (1, 0))))
    honest.insert_before("close", honest.ballot_line(3, made))
    honest.count()
