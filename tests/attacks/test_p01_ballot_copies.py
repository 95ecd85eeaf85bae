"""P1, P2, P7, P11, C8. Copying and moving ballots."""

import json
from dataclasses import replace

import pytest

from crypto import canonical_json, entropy
from crypto.context import ElectionContext
from crypto.elgamal import encrypt
from crypto.encryption import BallotRandomness, encrypt_ballot
from crypto.range_proof import RangeRandomness, RangeStatement, prove_range
from tests.attacks.doors import (
    VOTES,
    edited,
    entries,
    fate,
    locked,
    show,
)
from tests.elections import contest_draft, open_election
from tests.votes import LockedBallot, lock
from voting.contexts import election_context
from voting.models import BallotStyle, Voter


def test_an_exact_copy_is_the_ballot_of_its_voter_and_nobody_elses(built):
    """P1: whoever sends it, it stays one ballot of one credential."""
    mine = locked(built, 1)
    assert fate(mine) == "recorded"
    before = entries(built)
    assert fate(mine) == "recorded"
    assert fate(replace(mine, seed=built.seed(2))) == "signature_refused"
    assert entries(built) == before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _document: None, id="as it is"),
        pytest.param(lambda d: d["contests"][0]["selections"].reverse(), id="answers permuted"),
        pytest.param(lambda d: d.update(salt="5a" * 32), id="another salt"),
    ],
)
def test_a_copy_under_the_copiers_own_credential_is_refused(change, built):
    victim = locked(built, 1)
    fate(victim)

    def steal(document):
        document["credential"] = built.credential(2).hex()
        change(document)

    before = entries(built)
    assert fate(edited(victim, steal, seed=built.seed(2))) == "proof"
    assert entries(built) == before


def test_a_copy_encrypted_anew_is_refused(built):
    context = election_context(built.election)
    group = context.group
    victim = locked(built, 1)

    def refresh(document):
        document["credential"] = built.credential(2).hex()
        for contest in document["contests"]:
            for selection in contest["selections"]:
                nonce = entropy.random_scalar(group)
                fresh = encrypt(context.bases, 0, nonce)
                for part, factor in (("alpha", fresh.alpha), ("beta", fresh.beta)):
                    product = int(selection[part], 16) * int(factor) % int(group.p)
                    selection[part] = f"{product:0{2 * group.element_size}x}"

    assert fate(edited(victim, refresh, seed=built.seed(2))) == "proof"


def reproved(
    context: ElectionContext, ballot: LockedBallot, credential: bytes, seed: bytes
) -> LockedBallot:
    """The same ciphertexts with proofs that hold, by somebody who has their nonces."""
    group, bases = context.group, context.bases
    document = json.loads(ballot.data)
    salt = entropy.random_bytes(32)
    document |= {"credential": credential.hex(), "salt": salt.hex()}
    h_i = context.ballot_key(credential, salt)
    commitments = []
    for number, (contest, rules, nonces, votes) in enumerate(
        zip(document["contests"], context.manifest.contests, ballot.nonces, VOTES, strict=True),
        start=1,
    ):
        xis = [group.decode_scalar(text, "nonce") for text in nonces]
        parts = [(0, option.option_max) for option in rules.options]
        statements = [
            (position, encrypt(bases, vote, xi), low, high, vote, xi)
            for position, (vote, xi, (low, high)) in enumerate(
                zip(votes, xis, parts, strict=True), start=1
            )
        ]
        total = sum(int(xi) for xi in xis)
        statements.append(
            (
                0,
                encrypt(bases, sum(votes), group.scalar(total)),
                rules.votes_min,
                rules.votes_max,
                sum(votes),
                group.scalar(total),
            )
        )
        made = []
        for option, ciphertext, low, high, value, nonce in statements:
            statement = RangeStatement(h_i, number, option, ciphertext, low, high)
            count = len(statement.values)
            randomness = RangeRandomness(
                tuple(entropy.random_scalar(group) for _ in range(count)),
                tuple(entropy.random_scalar(group) for _ in range(count)),
            )
            made.append(
                prove_range(bases, statement, value=value, nonce=nonce, randomness=randomness)
            )
        proofs = [
            [[group.scalar_hex(c), group.scalar_hex(v)] for c, v in proof.branches]
            for proof, _ in made
        ]
        pairs = [
            [[group.element_hex(a), group.element_hex(b)] for a, b in commitment]
            for _, commitment in made
        ]
        for selection, proof in zip(contest["selections"], proofs[:-1], strict=True):
            selection["proof"] = proof
        contest["proof"] = proofs[-1]
        commitments.append({"contest": pairs[-1], "selections": pairs[:-1]})
    data = canonical_json.encode(document)
    return replace(ballot, data=data, commitments=commitments, seed=seed)


def test_ciphertexts_whose_nonces_were_shown_cannot_be_cast_with_new_proofs(built):
    """V2, P1: the proofs hold; that a part is on the record already is what stops it."""
    context = election_context(built.election)
    shown = locked(built, 1)
    assert show(shown).status_code == 202
    again = reproved(context, shown, built.credential(1), built.seed(1))
    assert fate(again) == "repeated"


def test_a_voter_who_gives_away_their_nonces_cannot_have_their_ballot_cast_twice(built):
    context = election_context(built.election)
    given = locked(built, 1)
    assert fate(given) == "recorded"
    assert fate(reproved(context, given, built.credential(2), built.seed(2))) == "repeated"


def test_the_honest_twin_of_new_proofs_is_recorded(built):
    """Were the ciphertexts not there before, the same proofs would be taken."""
    context = election_context(built.election)
    unsent = locked(built, 1)
    assert fate(reproved(context, unsent, built.credential(2), built.seed(2))) == "recorded"


def test_a_booth_that_draws_the_same_randomness_twice_is_noticed(built):
    """P11."""
    context = election_context(built.election)
    randomness = BallotRandomness.draw(context, 1)
    ballots = []
    for votes in (VOTES, [[1, 0, 0], [0, 2]]):
        made = encrypt_ballot(
            context,
            style=1,
            credential=built.credential(1),
            selections=votes,
            randomness=randomness,
        )
        ballots.append(
            LockedBallot(
                locked(built).address, made.data, made.commitments, made.nonces, built.seed(1)
            )
        )
    assert [fate(ballot) for ballot in ballots] == ["recorded", "repeated"]


@pytest.mark.parametrize(
    ("defect", "sentence"),
    [
        ("copy_of_anothers_ballot", "C07.8"),
        ("rerandomised_copy_of_anothers_ballot", "C07.5"),
        ("ciphertext_made_with_the_nonces_of_another", "C07.8"),
        ("proof_taken_from_another_ballot", "C07.9"),
        ("ballot_entered_under_another_credential", "C07.2"),
        ("ballot_stands_twice", "C07.7"),
        ("two_ballots_with_one_id", "C07.10"),
        ("answers_swapped", "C07.5"),
        ("ballot_with_a_branch_too_many", "C07.1"),
        ("ballot_with_a_branch_too_few", "C07.1"),
        ("ballot_of_a_style_the_voter_does_not_have", "C06.5"),
        ("test_ballot_was_cast_as_well", "C08.6"),
        ("ballot_shown_twice", "C08.6"),
    ],
)
def test_copies_forced_onto_the_record_are_named(defect, sentence, honest):
    assert sentence in honest.caught(defect)


def test_the_signature_of_another_voter_casts_nothing(built):
    """P2: a ballot names its voter, and only that voter can sign for it."""
    mine = locked(built, 1)
    assert fate(replace(mine, seed=built.seed(2))) == "signature_refused"
    stranger = entropy.random_bytes(32)
    assert fate(replace(mine, seed=stranger)) == "signature_refused"


def test_a_ballot_cannot_be_moved_to_another_ballot_style(db):
    """P7: the voters of a tiny district would see what one ballot holds."""
    built = open_election(contests=[contest_draft(), contest_draft("Which day?")], voters=2)
    style = BallotStyle.objects.create(election=built.election, number=2, name="Tiny")
    style.contests.set(built.election.contests.all())
    # The manifest has one style; the database alone cannot make another.
    ballot = lock(built, 1, [[1, 0, 0], [0, 1, 0]])
    assert fate(edited(ballot, lambda d: d.update(style=2))) == "malformed"
    Voter.objects.filter(election=built.election, number=1).update(style=style)
    assert fate(ballot) == "signature_refused"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda proof: proof.append(proof[0]), id="one more"),
        pytest.param(lambda proof: proof.pop(), id="one less"),
        pytest.param(lambda proof: proof.clear(), id="none"),
        pytest.param(lambda proof: proof.reverse(), id="swapped"),
    ],
)
@pytest.mark.parametrize("place", ["selection", "contest"])
def test_a_proof_has_one_branch_for_each_value_in_order(place, change, built):
    """C8: more branches would let a ballot hold more votes."""

    def damage(document):
        contest = document["contests"][1]
        change(contest["proof"] if place == "contest" else contest["selections"][0]["proof"])

    assert fate(edited(locked(built), damage)) in ("malformed", "proof")


@pytest.mark.parametrize("votes", [[[2, 0, 0], [1, 0]], [[1, 1, 0], [1, 0]], [[0, 0, 0], [0, 0]]])
def test_a_ballot_against_the_rules_cannot_even_be_made(votes, built):
    """D7; ballots forged against the rules are in the golden vectors and at every door."""
    with pytest.raises(Exception, match="contest"):
        lock(built, 1, votes)
