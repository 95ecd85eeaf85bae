import pytest

from board.models import Entry
from tests.elections import closed_election
from voting.models import Election

pytestmark = pytest.mark.django_db


def kinds(election: Election) -> list[str]:
    return list(
        Entry.objects.filter(log=election.log).order_by("index").values_list("kind", flat=True)
    )


def test_the_record_of_a_single_key_holder_demonstration_reads_in_order():
    built = closed_election()
    assert kinds(built.election) == [
        "ceremony",
        "trustee",
        "share",
        "confirm",
        "drill",
        "election",
        "roll",
        "freeze",
        "open",
        "close",
    ]
    assert built.election.state == "closed"


def test_two_of_three_key_holders_make_one_joint_key():
    built = closed_election(trustees=3, threshold=2, is_demonstration=False)
    assert kinds(built.election).count("drill") == 3
    assert len(built.election.joint_key) == 768
