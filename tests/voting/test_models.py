"""The database itself refuses what no service would write."""

import pytest
from django.db import IntegrityError, transaction

from tests.elections import draft_election, frozen_election, keyed_election
from voting.models import BallotStyle, CeremonyStep, Election, Option, Trustee, Voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    return draft_election(trustees=2, threshold=1).election


def refused(act) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.mark.parametrize(
    "change",
    [
        {"state": "nearly"},
        {"state": "frozen"},
        {"state": "open"},
        {"parameters": "tiny"},
        {"threshold": 0},
        {"threshold": 101},
        {"revote": "first"},
        {"attempt": 1},
        {"ceremony_phase": "keys"},
    ],
)
def test_an_election_stays_possible(election, change):
    refused(lambda: Election.objects.filter(pk=election.pk).update(**change))


def test_an_election_closes_after_it_opens(election):
    refused(
        lambda: Election.objects.filter(pk=election.pk).update(
            opens_at=election.closes_at, closes_at=election.opens_at
        )
    )


@pytest.mark.parametrize("change", [{"joint_key": ""}, {"manifest": None}, {"election_hash": ""}])
def test_a_frozen_election_keeps_its_keys(change):
    election = frozen_election().election
    refused(lambda: Election.objects.filter(pk=election.pk).update(**change))


@pytest.mark.parametrize(
    "change", [{"votes_min": 2}, {"votes_max": 0}, {"votes_max": 1001}, {"number": 0}]
)
def test_a_question_stays_answerable(election, change):
    refused(lambda: election.contests.update(**change))


@pytest.mark.parametrize("change", [{"option_max": 0}, {"option_max": 101}, {"number": 0}])
def test_an_option_stays_in_range(election, change):
    refused(lambda: Option.objects.filter(contest__election=election, number=1).update(**change))


@pytest.mark.parametrize(
    "change",
    [{"weight": 0}, {"weight": 1_000_001}, {"email": "VOTER2@example.org"}, {"number": 2}],
)
def test_a_voter_stays_one_voter(election, change):
    refused(lambda: Voter.objects.filter(election=election, number=1).update(**change))


def test_a_credential_belongs_to_one_voter():
    built = frozen_election()
    key = built.credential(2).hex()
    refused(lambda: built.election.voters.filter(number=1).update(credential=key))


@pytest.mark.parametrize(
    "change", [{"index": 2}, {"index": 0}, {"index": 101}, {"email": "TOM@keys.example"}]
)
def test_a_key_holder_stays_one_key_holder(election, change):
    refused(lambda: Trustee.objects.filter(election=election, index=1).update(**change))


def test_two_ballot_styles_have_two_names(election):
    refused(lambda: BallotStyle.objects.create(election=election, number=2, name="ALL questions"))


def test_a_step_of_the_ceremony_is_taken_once():
    trustee = keyed_election().election.trustees.get()
    refused(
        lambda: CeremonyStep.objects.create(
            trustee=trustee, attempt=1, kind="trustee", entry_index=99
        )
    )
