import pytest

from tests.elections import draft_election, frozen_election, keyed_election
from voting.errors import NotFoundError, RollError, StateError
from voting.selectors import roll_counts, roll_entry
from voting.services import (
    Faulty,
    roll_clear,
    roll_import,
    style_add,
    voter_remove,
)

pytestmark = pytest.mark.django_db

MIXED = "name,email\nAda,ada@example.org\nBen,ben@@example.org\n"


@pytest.fixture
def election():
    return draft_election(voters=0).election


def test_a_file_with_a_fault_adds_nobody(election):
    with pytest.raises(RollError) as caught:
        roll_import(election=election, text=MIXED)
    assert caught.value.lines == ("Line 3, email: two @ signs",)
    assert election.voters.count() == 0


def test_faulty_lines_are_left_out_only_when_that_is_said(election):
    roll_import(election=election, text=MIXED, faulty=Faulty.LEAVE_OUT)
    assert list(election.voters.values_list("name", flat=True)) == ["Ada"]


def test_a_second_file_continues_the_numbers(election):
    roll_import(election=election, text="name,email\nAda,ada@example.org\n")
    roll_import(election=election, text="name,email\nBen,ben@example.org\n")
    assert list(election.voters.values_list("number", "name")) == [(1, "Ada"), (2, "Ben")]


def test_styles_and_weights_are_kept(election):
    style_add(election=election, name="North", contests=[1])
    text = "name;email;weight;style\nAda;ada@example.org;7;north\n"
    roll_import(election=election, text=text)
    voter = election.voters.get()
    assert (voter.weight, voter.style.number) == (7, 2)


def test_fifty_thousand_voters_are_added_at_once(election):
    text = "name,email\n" + "\n".join(f"Voter {i},voter{i}@example.org" for i in range(50_000))
    roll_import(election=election, text=text)
    assert roll_counts(election).voters == 50_000


def test_voters_can_be_removed_from_a_draft(election):
    roll_import(election=election, text=MIXED, faulty=Faulty.LEAVE_OUT)
    voter_remove(election=election, number=1)
    with pytest.raises(NotFoundError):
        voter_remove(election=election, number=1)
    roll_clear(election=election)
    assert roll_counts(election).voters == 0


def test_a_frozen_roll_takes_nobody_and_loses_nobody():
    election = frozen_election().election
    for act in (
        lambda: roll_import(election=election, text="name,email\nEve,eve@example.org\n"),
        lambda: voter_remove(election=election, number=1),
        lambda: roll_clear(election=election),
    ):
        with pytest.raises(StateError):
            act()
    assert roll_counts(election).voters == 3


def test_a_credential_leads_to_its_style_and_weight():
    built = frozen_election()
    entry = roll_entry(built.election, built.credential(1).hex())
    assert (entry.style, entry.weight) == (1, 1)
    with pytest.raises(NotFoundError):
        roll_entry(built.election, "00" * 32)


def test_a_voter_without_a_code_is_not_on_the_public_roll():
    election = keyed_election().election
    with pytest.raises(NotFoundError):
        roll_entry(election, "")
