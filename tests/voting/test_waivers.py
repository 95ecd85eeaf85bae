"""Going on without a key holder's drill."""

import pytest
from django.test import Client
from django.urls import reverse

from board.models import Entry
from crypto import canonical_json
from tests import people
from tests.elections import (
    BuiltElection,
    closed_election,
    draft_election,
    drill_payload,
    frozen_election,
    open_election,
    send_entry,
)
from tests.pages import Page
from tests.voting.waivers import WHY, cancelled, drilling, frozen_with_waiver, steps, waive_page
from voting.ceremonies import ceremony_view, trustee_statuses
from voting.errors import InputError, StateError
from voting.models import Trustee
from voting.readiness import keys_missing
from voting.services import (
    ceremony_restart,
    ceremony_start,
    ceremony_stop,
    drill_ask,
    drill_waive,
)

pytestmark = pytest.mark.django_db


def test_a_waiver_stands_on_the_record_with_its_reason_and_opens_the_freeze():
    built = drilling(drilled=3)
    assert len(list(keys_missing(built.election))) == 2
    entry = drill_waive(election=built.election, trustees=[5, 4], reason=WHY)
    assert list(keys_missing(built.reload())) == []
    payload = canonical_json.decode(bytes(entry.payload.data), max_size=1 << 16, place="waiver")
    assert payload["trustees"] == [4, 5]
    assert payload["reason"] == WHY
    assert payload["attempt"] == 1
    assert ceremony_view(built.election).is_complete
    assert [status.is_waived for status in trustee_statuses(built.election)] == [False] * 3 + [
        True
    ] * 2


def test_whoever_was_left_out_may_still_check_their_key_file():
    built = drilling(drilled=4)
    drill_waive(election=built.election, trustees=[5], reason=WHY)
    assert steps(built)[4] == "drill"
    assert not trustee_statuses(built.election)[4].is_awaited
    send_entry(built, built.secrets[4], drill_payload)
    assert steps(built)[4] == "wait"


@pytest.mark.parametrize("drilled", [0, 1, 2])
def test_one_key_more_than_needed_has_to_work_first(drilled):
    built = drilling(drilled=drilled, trustees=4)
    with pytest.raises(StateError, match="3 key holders must have checked their key file"):
        drill_waive(election=built.election, trustees=[4], reason=WHY)
    assert not Entry.objects.filter(kind="waiver").exists()


def test_a_key_that_is_lost_since_is_not_one_that_works():
    built = drilling(drilled=3, trustees=4)
    Trustee.objects.filter(index=1).update(has_lost_key=True)
    with pytest.raises(StateError, match="so far 2 have"):
        drill_waive(election=built.election, trustees=[4], reason=WHY)


@pytest.mark.parametrize(
    ("trustees", "reason", "message"),
    [
        ([], WHY, "name those"),
        ([1], WHY, "name those"),
        ([4, 1], WHY, "name those"),
        ([6], WHY, "name those"),
        ([4], "  ", "reason: must not be empty"),
        ([4], "x" * 2001, "reason: at most 2000"),
        ([4], "a\u202eb", "reason: a hidden mark"),
    ],
)
def test_a_waiver_that_says_too_little_or_the_wrong_thing_is_refused(trustees, reason, message):
    built = drilling(drilled=3)
    with pytest.raises(InputError, match=message):
        drill_waive(election=built.election, trustees=trustees, reason=reason)
    assert not Entry.objects.filter(kind="waiver").exists()


def test_nobody_is_left_out_twice_and_a_restart_forgets_it():
    built = drilling(drilled=4)
    drill_waive(election=built.election, trustees=[5], reason=WHY)
    with pytest.raises(InputError):
        drill_waive(election=built.election, trustees=[5], reason=WHY)
    ceremony_restart(election=built.election)
    assert not any(status.is_waived for status in trustee_statuses(built.reload()))


def in_keys() -> BuiltElection:
    built = draft_election(trustees=3, threshold=1)
    ceremony_start(election=built.election)
    return built


def stopped() -> BuiltElection:
    built = drilling(drilled=4)
    ceremony_stop(election=built.election)
    return built


# Which acts each state takes: going on without a drill, asking for another one.
TABLE = {
    "not started": (lambda: draft_election(trustees=3), False, False),
    "keys": (in_keys, False, False),
    "drilling": (lambda: drilling(drilled=4), True, False),
    "stopped": (stopped, False, False),
    "frozen": (frozen_election, False, True),
    "open": (open_election, False, True),
    "closed": (closed_election, False, False),
    "cancelled": (cancelled, False, False),
}


@pytest.mark.parametrize("state", TABLE)
def test_each_act_has_its_time(state):
    build, can_waive, can_ask = TABLE[state]
    built = build()
    election = built.reload()
    for act, is_taken in (
        (lambda: drill_waive(election=election, trustees=[5], reason=WHY), can_waive),
        (lambda: drill_ask(election=election), can_ask),
    ):
        if is_taken:
            assert act()
        else:
            with pytest.raises(StateError):
                act()


def test_the_page_asks_for_a_reason_and_the_name(official_client):
    built = drilling(drilled=4)
    table = Page(official_client.get(reverse("official-key-holders", args=[built.election.pk])))
    assert table.text.count("Go on without") == 1
    asked = Page(official_client.get(waive_page(built, 5)))
    assert asked.headings == ["Go on without Mei?"]
    assert "Key files known to work: 4. Needed for the count: 2." in asked.text
    for values, message in (
        ({"typed": "Mei"}, "Say why"),
        ({"reason": WHY, "typed": "Ana"}, "This is not the name of this key holder"),
        ({"reason": " ", "typed": "Mei"}, "Say why"),
    ):
        refused = Page(official_client.post(waive_page(built, 5), values))
        assert message in refused.text
        assert refused.title.startswith("Error: ")
    assert not Entry.objects.filter(kind="waiver").exists()
    done = official_client.post(waive_page(built, 5), {"reason": WHY, "typed": "mei "}, follow=True)
    assert "You go on without Mei." in Page(done).text
    home = Page(official_client.get(reverse("official-election", args=[built.election.pk])))
    assert "Going on without: Mei" in home.text
    freeze = Page(official_client.get(reverse("official-freeze", args=[built.election.pk])))
    assert "Going on without the key file check of: Mei" in freeze.text


@pytest.mark.parametrize("index", [1, 4])
def test_the_page_says_when_it_is_not_the_time(official_client, index):
    built = drilling(drilled=2, trustees=4)
    shown = Page(official_client.get(waive_page(built, index)))
    assert "You cannot go on without this key holder now." in shown.text
    assert "at least 3 others have. So far 2 have." in shown.text
    answer = official_client.post(waive_page(built, index), {"reason": WHY, "typed": "Priya"})
    assert answer.status_code == 200
    assert not Entry.objects.filter(kind="waiver").exists()


@pytest.mark.django_db(transaction=True)
def test_the_public_record_has_words_for_it(client):
    built = frozen_with_waiver()
    record = reverse("record", args=[built.election.slug])
    shown = Page(client.get(record, {"kind": "waiver"}))
    assert "Went on without" in shown.text
    entry = Entry.objects.get(kind="waiver")
    page = Page(client.get(f"{record}{entry.index}"))
    assert "The organiser went on without the key file test of some key holders" in page.text
    assert "hospital" in page.text


def test_nobody_else_can_go_on_without_a_key_holder(official_client, signed_in, other_official):
    built = drilling(drilled=4)
    values = {"reason": WHY, "typed": "Mei"}
    strict = Client(enforce_csrf_checks=True)
    people.sign_in(strict, built.election.officials.get().user)
    for client, expected in ((Client(), 302), (signed_in(other_official), 404), (strict, 403)):
        assert client.post(waive_page(built, 5), values).status_code == expected
    assert official_client.post(waive_page(built, 9), values).status_code == 404
    assert not Entry.objects.filter(kind="waiver").exists()
