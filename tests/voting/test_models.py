"""The database itself refuses what no service would write."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.elections import draft_election, frozen_election, keyed_election
from voting.models import (
    BallotStyle,
    CeremonyStep,
    Election,
    Option,
    Trustee,
    TrusteeMail,
    TrusteeReport,
    Voter,
)

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
        {"drill_asked_size": 3},
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


def test_nobody_is_told_the_same_thing_twice(election):
    trustee, now = election.trustees.get(index=1), timezone.now()
    row = {"trustee": trustee, "about": "share/1", "asked_at": now, "changed_at": now}
    TrusteeMail.objects.create(kind="tell", **row)
    refused(lambda: TrusteeMail.objects.create(kind="tell", **row))
    TrusteeMail.objects.create(kind="tell", **row | {"about": "share/2"})
    for _ in range(2):
        TrusteeMail.objects.create(kind="remind", **row)


@pytest.mark.parametrize("change", [{"kind": "gossip"}, {"status": "lost"}])
def test_a_message_is_of_a_known_kind(election, change):
    now = timezone.now()
    row = {"trustee": election.trustees.get(index=1), "kind": "tell"}
    refused(lambda: TrusteeMail.objects.create(asked_at=now, changed_at=now, **row | change))


def test_a_report_is_of_a_known_kind(election):
    row = {"trustee": election.trustees.get(index=1), "reported_at": timezone.now()}
    refused(lambda: TrusteeReport.objects.create(kind="gossip", **row))


def test_a_drill_is_waived_once_in_an_attempt():
    trustee = keyed_election().election.trustees.get()
    CeremonyStep.objects.create(trustee=trustee, attempt=1, kind="waiver", entry_index=9)
    refused(
        lambda: CeremonyStep.objects.create(
            trustee=trustee, attempt=1, kind="waiver", entry_index=10
        )
    )
