"""P9, P13, P14, C13, C24, D17. Watching ballots and voters."""

import json
from dataclasses import replace
from functools import partial

import gmpy2
import pytest
from django.test import Client

from ballots.models import Submission
from board.models import Entry
from crypto import entropy
from crypto.signing import entry_message, public_key, sign
from tests import people
from tests.attacks.doors import (
    cast,
    edited,
    entries,
    locked,
    post,
    raw_body,
)
from tests.elections import keyed_election
from tests.votes import lock
from voting.contexts import election_context
from voting.models import RollUpload, Voter
from voting.services import credentials_issue, election_cancel, election_freeze, roll_upload
from voting.services.sign_in import sign_in_message


def test_ciphertexts_say_nothing_by_their_quadratic_character(built):
    """C13: in a group with non-residues the symbol told what was chosen."""
    group = election_context(built.election).group
    symbols = set()
    for votes in ([[0, 1, 0], [2, 1]], [[0, 0, 0], [0, 1]], [[1, 0, 0], [1, 2]]):
        document = json.loads(lock(built, 1, votes).data)
        for contest in document["contests"]:
            for selection in contest["selections"]:
                symbols |= {
                    gmpy2.jacobi(gmpy2.mpz(selection[part], 16), group.p)
                    for part in ("alpha", "beta")
                }
    assert symbols == {1}
    assert gmpy2.powmod(election_context(built.election).joint_key, group.q, group.p) == 1


def test_what_is_sent_has_one_length_whatever_is_chosen(built):
    """P9, as far as the server sees."""
    choices = ([[0, 1, 0], [2, 1]], [[0, 0, 0], [0, 1]], [[1, 0, 0], [1, 2]])
    ballots = [lock(built, 1, votes) for votes in choices]
    assert len({len(ballot.data) for ballot in ballots}) == 1
    assert len({len(raw_body(ballot)) for ballot in ballots}) == 1


def signed_in(built, seed: bytes, credential: bytes):
    address = f"/api/v1/elections/{built.election.slug}/sign-in"
    challenge = post(f"{address}/challenge", {}).json()["challenge"]
    message = sign_in_message(election_id=built.election.slug, challenge=challenge)
    body = {
        "challenge": challenge,
        "credential": credential.hex(),
        "signature": sign(seed, message).hex(),
    }
    return post(address, body)


def test_every_refusal_of_a_voter_is_the_same_answer(built):
    """C24, D17: nothing tells whether a credential exists."""
    unknown = entropy.random_bytes(32)
    answers = {
        signed_in(built, unknown, public_key(unknown)).content,
        signed_in(built, unknown, built.credential(1)).content,
        signed_in(built, built.seed(2), built.credential(1)).content,
    }
    assert len(answers) == 1
    mine = locked(built, 1)

    def as_stranger(document):
        document["credential"] = public_key(unknown).hex()

    ballots = [
        replace(mine, seed=unknown),
        edited(mine, as_stranger, seed=unknown),
        edited(mine, as_stranger, seed=built.seed(1)),
    ]
    told = [post(f"{mine.address}/ballots", raw_body(ballot)) for ballot in ballots]
    assert {(answer.status_code, answer.content) for answer in told} == {
        (
            403,
            b'{"code":"signature_refused",'
            b'"message":"the ballot is not signed by a voter of this election"}',
        )
    }


def test_a_signature_for_one_thing_is_none_for_another(built):
    """A test ballot's signature, the one of signing in, and one for another ballot cast nothing."""
    mine, other = locked(built, 1), locked(built, 1)
    body = mine.cast_body()
    message = sign_in_message(election_id=built.election.slug, challenge=mine.hash)
    for signature in (
        mine.signature("challenge"),
        other.signature("ballot"),
        sign(built.seed(1), message).hex(),
        sign(built.seed(1), bytes.fromhex(mine.hash)).hex(),
        sign(built.seed(1), entry_message("drill", bytes.fromhex(mine.hash))).hex(),
    ):
        answer = post(f"{mine.address}/ballots", body | {"signature": signature})
        assert (answer.status_code, answer.json()["code"]) == (403, "signature_refused")
    assert not Submission.objects.exists()


def test_signing_in_again_shows_codes_and_nothing_of_what_was_chosen(built):
    """P14."""
    cast(locked(built, 1))
    answer = signed_in(built, built.seed(1), built.credential(1)).json()
    assert set(answer) == {"ballots", "second_factor", "style", "weight"}
    (told,) = answer["ballots"]
    assert set(told) == {"ballot", "index", "status", "tracker"}


def test_the_record_holds_no_time_name_or_order_that_points_to_a_voter(built, queue):
    """P13: a batch is shuffled, entries of ballots carry no time, and the roll is sorted."""
    order = list(range(1, 11))
    ballots = [locked(built, voter) for voter in order]
    for ballot in ballots:
        assert cast(ballot).status_code == 202
    arrived = [ballot.hash for ballot in ballots]
    before = entries(built)
    queue.run()
    rows = Entry.objects.filter(log=built.election.log, index__gte=before).order_by("index")
    written = [json.loads(bytes(row.data)) for row in rows]
    assert sorted(entry["payload"] for entry in written) == sorted(arrived)
    assert [entry["payload"] for entry in written] != arrived  # by chance once in 3,628,800
    assert {frozenset(entry) for entry in written} == {
        frozenset({"credential", "payload", "signature", "size", "type", "v"})
    }
    roll = Entry.objects.get(log=built.election.log, kind="roll")
    voters = json.loads(bytes(roll.payload.data))["voters"]
    assert voters == sorted(voters)
    everything = b"".join(
        bytes(row.data) + bytes(row.payload.data)
        for row in Entry.objects.filter(log=built.election.log)
    ).decode()
    for voter in Voter.objects.filter(election=built.election):
        assert voter.name not in everything
        assert voter.email not in everything


def test_public_pages_and_answers_name_no_voter(built):
    names = [*Voter.objects.filter(election=built.election).values_list("email", flat=True)]
    slug = built.election.slug
    for path in (
        f"/e/{slug}/",
        f"/e/{slug}/record/",
        f"/e/{slug}/download",
        f"/api/v1/elections/{slug}/",
        f"/api/v1/elections/{slug}/manifest",
        f"/api/v1/logs/{slug}/entries?start=0&count=200",
    ):
        text = Client().get(path).content.decode()
        assert not any(name in text for name in names)


@pytest.mark.parametrize("end", [election_freeze, partial(election_cancel, reason="No")])
def test_voter_files_that_nobody_confirmed_do_not_outlive_the_draft(end, db):
    """P12: they hold names, also of people who were never on the roll."""
    built = keyed_election(voters=1)
    credentials_issue(election=built.election)
    text = "name,email\nSomebody Else,else@example.org\n"
    roll_upload(election=built.election, official=people.official(), text=text)
    assert RollUpload.objects.exists()
    end(election=built.reload())
    assert not RollUpload.objects.exists()
