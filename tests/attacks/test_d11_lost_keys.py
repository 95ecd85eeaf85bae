"""D11. Key holders who lost their keys for ever."""

import pytest
from django.test import Client

from tally import selectors
from tally.services import result_publish
from tally.tasks import count_advance
from tests import people
from tests.attacks.doors import Honest, give
from tests.attacks.key_desks import drilled_by_nobody
from tests.counting import counts, decryption_payload
from tests.elections import draft_election, drill_payload, send_entry
from tests.pages import Page
from tests.votes import vote
from voting.errors import NotReadyError
from voting.services import (
    ceremony_start,
    credentials_issue,
    election_close,
    election_freeze,
    election_open,
)

TRUSTEES, THRESHOLD, LEFT = 5, 3, (5, 1, 3)


@pytest.fixture
def olga(db) -> Client:
    client = Client()
    people.sign_in(client, people.official())
    return client


@pytest.mark.parametrize("count", [2, 3])
def test_every_key_is_needed_only_after_somebody_typed_it(count, olga):
    """An election of the IACR was lost in 2025 with one key of three."""
    built = draft_election(trustees=count, threshold=count, is_demonstration=False)
    address = f"/officials/elections/{built.election.slug}/key-holders"
    page = Page(olga.get(address))
    assert f"All {count} key holders are needed" in page.text
    olga.post(f"{address}/start")
    for typed in ("", "yes", "every key"):
        olga.post(f"{address}/accept", {"typed": typed})
    assert built.reload().attempt == 0
    with pytest.raises(NotReadyError, match="losing one key loses the election"):
        ceremony_start(election=built.election)
    olga.post(f"{address}/accept", {"typed": "every key is needed"})
    olga.post(f"{address}/start")
    assert built.reload().attempt == 1
    assert built.election.all_needed_accepted_by == people.official()


@pytest.mark.django_db(transaction=True)
def test_with_two_of_five_key_files_deleted_the_election_is_counted(tmp_path, capsys):
    desks = drilled_by_nobody(tmp_path, trustees=TRUSTEES, threshold=THRESHOLD)
    built = desks.built
    for index in range(1, TRUSTEES + 1):
        send_entry(built, desks.restored(index), drill_payload)
    issued = credentials_issue(election=built.reload())
    built.codes = {voter.number: code for voter, code in issued}
    election_freeze(election=built.reload())
    election_open(election=built.reload())
    built.reload()
    for voter, votes in ((1, [1, 0, 0]), (2, [0, 1, 0]), (3, [0, 1, 0])):
        vote(built, voter, [votes])
    for index in {*range(1, TRUSTEES + 1)} - {*LEFT}:
        desks.path(index).unlink()
    election_close(election=built.election)
    count_advance.delay(built.election.slug)
    for index in LEFT:
        assert counts_nothing(built), f"counted before key holder {index} helped"
        secret = desks.restored(index)
        payload = decryption_payload(built.reload(), secret)
        assert give(built, secret, "decryption", payload).status_code == 201
        count_advance.delay(built.election.slug)
    assert counts(built) == [[1, 2, 0]]
    assert selectors.result(built.election).trustees == tuple(sorted(LEFT))
    assert selectors.count_get(built.election.pk).verdict == "passed"
    result_publish(election=built.election)
    assert is_in_order(built, tmp_path / "record.zip", capsys)


def counts_nothing(built) -> bool:
    return not built.election.log.entries.filter(kind="result").exists()


def is_in_order(built, path, capsys) -> bool:
    """What somebody else's verifier says of the record that everybody can download."""
    answer = Client().get(f"/e/{built.election.slug}/record.zip")
    code, words = Honest(None, path, capsys).verify(b"".join(answer.streaming_content))
    return code == 0 and f"{THRESHOLD} of {TRUSTEES} trustees" in words
