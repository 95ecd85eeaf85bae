"""C1, C9, C10. Proofs that a weaker verifier would take: challenges that leave something out."""

import json
from dataclasses import replace

import pytest

from crypto import entropy
from crypto.ballot import decode_ballot, verify_ballot
from crypto.commitments import commitments_of, encode_commitments
from crypto.context import ElectionContext
from crypto.errors import CryptoError
from crypto.group import Group
from crypto.manifest import encode_manifest
from crypto.transcript import Tag, Transcript
from scripts.weak_fiat_shamir import forge
from tests.attacks.doors import VOTES, cast, edited, failed, fate, locked
from tests.elections import open_election
from tests.simulator import Vote
from tests.votes import lock
from voting.contexts import election_context
from voting.models import Voter


def weakly_forged(context: ElectionContext, document, *, high: int = 1):
    """Put a ciphertext of a huge number of votes into the first selection of a ballot."""
    group: Group = context.group

    def challenge(commitments):
        transcript = Transcript(Tag.RANGE_PROOF).integer(1).integer(1)
        for a, b in commitments:
            transcript.element(group, a).element(group, b)
        h_i = context.ballot_key(
            bytes.fromhex(document["credential"]), bytes.fromhex(document["salt"])
        )
        return transcript.challenge_under(h_i, group)

    made = forge(
        context.bases,
        high=high,
        draw=lambda: entropy.random_scalar(group),
        weak_challenge=challenge,
    )
    selection = document["contests"][0]["selections"][0]
    selection["alpha"] = group.element_hex(made.ciphertext.alpha)
    selection["beta"] = group.element_hex(made.ciphertext.beta)
    selection["proof"] = [
        [group.scalar_hex(c), group.scalar_hex(v)] for c, v in made.proof.branches
    ]


def own_commitments(ballot, context):
    """The commitments that fit the ballot's proofs, so that only the challenge can be wrong."""
    submitted = decode_ballot(ballot.data, context)
    return encode_commitments(commitments_of(submitted, context), context.group)


def test_a_ciphertext_solved_for_after_the_challenge_is_refused_at_the_door(built):
    context = election_context(built.election)
    forged = edited(locked(built), lambda document: weakly_forged(context, document))
    forged = replace(forged, commitments=own_commitments(forged, context))
    assert fate(forged) == "proof"


def test_a_ciphertext_solved_for_after_the_challenge_is_found_on_the_record(honest):
    honest.simulation.edit("ballot", lambda d: weakly_forged(honest.simulation.context, d))
    code, words = honest.verify(honest.simulation)
    assert code == 1
    assert "C07.5" in failed(words)


def test_every_number_of_a_ballot_counts(built):
    """C9: change each number by one; not one change goes unnoticed."""
    context = election_context(built.election)
    data = locked(built).data
    unnoticed = []
    for place, changed in _changed_by_one(data, context.group):
        try:
            verify_ballot(decode_ballot(changed, context), context)
        except CryptoError:
            continue
        unnoticed.append(place)
    assert unnoticed == []


def _changed_by_one(data: bytes, group: Group):
    text = data.decode()
    numbers = [part for part in text.split('"') if len(part) in (64, 2 * group.element_size)]
    for number in numbers:
        if number == json.loads(data)["credential"]:
            continue  # whose it is, the signature says
        value = (int(number, 16) + 1) % int(group.q if len(number) == 64 else group.p)
        yield number[:16], text.replace(number, f"{value:0{len(number)}x}").encode()


def _other_manifest(context: ElectionContext) -> ElectionContext:
    manifest = replace(context.manifest, title={"en": "Another election"})
    return ElectionContext.build(encode_manifest(manifest), context.joint_key)


def test_a_ballot_made_for_the_same_key_and_other_texts_is_refused(built, monkeypatch):
    """C10: the proofs hold in the other election, key and id alike."""
    other = _other_manifest(election_context(built.election))
    with monkeypatch.context() as patch:
        patch.setattr("tests.votes.election_context", lambda _election: other)
        foreign = lock(built, 1, VOTES)
    verify_ballot(decode_ballot(foreign.data, other), other)
    assert fate(foreign) == "proof"


def test_a_ballot_of_another_election_is_refused_by_its_id(built):
    other = open_election(voters=1)
    assert cast(replace(lock(other, 1, [[1, 0, 0]]), address=locked(built).address)).json() == {
        "code": "malformed",
        "message": "ballot.election: names another election",
    }


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d["contests"].reverse(), id="contests"),
        pytest.param(lambda d: d["contests"][0]["selections"].reverse(), id="options"),
        pytest.param(
            lambda d: d["contests"][0]["selections"][0].update(
                proof=d["contests"][0]["selections"][1]["proof"]
            ),
            id="proof of the next option",
        ),
    ],
)
def test_a_proof_holds_in_its_own_place_only(change, built):
    assert fate(edited(locked(built), change)) in ("malformed", "proof")


def test_a_proof_made_under_another_credential_is_refused(built):
    """The thief signs properly, with the right to vote that is theirs."""
    victim, thief = locked(built, 1), locked(built, 2)
    credential = Voter.objects.get(election=built.election, number=2).credential
    stolen = edited(victim, lambda d: d.update(credential=credential), seed=thief.seed)
    assert fate(stolen) == "proof"


def test_the_record_finds_a_ballot_with_its_texts_changed(honest):
    assert "C07.5" in honest.caught("manifest_text_edited_after_the_vote")


def test_the_honest_twin_passes(honest, built):
    assert honest.verify(honest.simulation)[0] == 0
    assert fate(locked(built)) == "recorded"
    assert honest.simulation.cast(Vote(0, ((1, 0), (2, 1)))).kind == "ballot"
