"""Strangers' bytes: refused by name of the place, before anything costly is done with them."""

import pytest
from django.test import Client

from ballots.models import Submission
from crypto import numbers
from crypto.ballot_size import MAX_ENVELOPE
from crypto.canonical_json import encode
from crypto.fixed_base import FixedBase
from tests.ballots.golden import VECTORS, golden_election, malformed_ballots
from tests.elections import open_election
from tests.votes import challenge, lock, send
from voting.contexts import election_context

# The malformed ballots are variations of this one.
ONE_CONTEST = next(vector for vector in VECTORS["ballots"] if vector["style"] == 2)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


@pytest.fixture
def powers(monkeypatch):
    """Every power of a group element that is computed while the test runs."""
    counted = []

    def counting(module, name):
        original = getattr(module, name)

        def power(*arguments):
            counted.append(name)
            return original(*arguments)

        monkeypatch.setattr(module, name, power)

    counting(numbers, "powmod")
    counting(numbers, "powmod_sec")
    counting(FixedBase, "power")
    return counted


def envelope(ballot, beside, signature="00" * 64):
    name, document = beside
    parts = sorted({"ballot": ballot, name: document, "signature": encode(signature)}.items())
    return b"{" + b",".join(encode(key) + b":" + value for key, value in parts) + b"}"


@pytest.mark.parametrize(
    ("path", "beside"),
    [
        ("ballots", ("commitments", encode(ONE_CONTEST["commitments"]))),
        ("challenges", ("nonces", encode(ONE_CONTEST["nonces"]))),
    ],
)
def test_no_malformed_ballot_gets_past_the_edge_or_costs_a_power(path, beside, powers):
    election = golden_election()
    election_context(election)
    powers.clear()
    client, taken = Client(), {}
    for name, expected, ballot in malformed_ballots():
        body = envelope(ballot, beside)
        answer = send(f"/api/v1/elections/{election.slug}/{path}", body, client)
        # Well-formed ballots of the list have other faults; their signature fails before those.
        wanted = (400, "malformed") if expected == "decode" else (403, "signature_refused")
        if (answer.status_code, answer.json()["code"]) != wanted:
            taken[name] = (answer.status_code, answer.content)
    assert taken == {}
    assert not Submission.objects.exists()
    assert powers == []


def test_the_sound_ballots_of_the_vectors_are_taken():
    election = golden_election()
    for vector in VECTORS["ballots"]:
        beside = ("commitments", encode(vector["commitments"]))
        body = envelope(vector["data"].encode(), beside, vector["cast_signature"])
        assert send(f"/api/v1/elections/{election.slug}/ballots", body).status_code == 202


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda body: body | {"note": "x"}, id="one field more"),
        pytest.param(
            lambda body: {k: v for k, v in body.items() if k != "commitments"}, id="one less"
        ),
        pytest.param(lambda body: body | {"signature": body["signature"].upper()}, id="upper case"),
        pytest.param(lambda body: body | {"signature": body["signature"][2:]}, id="one byte short"),
        pytest.param(lambda body: body | {"commitments": []}, id="no commitments"),
        pytest.param(lambda body: body | {"commitments": [[]]}, id="other commitments"),
        pytest.param(lambda body: body | {"ballot": []}, id="a list"),
        pytest.param(lambda body: [body], id="in a list"),
    ],
)
def test_what_is_around_the_ballot_is_read_as_strictly(change, powers):
    built = open_election()
    ballot = lock(built, 1, [[1, 0, 0]])
    body = change(ballot.cast_body())
    powers.clear()
    answer = send(f"{ballot.address}/ballots", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert powers == []


@pytest.mark.parametrize("around", [b" %s", b"%s\n", b"\xef\xbb\xbf%s", b"%s{}"])
def test_one_ballot_has_one_spelling(around):
    ballot = lock(open_election(), 1, [[1, 0, 0]])
    body = around.replace(b"%s", encode(ballot.cast_body()))
    assert send(f"{ballot.address}/ballots", body).status_code == 400


def test_a_body_that_announces_too_much_is_not_read():
    built = open_election()
    answer = Client().post(
        f"/api/v1/elections/{built.election.slug}/ballots",
        b"{}",
        content_type="application/json",
        headers={"Content-Length": str(MAX_ENVELOPE + 1)},
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_signature_is_checked_before_any_power_is_computed(powers):
    built = open_election()
    mine, other = lock(built, 1, [[1, 0, 0]]), lock(built, 2, [[1, 0, 0]])
    bodies = (
        ("ballots", mine.cast_body() | {"signature": other.signature("ballot")}),
        ("challenges", mine.challenge_body() | {"signature": other.signature("challenge")}),
    )
    powers.clear()
    for path, body in bodies:
        assert send(f"{mine.address}/{path}", body).status_code == 403
    assert powers == []


def test_taking_a_ballot_computes_no_power_either(powers):
    """The proofs are for the worker: an honest crowd must not slow the door down."""
    built = open_election()
    ballot = lock(built, 1, [[1, 0, 0]])
    powers.clear()
    assert challenge(ballot).status_code == 202
    assert powers == []


@pytest.mark.parametrize("slug", ["0", "00000000-0000-4000-8000-000000000000"])
def test_an_election_that_is_not_there_takes_nothing(slug):
    assert send(f"/api/v1/elections/{slug}/ballots", {}).status_code == 404
