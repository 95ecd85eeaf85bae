"""P5, P6, D7. Counting early, counting twice, and counting what cannot be counted."""

import json

import pytest
from django.test import Client, TestCase

from crypto.canonical_json import MAX_INTEGER
from crypto.discrete_log import LARGEST_COUNT, DiscreteLog
from crypto.errors import DecryptionError
from crypto.group import DEFAULT_PARAMETERS, group_named
from crypto.transcript import sha256
from tally import services
from tally.errors import TallyError
from tally.models import Count
from tally.tasks import count_advance, record_check
from tests.attacks.doors import as_bytes, cast, entries, give, locked
from tests.counting import counts, decryption_payload
from voting.errors import VotingError
from voting.roll_csv import MAX_VOTERS, MAX_WEIGHT
from voting.selectors import election_get, trustee_get
from voting.services import election_advance, election_close
from voting.services.questions import MAX_POINTS
from voting.states import ElectionState


def kinds(built) -> list[str]:
    return list(built.election.log.entries.order_by("index").values_list("kind", flat=True))


def test_nothing_of_a_count_happens_while_voting_is_open(built):
    """P6: each step is asked for directly, as somebody with a shell or the queue could."""
    cast(locked(built))
    before, key = entries(built), built.election.pk
    count_advance(built.election.slug)
    assert services.count_start(election_id=key) == []
    assert services.tally_finish(election_id=key) is False
    assert services.result_combine(election_id=key) is False
    for state in ("counting", "counted", "published"):
        with pytest.raises(VotingError):
            election_advance(election=built.election, to=ElectionState(state))
    with pytest.raises(TallyError):
        services.result_publish(election=built.election)
    record_check(built.election.slug)
    assert not Count.objects.exists()
    assert entries(built) == before
    assert election_get(key).state == "open"


def test_no_share_is_taken_while_voting_is_open(built, honest):
    payload = {
        "contests": [],
        "election": built.election.slug,
        "tally": "00" * 32,
        "trustee": 1,
        "v": 1,
    }
    before = entries(built)
    answer = give(built, built.secrets[0], "decryption", as_bytes(payload))
    assert answer.status_code == 409
    assert answer.json()["message"] == "there are no totals to unlock now"
    for kind in ("tally", "result", "ballot", "close", "final"):
        assert give(built, built.secrets[0], kind, as_bytes(payload)).status_code == 400
    assert entries(built) == before
    assert "C04.1" in honest.caught("result_published_before_the_close")


@pytest.mark.parametrize("path", ["result", "count"])
def test_nothing_of_a_result_is_told_before_it_is_published(path, built):
    cast(locked(built))
    answer = Client().get(f"/api/v1/elections/{built.election.slug}/{path}")
    assert "contests" not in answer.json()
    page = Client().get(f"/e/{built.election.slug}/result").content.decode()
    assert "bar-chart" not in page


@pytest.fixture
def totals(built):
    """Three voters, one of whom voted twice; the encrypted totals are on the record."""
    for voter in (1, 2, 3, 1):
        cast(locked(built, voter))
    with TestCase.captureOnCommitCallbacks(execute=True):
        election_close(election=built.election)
        count_advance(built.election.slug)
    built.reload()
    return built


def test_nobody_unlocks_twice_or_something_else(totals):
    """P5: two openings that differ by one ballot would show what it held."""
    built = totals
    secret = built.secrets[0]
    payload = decryption_payload(built.election, secret)
    document = json.loads(payload)
    before = entries(built)
    for tally in ("00" * 32, "5a" * 32):
        answer = give(built, secret, "decryption", as_bytes(document | {"tally": tally}))
        assert answer.status_code == 422
    swapped = json.loads(payload)
    swapped["contests"][0].reverse()
    assert give(built, secret, "decryption", as_bytes(swapped)).status_code == 422
    assert entries(built) == before
    index = give(built, secret, "decryption", payload).json()["index"]
    assert give(built, secret, "decryption", payload).json() == {"index": index}
    fresh = decryption_payload(built.election, secret)
    assert fresh != payload
    assert give(built, secret, "decryption", fresh).status_code == 409
    assert entries(built) == before + 1


def test_there_is_one_tally_and_its_result_is_right(totals):
    built = totals
    for _ in range(3):
        assert services.count_start(election_id=built.election.pk) == []
        assert services.tally_finish(election_id=built.election.pk) is True
    assert kinds(built).count("tally") == 1
    for secret in built.secrets[1:]:
        payload = decryption_payload(built.election, secret)
        assert give(built, secret, "decryption", payload).status_code == 201
    count_advance(built.election.slug)
    assert counts(built) == [[0, 3, 0], [6, 3]]
    third = decryption_payload(built.election, built.secrets[0])
    signature = built.secrets[0].sign("decryption", sha256(third))
    with pytest.raises(TallyError, match="no totals to unlock now"):
        services.decryption_accept(
            trustee=trustee_get(built.election, 1), payload=third, signature=signature
        )
    assert kinds(built).count("result") == 1


def test_one_key_holder_alone_opens_nothing(totals):
    built = totals
    payload = decryption_payload(built.election, built.secrets[0])
    assert give(built, built.secrets[0], "decryption", payload).status_code == 201
    count_advance(built.election.slug)
    assert services.result_combine(election_id=built.election.pk) is False
    assert "result" not in kinds(built)


def test_a_second_tally_on_the_record_is_seen(honest):
    assert "C04.1" in honest.caught("second_tally_after_the_first_share")
    assert "C04.3" in honest.caught("one_trustee_decrypts_twice")
    assert "C11.2" in honest.caught("share_for_another_tally")
    assert "C10.3" in honest.caught("total_with_one_ballot_more")


def test_a_total_out_of_bounds_is_an_error_and_never_another_number():
    """D7."""
    group = group_named(DEFAULT_PARAMETERS)
    logarithm = DiscreteLog(group, group.g, 50)
    assert logarithm.of(group.power(group.g, group.scalar(50))) == 50
    for number in (51, 100, -1, int(group.q) // 2):
        with pytest.raises(DecryptionError, match="out of bounds"):
            logarithm.of(group.power(group.g, group.scalar(number)))


def test_the_largest_election_there_can_be_does_not_wrap():
    q = int(group_named(DEFAULT_PARAMETERS).q)
    most = MAX_VOTERS * MAX_WEIGHT * MAX_POINTS
    assert most < MAX_INTEGER < q // 2
    assert most < LARGEST_COUNT


def test_totals_that_were_tampered_with_are_found(honest):
    for defect, sentence in (
        ("two_votes_for_one_option", "C07.5"),
        ("over_vote_with_a_forged_sum", "C07.6"),
        ("weight_raised_after_the_count", "C10.3"),
        ("one_ballot_left_out_of_the_whole_count", "C09.3"),
    ):
        assert sentence in honest.caught(defect)
