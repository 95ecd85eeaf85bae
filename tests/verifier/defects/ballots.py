"""Faults of ballots and test ballots."""

import json
from collections.abc import Callable
from dataclasses import replace
from unittest import mock

from crypto import canonical_json, signing
from crypto.ballot import ballot_hash
from crypto.manifest import Contest
from crypto.transcript import sha256
from tests.simulator import (
    BUDGET,
    CHAIR,
    Line,
    Simulation,
    Vote,
)
from tests.verifier.defects.kit import (
    GROUP,
    OTHER_ELECTION,
    REPLACED,
    defect,
    doubled,
    flip,
    negated,
    selection,
    set_fields,
)

# C07


@defect("C07.1")
def ballot_with_a_branch_too_many(honest):
    def lengthen(document):
        selection(document)["proof"].append(selection(document)["proof"][0])

    honest.edit("ballot", lengthen, REPLACED)


@defect("C07.1")
def ballot_with_a_branch_too_few(honest):
    honest.edit("ballot", lambda document: selection(document)["proof"].pop(), REPLACED)


@defect("C07.1")
def ballot_with_alpha_zero(honest):
    honest.edit("ballot", lambda d: selection(d).update(alpha="0" * 768), REPLACED)


@defect("C07.1")
def ballot_with_alpha_p(honest):
    honest.edit("ballot", lambda d: selection(d).update(alpha=f"{int(GROUP.p):0768x}"), REPLACED)


@defect("C07.1")
def ballot_with_a_response_above_q(honest):
    def raise_by_q(document):
        branch = selection(document)["proof"][0]
        branch[1] = "f" * 64

    honest.edit("ballot", raise_by_q, REPLACED)


@defect("C07.1")
def ballot_without_a_sum_proof(honest):
    honest.edit("ballot", lambda document: document["contests"][0].pop("proof"), REPLACED)


@defect("C07.1")
def ballot_of_another_election(honest):
    honest.edit("ballot", set_fields(election=OTHER_ELECTION), REPLACED)


@defect("C07.2")
def ballot_entered_under_another_credential(honest):
    line = honest.line("ballot", REPLACED)
    line.fields["credential"] = honest.credential(1).hex()
    line.seed = honest.voter_seeds[1]


@defect("C07.3")
def ballot_signed_by_the_server(honest):
    honest.line("ballot", REPLACED).seed = b"\7" * 32


@defect("C07.3")
def ballot_signed_as_a_test(honest):
    line = honest.line("ballot", REPLACED)
    message = signing.entry_message("challenge", sha256(line.payload))
    line.fields["signature"] = signing.sign(line.seed, message).hex()


@defect("C07.4")
def alpha_outside_the_group(honest):
    honest.edit(
        "ballot", lambda d: selection(d).update(alpha=negated(selection(d)["alpha"])), REPLACED
    )


@defect("C07.4")
def beta_negated(honest):
    honest.edit(
        "ballot", lambda d: selection(d).update(beta=negated(selection(d)["beta"])), REPLACED
    )


@defect("C07.5")
def answers_swapped(honest):
    honest.edit("ballot", lambda d: d["contests"][0]["selections"].reverse(), REPLACED)


@defect("C07.5", "C07.6")
def alpha_one(honest):
    honest.edit("ballot", lambda d: selection(d).update(alpha=f"{1:0768x}"), REPLACED)


@defect("C07.5")
def challenges_do_not_add_up(honest):
    def change(document):
        branch = selection(document)["proof"][0]
        branch[0] = flip(branch[0])

    honest.edit("ballot", change, REPLACED)


@defect("C07.5", "C07.6", "C07.8", "C07.9")
def copy_of_anothers_ballot(honest):
    """Voter 1 takes over all that voter 2 encrypted, and sends it in again under the own name."""
    document = honest.line("ballot", 2).document
    document["credential"] = honest.credential(1).hex()
    line = Line("ballot", canonical_json.encode(document), honest.voter_seeds[1])
    line.fields["credential"] = document["credential"]
    honest.insert_before("close", line)
    honest.count()


@defect("C07.5", "C07.6")
def rerandomised_copy_of_anothers_ballot(honest):
    document = honest.line("ballot", 2).document
    document["credential"] = honest.credential(1).hex()
    factor = honest.context.joint_key
    for part in (part for contest in document["contests"] for part in contest["selections"]):
        part["alpha"] = doubled(part["alpha"])
        part["beta"] = GROUP.element_hex(int(part["beta"], 16) * factor % GROUP.p)
        part["proof"] = [[flip(c), flip(v)] for c, v in part["proof"]]
    for contest in document["contests"]:
        contest["proof"] = [[flip(c), flip(v)] for c, v in contest["proof"]]
    line = Line("ballot", canonical_json.encode(document), honest.voter_seeds[1])
    line.fields["credential"] = document["credential"]
    honest.insert_before("close", line)
    honest.count()


@defect("C07.6")
def sum_proof_of_something_else(honest):
    def change(document):
        branch = document["contests"][0]["proof"][0]
        branch[1] = flip(branch[1])

    honest.edit("ballot", change, REPLACED)


@defect("C07.6", "C12.8")
def over_vote_with_a_forged_sum(honest):
    for voter in (0, 1, 2):
        rules = replace(CHAIR, votes_max=2)
        cast_against_the_rules(honest, rules, ((1, 1), (1, 0)), voter=voter)


@defect("C07.6", "C12.8")
def blank_ballots_where_blank_is_forbidden(honest):
    for voter in (0, 1, 2):
        cast_against_the_rules(honest, replace(BUDGET, votes_min=0, votes_max=2), voter=voter)
    honest.drop("ballot", 4)
    honest.count()


@defect("C07.5", "C12.7")
def two_votes_for_one_option(honest):
    """Both options get what the sum allows, one of them more than an option may have."""
    greedy = replace(BUDGET, options=tuple(replace(o, option_max=3) for o in BUDGET.options))
    for voter in (0, 1, 2):
        cast_against_the_rules(honest, greedy, ((1, 0), (3, 0)), voter=voter)
    honest.drop("ballot", 4)
    honest.count(slack=3)


def cast_against_the_rules(
    honest: Simulation, rules: Contest, selections=((0, 0), (0, 0)), *, voter: int
) -> None:
    """Let a voter vote by other rules, with proofs in the form of the real ones."""
    contests = [rules if c.title == rules.title else c for c in honest.context.manifest.contests]
    manifest = replace(honest.context.manifest, contests=tuple(contests))
    real = honest.context
    honest.context = replace(real, manifest=manifest)
    made = honest.make_ballot(Vote(voter, selections))
    honest.context = real
    document = json.loads(made.data)
    for contest, expected in zip(document["contests"], real.manifest.contests, strict=True):
        del contest["proof"][expected.votes_max - expected.votes_min + 1 :]
        for part, option in zip(contest["selections"], expected.options, strict=True):
            del part["proof"][option.option_max + 1 :]
    line = Line("ballot", canonical_json.encode(document), honest.voter_seeds[voter])
    line.fields["credential"] = honest.credential(voter).hex()
    honest.insert_before("close", line)
    honest.count(slack=3)


@defect("C07.7")
def ballot_stands_twice(honest):
    honest.insert_before("close", replace(honest.line("ballot", 2)))
    honest.count()


@defect("C07.8")
def ciphertext_made_with_the_nonces_of_another(honest):
    def fixed(_h_i, group, *, contest, option, ballot_nonce):
        return group.scalar(1_000_003 * contest + option)

    with mock.patch("crypto.encryption.hash_chain.selection_nonce", fixed):
        for voter in (1, 2):
            made = honest.make_ballot(Vote(voter, ((1, 0), (1, 0))))
            honest.insert_before("close", honest.ballot_line(voter, made))
    honest.count()


@defect("C07.9", "C07.5")
def proof_taken_from_another_ballot(honest):
    proof = selection(honest.line("ballot", 1).document)["proof"]
    honest.edit("ballot", lambda document: selection(document).update(proof=proof), REPLACED)


@defect("C07.10")
def two_ballots_with_one_id(honest):
    salt = bytes.fromhex(honest.line("ballot", REPLACED).document["salt"])
    made = honest.make_ballot(Vote(0, ((1, 0), (1, 0))), salt=salt)
    honest.insert_before("close", honest.ballot_line(0, made))
    honest.count()


# C08


@defect("C08.1")
def test_ballot_with_a_nonce_missing(honest):
    honest.edit("challenge", lambda document: document["nonces"][0].pop())


@defect("C08.2")
def test_entry_names_another_ballot(honest):
    honest.line("challenge").fields["ballot"] = "0" * 64


@defect("C08.2")
def test_ballot_of_another_credential(honest):
    line = honest.line("challenge")
    line.fields["credential"] = honest.credential(2).hex()
    line.seed = honest.voter_seeds[2]


@defect("C08.3")
def test_ballot_signed_by_the_server(honest):
    honest.line("challenge").seed = b"\7" * 32


@defect("C08.4")
def test_ballot_that_could_not_have_been_cast(honest):
    def break_proof(document):
        branch = selection(document["ballot"])["proof"][0]
        branch[0] = flip(branch[0])

    spoil_shown_ballot(honest, break_proof)


@defect("C08.4")
def test_ballot_outside_the_group(honest):
    def twist(document):
        part = selection(document["ballot"])
        part["beta"] = negated(part["beta"])

    spoil_shown_ballot(honest, twist)


def spoil_shown_ballot(honest: Simulation, change: Callable[[dict], None]) -> None:
    honest.edit("challenge", change)
    line = honest.line("challenge")
    line.fields["ballot"] = ballot_hash(canonical_json.encode(line.document["ballot"]))


@defect("C08.5")
def nonce_that_does_not_open_the_ballot(honest):
    def change(document):
        document["nonces"][1][0] = flip(document["nonces"][1][0])

    honest.edit("challenge", change)


@defect("C08.6")
def test_ballot_was_cast_as_well(honest):
    made = honest.make_ballot(Vote(1, ((1, 0), (1, 0))))
    honest.insert_before("close", honest.ballot_line(1, made, is_test=True))
    honest.insert_before("close", honest.ballot_line(1, made))
    honest.count()


@defect("C08.6")
def ballot_shown_twice(honest):
    honest.insert_before("close", replace(honest.line("challenge")))
    honest.count()
