"""C4, C5. Numbers outside the subgroup: ballots that no key holder could ever open."""

import json

import pytest
from gmpy2 import powmod

from crypto import batch
from crypto.group import Group
from crypto.trustee_keys import TrusteeSecret
from tally.tasks import count_advance
from tests.attacks.doors import as_bytes, edited, entries, fate, give, is_recorded, locked
from tests.counting import decryption_payload
from tests.elections import draft_election, key_payload
from voting.ceremonies import ceremony_view
from voting.contexts import election_context
from voting.services import ceremony_start, election_close


def strays(group: Group) -> dict[str, int]:
    """Elements of every order there is beside q: 2, the large prime, and twice that."""
    other = int(powmod(5, 2 * group.q, group.p))
    p = int(group.p)
    return {"order 2": p - 1, "large order": other, "twice the large order": other * (p - 1) % p}


ORDERS = ["order 2", "large order", "twice the large order"]


def times(number: str, stray: int, group: Group) -> str:
    return f"{int(number, 16) * stray % int(group.p):0{len(number)}x}"


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("part", ["alpha", "beta"])
def test_a_twisted_ciphertext_is_refused_at_the_door(part, order, built):
    group = election_context(built.election).group
    stray = strays(group)[order]

    def twist(document):
        selection = document["contests"][1]["selections"][1]
        selection[part] = times(selection[part], stray, group)

    assert fate(edited(locked(built), twist)) == "proof"


def test_membership_is_tested_on_the_way_from_http_to_the_record(built, monkeypatch):
    """The check once lived in a copy of the code that no longer ran."""
    tested = []
    add_power = batch._add_power

    def counting(terms, number, exponent, group):
        tested.append(number)
        add_power(terms, number, exponent, group)

    monkeypatch.setattr(batch, "_add_power", counting)
    ballot = locked(built)
    tested.clear()
    assert fate(ballot) == "recorded"
    document = json.loads(ballot.data)
    sent = {
        int(selection[part], 16)
        for contest in document["contests"]
        for selection in contest["selections"]
        for part in ("alpha", "beta")
    }
    assert sent <= {int(number) for number in tested}


def test_one_twisted_ballot_among_many_leaves_the_others_alone(built):
    """C5: the Helios attack that made a whole result undecodable."""
    group = election_context(built.election).group

    def twist(document):
        selection = document["contests"][0]["selections"][0]
        selection["beta"] = times(selection["beta"], int(group.p) - 1, group)

    before = entries(built)
    ballots = [locked(built, voter) for voter in (1, 2, 4)]
    twisted = edited(locked(built, 3), twist)
    fates = [fate(ballot) for ballot in (*ballots[:2], twisted, ballots[2])]
    assert fates == ["recorded", "recorded", "proof", "recorded"]
    assert entries(built) == before + 3
    assert all(is_recorded(ballot) for ballot in ballots)


@pytest.mark.parametrize(
    ("defect", "sentence"),
    [
        ("alpha_outside_the_group", "C07.4"),
        ("beta_negated", "C07.4"),
        ("commitment_outside_the_group", "C05.5"),
        ("share_outside_the_group", "C05.6"),
        ("share_of_the_total_outside_the_group", "C11.5"),
        ("test_ballot_outside_the_group", "C08.4"),
    ],
)
def test_a_twisted_number_forced_onto_the_record_is_named(defect, sentence, honest):
    assert sentence in honest.caught(defect)


@pytest.mark.parametrize("order", ORDERS)
def test_a_twisted_key_is_refused(order, db):
    built = draft_election(trustees=3, threshold=2, is_demonstration=False)
    ceremony_start(election=built.election)
    election = built.reload()
    ceremony = ceremony_view(election).ceremony
    secret = TrusteeSecret.draw(ceremony.group, index=1, threshold=2)
    document = json.loads(key_payload(election, secret)[1])
    stray = strays(ceremony.group)[order]
    document["commitments"][0] = times(document["commitments"][0], stray, ceremony.group)
    before = entries(built)
    answer = give(built, secret, "trustee", as_bytes(document))
    assert (answer.status_code, answer.json()["code"]) == (422, "proof_refused")
    assert entries(built) == before


@pytest.mark.parametrize("order", ORDERS)
def test_a_twisted_unlock_share_is_refused(order, built):
    election_close(election=built.election)
    count_advance.delay(built.election.slug)
    group = election_context(built.election).group
    document = json.loads(decryption_payload(built.reload(), built.secrets[1]))
    item = document["contests"][0][0]
    item["share"] = times(item["share"], strays(group)[order], group)
    before = entries(built)
    answer = give(built, built.secrets[1], "decryption", as_bytes(document))
    assert (answer.status_code, answer.json()["code"]) == (422, "proof_refused")
    assert "contest 1 option 1" in answer.json()["message"]
    assert entries(built) == before
