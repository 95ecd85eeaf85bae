"""Going on without a drill, asking for another one, and the light that both move."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from board.models import Entry
from crypto import canonical_json
from crypto.trustee_keys import TrusteeSecret
from tests.elections import (
    BuiltElection,
    closed_election,
    confirm_payload,
    contest_draft,
    draft_election,
    drill_payload,
    frozen_election,
    key_payload,
    keyed_election,
    open_election,
    send_entry,
    share_payload,
)
from tests.pages import Page
from voting.can_count import Light, can_count
from voting.ceremonies import ceremony_view, trustee_statuses
from voting.errors import EntryError, InputError, StateError
from voting.models import ReportKind, Trustee
from voting.readiness import freeze_missing, keys_missing
from voting.selectors import trustee_get
from voting.services import (
    ceremony_entries,
    ceremony_restart,
    ceremony_start,
    ceremony_stop,
    credentials_issue,
    drill_ask,
    drill_waive,
    election_cancel,
    election_freeze,
    trustee_report,
)

pytestmark = pytest.mark.django_db

WHY = "Mei is in hospital.\nWe spoke to her sister."


def drilling(*, drilled: int, trustees: int = 5, threshold: int = 2) -> BuiltElection:
    """Keys are made; the first `drilled` key holders have checked their key files."""
    built = draft_election(trustees=trustees, threshold=threshold, is_demonstration=False)
    ceremony_start(election=built.election)
    group = ceremony_view(built.reload()).ceremony.group
    numbers = range(1, trustees + 1)
    built.secrets = [TrusteeSecret.draw(group, index=i, threshold=threshold) for i in numbers]
    for make in (key_payload, share_payload, confirm_payload):
        for secret in built.secrets:
            send_entry(built, secret, make)
    for secret in built.secrets[:drilled]:
        send_entry(built, secret, drill_payload)
    return built


def frozen_with_waiver() -> BuiltElection:
    built = drilling(drilled=4)
    drill_waive(election=built.election, trustees=[5], reason=WHY)
    issued = credentials_issue(election=built.election)
    built.codes = {voter.number: code for voter, code in issued}
    election_freeze(election=built.election)
    built.reload()
    return built


def steps(built: BuiltElection) -> list[str]:
    return [status.step.value for status in trustee_statuses(built.reload())]


def waive_page(built: BuiltElection, index: int) -> str:
    return reverse("official-drill-waive", args=[built.election.pk, index])


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


def cancelled() -> BuiltElection:
    built = open_election()
    election_cancel(election=built.election, reason="Never mind.")
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


def test_the_public_record_has_words_for_it(client):
    built = frozen_with_waiver()
    record = reverse("record", args=[built.election.slug])
    shown = Page(client.get(record, {"kind": "waiver"}))
    assert "Went on without" in shown.text
    entry = Entry.objects.get(kind="waiver")
    page = Page(client.get(f"{record}{entry.index}"))
    assert "The organiser went on without the key file test of some key holders" in page.text
    assert "hospital" in page.text


def test_everybody_is_asked_again_until_they_have_answered(monkeypatch):
    built = frozen_election(trustees=3, threshold=2)
    assert steps(built) == ["wait"] * 3
    drill_ask(election=built.election)
    assert steps(built) == ["drill"] * 3
    send_entry(built, built.secrets[1], drill_payload)
    assert steps(built) == ["drill", "wait", "drill"]
    with pytest.raises(StateError, match="less than ten minutes ago"):
        drill_ask(election=built.election)
    monkeypatch.setattr("voting.services.drills.ASK_AGAIN_AFTER", timedelta())
    drill_ask(election=built.election)
    assert steps(built) == ["drill"] * 3


def light(built: BuiltElection) -> Light:
    known = can_count(built.reload())
    assert known is not None
    return known.light


def test_the_light_follows_what_is_known_of_the_keys():
    built = open_election(trustees=4, threshold=2)
    assert light(built) is Light.GOOD
    drill_ask(election=built.election)
    known = can_count(built.reload())
    assert (known.light, known.working) == (Light.NARROW, 0)
    assert known.unanswered == ("Priya", "Tom", "Ana", "Kofi")
    for secret in built.secrets[:2]:
        send_entry(built, secret, drill_payload)
    known = can_count(built.reload())
    assert (known.light, known.working, known.unanswered) == (Light.NARROW, 2, ("Ana", "Kofi"))
    send_entry(built, built.secrets[2], drill_payload)
    assert light(built) is Light.GOOD
    Trustee.objects.filter(index=3).update(has_lost_key=True)
    known = can_count(built.reload())
    assert (known.light, known.lost, known.unanswered) == (Light.NARROW, ("Ana",), ("Kofi",))
    Trustee.objects.filter(index__in=(1, 4)).update(has_lost_key=True)
    assert light(built) is Light.LOST


def test_where_all_are_needed_no_key_is_to_spare():
    assert light(frozen_election(trustees=1)) is Light.NARROW


def test_a_waived_key_is_not_one_that_works():
    built = frozen_with_waiver()
    known = can_count(built.election)
    assert (known.light, known.working, known.of, known.waived) == (Light.GOOD, 4, 5, ("Mei",))


@pytest.mark.parametrize("build", [draft_election, keyed_election, cancelled])
def test_there_is_no_light_before_the_freeze_or_after_the_end(build):
    assert can_count(build().reload()) is None


WORDS = {
    0: ("✓ Yes", "Even if one more key is lost, the votes can be counted."),
    1: ("! Not certain", "If one more key is lost, the votes may never be counted."),
    2: ("✕ No", "too few keys are left and the votes of this election can never be counted"),
}


@pytest.mark.parametrize("lost", WORDS)
@pytest.mark.parametrize("name", ["official-key-holders", "official-election", "official-watch"])
def test_the_light_speaks_in_words_beside_its_colour(official_client, name, lost):
    built = open_election(trustees=3, threshold=2, contests=[contest_draft()])
    Trustee.objects.filter(index__lte=lost).update(has_lost_key=True)
    shown = Page(official_client.get(reverse(name, args=[built.election.pk])))
    answer, meaning = WORDS[lost]
    assert answer in shown.text
    assert f"{3 - lost} of 3 keys" in shown.text
    if name != "official-election":
        assert meaning in shown.text


def test_voting_does_not_open_when_too_few_keys_are_left(official_client):
    built = frozen_election(trustees=3, threshold=2)
    Trustee.objects.filter(index__lte=2).update(has_lost_key=True)
    page = reverse("official-open", args=[built.election.pk])
    assert "✕ No" in Page(official_client.get(page)).text
    typed = {"typed": "Riverside board election"}
    refused = Page(official_client.post(page, typed)).text
    assert "Too few keys are left (Priya, Tom reported a lost key)" in refused
    assert built.reload().state == "frozen"
    send_entry(built, built.secrets[0], drill_payload)
    official_client.post(page, typed)
    assert built.reload().state == "open"


def test_an_official_asks_again_with_one_press(official_client):
    built = open_election(trustees=3, threshold=2)
    page = reverse("official-key-holders", args=[built.election.pk])
    assert "Ask all key holders" in Page(official_client.get(page)).text
    done = official_client.post(
        reverse("official-drill-ask", args=[built.election.pk]), follow=True
    )
    shown = Page(done).text
    assert "All key holders are asked to check their key file." in shown
    assert "no answer yet: Priya, Tom, Ana." in shown
    assert built.reload().drill_asked_size == built.election.log.size
    for secret in built.secrets:
        send_entry(built, secret, drill_payload)
    assert "and nobody owes an answer." in Page(official_client.get(page)).text


def test_nobody_else_can_go_on_without_a_key_holder(official_client, signed_in, other_official):
    built = drilling(drilled=4)
    values = {"reason": WHY, "typed": "Mei"}
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(built.election.officials.get().user)
    for client, expected in ((Client(), 302), (signed_in(other_official), 404), (strict, 403)):
        assert client.post(waive_page(built, 5), values).status_code == expected
    assert official_client.post(waive_page(built, 9), values).status_code == 404
    assert not Entry.objects.filter(kind="waiver").exists()


def test_what_is_missing_for_the_freeze_names_who_is_waited_for():
    built = drilling(drilled=3, trustees=4)
    assert "Kofi has not checked their key file" in freeze_missing(built.reload())
    drill_waive(election=built.election, trustees=[4], reason=WHY)
    assert "Kofi has not checked their key file" not in freeze_missing(built.reload())


def test_an_answer_to_what_was_asked_before_says_nothing_of_the_key_file_now():
    built = open_election(trustees=4, threshold=2)
    early = drill_payload(built.election, built.secrets[0])
    drill_ask(election=built.election)
    with pytest.raises(EntryError, match="ask for a new one"):
        send_entry(built, built.secrets[0], lambda *_: early)
    assert can_count(built.reload()).unanswered == ("Priya", "Tom", "Ana", "Kofi")
    send_entry(built, built.secrets[0], drill_payload)
    assert can_count(built.reload()).unanswered == ("Tom", "Ana", "Kofi")


def test_an_answer_from_before_the_loss_does_not_take_the_loss_back():
    built = open_election(trustees=4, threshold=2)
    priya = trustee_get(built.election, 1)
    for text in ("", "really"):
        early = drill_payload(built.reload(), built.secrets[0])
        trustee_report(trustee=priya, kind=ReportKind.KEY_LOST, text=text)
        with pytest.raises(EntryError, match="ask for a new one"):
            send_entry(built, built.secrets[0], lambda *_, early=early: early)
    assert can_count(built.reload()).lost == ("Priya",)
    send_entry(built, built.secrets[0], drill_payload)
    assert can_count(built.reload()).lost == ()


def test_a_request_between_the_checks_and_the_lock_makes_the_answer_old(monkeypatch):
    built = open_election(trustees=3, threshold=2)
    honest, asked = ceremony_entries._phase_after, []

    def phase_after(sent):
        phase = honest(sent)
        if not asked:
            asked.append(drill_ask(election=built.election))
        return phase

    monkeypatch.setattr(ceremony_entries, "_phase_after", phase_after)
    with pytest.raises(EntryError, match="ask for a new one"):
        send_entry(built, built.secrets[0], drill_payload)
    assert can_count(built.reload()).unanswered == ("Priya", "Tom", "Ana")
