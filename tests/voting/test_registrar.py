"""The server's end of the registrar's page: public keys come in, all of them or none."""

import pytest
from django.test import Client
from django.urls import reverse

from crypto import canonical_json
from crypto.entropy import random_bytes
from tests import people
from tests.elections import closed_election, draft_election, frozen_election
from tests.pages import Page
from voting.errors import StateError
from voting.models import CodeMaker, Election, SecondFactor
from voting.selectors import election_get, roll_counts
from voting.services import (
    code_replace,
    credentials_clear,
    invitation_issue,
    roll_clear,
    roll_import,
    second_factor_set,
    voter_remove,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def election():
    return draft_election(voters=3).election


def address(election, name="keys"):
    return reverse(f"official-registrar-{name}", args=[election.pk])


def made_for(client, election):
    """What the page sends: a key for each voter it was told of."""
    told = client.get(address(election, "roll")).json()
    keys = [[number, random_bytes(32).hex()] for number, _, _ in told["voters"]]
    return {"keys": keys, "roll": told["roll"], "v": 1}


def send(client, election, body, **more):
    data = body if isinstance(body, bytes) else canonical_json.encode(body)
    return client.post(address(election), data, content_type="application/json", **more)


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def keys_of(election):
    return dict(election.voters.values_list("number", "credential"))


def test_the_page_is_told_who_needs_a_code_and_what_letters_say(official_client, election):
    told = official_client.get(address(election, "roll")).json()
    assert told["voters"][0] == [1, "Ada 1", "voter1@example.org"]
    assert told["page"].endswith(f"/e/{election.pk}/vote")
    assert told["title"] == {"en": "Riverside board election"}
    assert (told["time_zone"], told["demonstration"]) == ("Europe/Lisbon", True)


def test_public_keys_are_stored_and_the_election_says_who_made_the_codes(official_client, election):
    made = made_for(official_client, election)
    assert send(official_client, election, made).json() == {"stored": 3}
    assert keys_of(election) == dict(map(tuple, made["keys"]))
    assert election_get(election.pk).code_maker == CodeMaker.REGISTRAR
    shown = Page(official_client.get(reverse("official-codes", args=[election.pk]))).text
    assert "This server never had them" in shown
    shown = Page(official_client.get(reverse("official-freeze", args=[election.pk]))).text
    assert "Voters sign in with their voter code alone. Voter codes were made on the" in shown
    assert official_client.get(address(election, "roll")).json()["voters"] == []


def test_the_same_keys_again_are_stored_once_and_said_to_be_there(official_client, election):
    made = made_for(official_client, election)
    send(official_client, election, made)
    assert send(official_client, election, made).json() == {"stored": 3}
    other = made | {"keys": [[number, random_bytes(32).hex()] for number in (1, 2, 3)]}
    refused(send(official_client, election, other), 409, "wrong_state")
    assert keys_of(election) == dict(map(tuple, made["keys"]))


CHANGES = {
    "somebody came": lambda e: roll_import(election=e, text="name,email\nEve,eve@example.org\n"),
    "somebody went": lambda e: voter_remove(election=e, number=2),
    "somebody got a code by mail": lambda e: invitation_issue(voter=e.voters.get(number=1)),
    "somebody else has the number": lambda e: (
        voter_remove(election=e, number=3),
        roll_import(election=e, text="name,email\nEve,eve@example.org\n"),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_keys_for_another_list_of_voters_are_refused(official_client, election, change):
    made = made_for(official_client, election)
    CHANGES[change](election)
    before = keys_of(election)
    refused(send(official_client, election, made), 409, "wrong_state")
    assert keys_of(election) == before


KEY = "ab" * 32
FAULTS = {
    "a voter is missing": lambda keys: keys[:2],
    "a voter is not on the list": lambda keys: [*keys[:2], [9, KEY]],
    "a voter is there twice": lambda keys: [*keys, keys[0]],
    "two voters have one key": lambda keys: [[1, KEY], [2, KEY], keys[2]],
    "a key is too short": lambda keys: [*keys[:2], [3, KEY[1:]]],
    "a key is in capitals": lambda keys: [*keys[:2], [3, KEY.upper()]],
    "a voter has a name": lambda keys: [*keys[:2], [3, KEY, "Cleo"]],
    "there are none": lambda _: [],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_among_the_keys_stores_none(official_client, election, fault):
    made = made_for(official_client, election)
    answer = send(official_client, election, made | {"keys": FAULTS[fault](made["keys"])})
    assert answer.status_code == 400
    assert roll_counts(election).with_credential == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body[:-1],
        lambda body: body + b" ",
        lambda body: body.replace(b'"v":1', b'"v":2'),
        lambda body: body.replace(b'"v":1', b'"extra":1,"v":1'),
        lambda _: b"[]",
    ],
)
def test_anything_but_the_one_document_is_malformed(official_client, election, spoil):
    body = canonical_json.encode(made_for(official_client, election))
    refused(send(official_client, election, spoil(body)), 400, "malformed")


def test_more_than_the_voters_need_is_not_read(official_client, election):
    made = made_for(official_client, election)
    made["keys"] += [[number, random_bytes(32).hex()] for number in range(4, 20)]
    refused(send(official_client, election, made), 413, "too_large")


def test_a_key_that_somebody_has_already_is_refused(official_client, election):
    invitation_issue(voter=election.voters.get(number=1))
    made = made_for(official_client, election)
    made["keys"][0][1] = keys_of(election)[1]
    refused(send(official_client, election, made), 400, "bad_input")


def test_after_the_freeze_nobody_s_key_changes(official_client):
    election = frozen_election().election
    assert official_client.get(address(election, "roll")).json()["voters"] == []
    made = {"keys": [[1, KEY]], "roll": "0" * 64, "v": 1}
    before = keys_of(election)
    refused(send(official_client, election, made), 409, "wrong_state")
    assert keys_of(election) == before


def one(election, number=2, name="keys"):
    return reverse(f"official-registrar-one-{name}", args=[election.pk, number])


def renewal(client, election, number=2, **changes):
    told = client.get(one(election, number, "roll")).json()
    return {
        "key": random_bytes(32).hex(),
        "old": told["roll"],
        "reason": "The letter was lost.",
        "typed": told["voters"][0][1],
        "v": 1,
    } | changes


def renew(client, election, body, number=2):
    data = canonical_json.encode(body)
    return client.post(one(election, number), data, content_type="application/json")


def test_after_the_freeze_one_voter_s_key_is_replaced_as_a_recorded_act(official_client):
    election = frozen_election().election
    size = election.log.entries.count()
    made = renewal(official_client, election)
    assert renew(official_client, election, made).json() == {"stored": 1}
    assert keys_of(election)[2] == made["key"]
    assert election.log.entries.get(index=size).kind == "roll-change"
    assert election_get(election.pk).code_maker == CodeMaker.BOTH
    # The answer was lost, and the page sends the same again.
    assert renew(official_client, election, made).json() == {"stored": 1}
    assert election.log.entries.count() == size + 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"old": KEY}, 409, "wrong_state"),
        ({"typed": "Somebody else"}, 400, "bad_input"),
        ({"reason": ""}, 400, "bad_input"),
        ({"reason": "Ben 2 asked."}, 400, "bad_input"),
        ({"key": KEY[1:]}, 400, "malformed"),
        ({"v": 2}, 400, "malformed"),
        ({"more": 1}, 400, "malformed"),
    ],
)
def test_a_faulty_replacement_leaves_the_voter_as_they_were(official_client, changes, status, code):
    election = frozen_election().election
    before, size = keys_of(election), election.log.entries.count()
    refused(
        renew(official_client, election, renewal(official_client, election, **changes)),
        status,
        code,
    )
    assert (keys_of(election), election.log.entries.count()) == (before, size)


def test_another_voter_s_key_and_nobody_s_number_are_refused(official_client):
    election = frozen_election().election
    taken = renewal(official_client, election, key=keys_of(election)[1])
    refused(renew(official_client, election, taken), 400, "bad_input")
    refused(renew(official_client, election, taken, number=9), 404, "not_found")
    assert official_client.get(one(election, 9, "roll")).json()["voters"] == []


def test_before_the_freeze_and_after_the_vote_nobody_gets_a_replacement(official_client, election):
    for other in (election, closed_election().election):
        assert official_client.get(one(other, 2, "roll")).json()["voters"] == []
        made = {"key": KEY, "old": keys_of(other)[2] or KEY, "reason": "Lost.", "typed": "Ben 2"}
        refused(renew(official_client, other, made | {"v": 1}), 409, "wrong_state")


def test_a_code_that_the_server_replaces_is_said_to_be_the_server_s():
    built = frozen_election()
    Election.objects.filter(pk=built.election.pk).update(code_maker=CodeMaker.REGISTRAR)
    voter = built.election.voters.get(number=1)
    code_replace(voter=voter, credential=voter.credential or "", reason="Lost.")
    assert election_get(built.election.pk).code_maker == CodeMaker.BOTH


def test_the_token_of_the_page_is_needed_and_is_told_to_the_page(official, election):
    client = Client(enforce_csrf_checks=True)
    people.sign_in(client, official)
    made = made_for(client, election)
    assert send(client, election, made).status_code == 403
    token = client.get(address(election)).json()["token"]
    assert send(client, election, made, headers={"X-CSRFToken": token}).status_code == 200


def test_who_made_the_codes_is_remembered_until_they_are_made_anew(official_client, election):
    def maker():
        return election_get(election.pk).code_maker

    assert maker() == CodeMaker.NONE
    invitation_issue(voter=election.voters.get(number=1))
    assert maker() == CodeMaker.SERVER
    send(official_client, election, made_for(official_client, election))
    assert maker() == CodeMaker.BOTH
    credentials_clear(election=election)
    assert maker() == CodeMaker.NONE
    send(official_client, election, made_for(official_client, election))
    assert maker() == CodeMaker.REGISTRAR
    roll_clear(election=election)
    assert maker() == CodeMaker.NONE


def test_everybody_reads_who_made_the_codes(client):
    built = frozen_election()
    shown = Page(client.get(reverse("election", args=[built.election.pk]))).text
    assert "Voter codes were made by this server, which forgot them." in shown


def test_the_choice_is_the_official_s_until_the_freeze(official_client):
    election = draft_election().election
    address = reverse("official-second-factor", args=[election.pk])
    official_client.post(address, {"second_factor": "on"})
    assert election_get(election.pk).second_factor == SecondFactor.MAIL
    official_client.post(address, {})
    assert election_get(election.pk).second_factor == SecondFactor.NONE
    frozen = frozen_election().election
    with pytest.raises(StateError):
        second_factor_set(election=frozen, second_factor=SecondFactor.MAIL)
