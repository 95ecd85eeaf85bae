"""D12. A key file that was never tried again may be no key file."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from crypto.errors import DecodeError
from tests import people
from tests.attacks.doors import entries, give, key_holder
from tests.attacks.key_desks import Desks, drilled_by_nobody
from tests.elections import drill_payload, send_entry
from tests.pages import Page
from tests.votes import send
from voting.can_count import Light, can_count
from voting.ceremonies import ceremony_view
from voting.errors import NotReadyError, VotingError
from voting.selectors import trustee_get
from voting.services import (
    credentials_issue,
    drill_ask,
    drill_waive,
    election_freeze,
    election_open,
)

TRUSTEES, THRESHOLD = 4, 2


@pytest.fixture(scope="module")
def confirmed(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Desks]:
    """Four key holders with their files, two of whom are needed; no drill was passed."""
    block = transaction.atomic()
    block._from_testcase = True  # code that wants no transaction around it is to run all the same
    with django_db_blocker.unblock(), block:
        folder = tmp_path_factory.mktemp("keys")
        desks = drilled_by_nobody(folder, trustees=TRUSTEES, threshold=THRESHOLD)
        credentials_issue(election=desks.built.election)
        yield desks
        transaction.set_rollback(True)


@pytest.fixture
def desks(confirmed, db) -> Desks:
    """The module's key holders as they were; what a test does on the record is undone."""
    confirmed.built.reload()
    return confirmed


@pytest.fixture
def olga(db) -> Client:
    client = Client()
    people.sign_in(client, people.official())
    return client


def drill(desks: Desks, index: int) -> None:
    """From the file, as on a device that never saw the key."""
    send_entry(desks.built, desks.restored(index), drill_payload)


def freezes(desks: Desks) -> bool:
    size = entries(desks.built)
    try:
        election_freeze(election=desks.built.reload())
    except NotReadyError:
        assert entries(desks.built) == size
        return False
    return True


def page_of(olga: Client, desks: Desks, path: str) -> str:
    return f"/officials/elections/{desks.built.election.slug}/{path}"


def test_nothing_is_frozen_before_every_key_file_was_tried(desks, olga):
    for index in range(1, TRUSTEES + 1):
        assert not freezes(desks)
        name = trustee_get(desks.built.election, index).name
        assert (
            f"{name} has not checked their key file"
            in Page(olga.get(page_of(olga, desks, "freeze"))).text
        )
        drill(desks, index)
    assert freezes(desks)


def test_a_file_that_does_not_open_passes_no_drill(desks):
    path = desks.path(1)
    whole = path.read_bytes()
    for data in (whole[:-40], whole[: len(whole) // 2], b"", whole.replace(b"sealed", b"sealer")):
        path.write_bytes(data)
        with pytest.raises(DecodeError, match="key file"):
            drill(desks, 1)
    path.write_bytes(whole)
    assert not ceremony_view(desks.built.reload()).drilled


@pytest.mark.parametrize("passed", range(THRESHOLD + 1))
def test_nobody_is_waived_while_no_key_can_be_spared(passed, desks, olga):
    for index in range(1, passed + 1):
        drill(desks, index)
    size = entries(desks.built)
    with pytest.raises(VotingError):
        drill_waive(election=desks.built.reload(), trustees=[4], reason="on a boat")
    name = trustee_get(desks.built.election, 4).name
    form = {"reason": "on a boat", "typed": name}
    olga.post(page_of(olga, desks, "key-holders/4/waive"), form)
    assert entries(desks.built) == size
    assert not freezes(desks)


def test_one_key_more_than_needed_allows_an_explicit_act_that_stands_on_the_record(desks, olga):
    for index in (1, 2, 4):
        drill(desks, index)
    assert not freezes(desks)
    address = page_of(olga, desks, "key-holders/3/waive")
    size = entries(desks.built)
    for form in ({}, {"reason": "on a boat"}, {"reason": "on a boat", "typed": "Tom"}):
        olga.post(address, form)
    assert entries(desks.built) == size
    olga.post(address, {"reason": "on a boat", "typed": "Ana"})
    assert entries(desks.built) == size + 1
    assert ceremony_view(desks.built.reload()).waived == {3}
    entry = Page(Client().get(f"/e/{desks.built.election.slug}/record/{size}"))
    assert "on a boat" in entry.text
    assert freezes(desks)
    assert can_count(desks.built.reload()).waived == ("Ana",)


def test_a_waived_key_holder_may_still_show_that_the_key_works(desks):
    for index in (1, 2, 4):
        drill(desks, index)
    drill_waive(election=desks.built.reload(), trustees=[3], reason="on a boat")
    drill(desks, 3)
    assert freezes(desks)
    assert can_count(desks.built.reload()).waived == ()


@pytest.fixture
def voting(desks) -> Desks:
    for index in range(1, TRUSTEES + 1):
        drill(desks, index)
    assert freezes(desks)
    election_open(election=desks.built.reload())
    desks.built.reload()
    return desks


def light(desks: Desks) -> Light:
    return can_count(desks.built.reload()).light


def asked(desks: Desks) -> list[str]:
    """What each key holder's program is told to do next."""
    address = f"/api/v1/elections/{desks.built.election.slug}/trustee"
    return [
        key_holder(desks.built, index).get(address).json()["step"]
        for index in range(1, TRUSTEES + 1)
    ]


def test_another_drill_can_be_asked_for_while_people_vote(voting, olga):
    assert light(voting) is Light.GOOD
    assert asked(voting) == ["wait"] * TRUSTEES
    olga.post(page_of(olga, voting, "key-holders/drill"))
    assert light(voting) is Light.NARROW
    assert asked(voting) == ["drill"] * TRUSTEES
    for index in (1, 2):
        drill(voting, index)
        assert light(voting) is Light.NARROW
    drill(voting, 4)
    assert light(voting) is Light.GOOD
    assert asked(voting) == ["wait", "wait", "drill", "wait"]
    assert can_count(voting.built.election).unanswered == ("Ana",)


def test_lost_keys_turn_the_light_before_it_is_too_late(voting, olga):
    lights = []
    for index in (1, 2, 3):
        address = f"/api/v1/elections/{voting.built.election.slug}/trustee/reports"
        send(address, {"kind": "key_lost", "text": "gone"}, key_holder(voting.built, index))
        lights.append(light(voting))
    assert lights == [Light.GOOD, Light.NARROW, Light.LOST]
    watch = Page(olga.get(page_of(olga, voting, "watch"))).text
    assert "Can we still count? ✕ No" in watch
    drill(voting, 2)
    drill(voting, 3)
    assert light(voting) is Light.GOOD


def test_a_drill_of_before_does_not_answer_the_next_request(voting):
    secret = voting.restored(1)
    _, old = drill_payload(voting.built.reload(), secret)
    assert give(voting.built, secret, "drill", old).status_code == 201
    drill_ask(election=voting.built.reload())
    size = entries(voting.built)
    give(voting.built, secret, "drill", old)
    assert entries(voting.built) == size
    assert asked(voting)[0] == "drill"
