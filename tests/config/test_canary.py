"""The installation's own vote: through the real door, once a minute, and an alarm when it fails."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from ballots.models import BallotPart, Submission, SubmissionStatus
from ballots.services import inbox_clear
from board.models import Entry
from config import health
from config.canary import vote
from config.canary.door import Door
from config.canary.election import LASTS
from config.canary.watch import GRACE, fault_now
from config.models import Canary
from config.tasks import canary_tick, operator_tell
from tests.elections import open_election
from tests.votes import cast, lock
from voting.errors import StateError
from voting.models import Election

pytestmark = pytest.mark.django_db(transaction=True)
HALF = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def small(monkeypatch, settings):
    """Few voters, so that a week's election is made at once."""
    monkeypatch.setattr("config.canary.election.VOTERS", 3)
    settings.TABELLA_CANARY = True
    settings.TABELLA_OPERATOR = "operator@example.org"
    # What could make the whole unready besides is tested elsewhere.
    for name in ("queue", "cache", "disk", "workers"):
        monkeypatch.setitem(health.PARTS, name, lambda: None)
    health.sight.forget()
    yield
    health.sight.forget()


@pytest.fixture
def door(live_server, settings):
    settings.TABELLA_CANARY_URL = live_server.url


@pytest.fixture
def real():
    """A real election is open, so that a vote is due every minute."""
    built = open_election(voters=2)
    Election.objects.filter(pk=built.election.pk).update(is_demonstration=False)
    return built


class Clock:
    def __init__(self):
        self.now = timezone.now()

    def step(self, by=HALF):
        self.now += by
        return vote.canary_step(now=self.now)

    def is_well(self):
        health.sight.forget()
        return fault_now(self.now) == ""


@pytest.fixture
def clock():
    return Clock()


def recorded():
    rows = Submission.objects.filter(status=SubmissionStatus.RECORDED, election__is_rehearsal=True)
    return rows.count()


def test_a_vote_a_minute_goes_through_the_door_and_its_receipt_is_checked(door, real, clock, eager):
    assert [clock.step() for _ in range(6)] == [""] * 6
    canary = Canary.objects.get()
    assert recorded() == canary.sent == 3
    assert canary.seen_at == clock.now
    assert clock.is_well()


def test_real_elections_are_not_touched_and_the_canary_is_in_no_list(door, real, clock, eager):
    entries, rows = Entry.objects.filter(log=real.election.log).count(), real.reload().state
    clock.step()
    clock.step()
    canary = Canary.objects.get().election
    assert Entry.objects.filter(log=real.election.log).count() == entries
    assert real.reload().state == rows
    assert not Submission.objects.filter(election=real.election).exists()
    assert canary.is_demonstration
    assert canary.is_rehearsal
    assert canary.slug not in Client().get("/").content.decode()


def test_codes_of_the_canary_open_no_other_election(door, real, clock, eager):
    clock.step()
    code = Canary.objects.get().codes[0]
    real.codes[1] = code
    assert cast(lock(real, 1, [[1, 0, 0]])).json()["code"] == "signature_refused"


def test_without_elections_a_vote_an_hour_is_enough(door, clock, eager):
    for _ in range(6):
        clock.step()
    assert Canary.objects.get().sent == 1
    assert clock.is_well()
    clock.step(timedelta(minutes=58))
    clock.step()
    assert Canary.objects.get().sent == 2
    assert clock.is_well()


def test_a_door_that_refuses_is_an_alarm_at_once(door, real, clock, eager, monkeypatch):
    clock.step()
    clock.step()
    monkeypatch.setattr("ballots.room._is_full", lambda: True)
    said = [clock.step() for _ in range(4)]
    assert said == ["our own vote: a ballot was answered 503", "", "", ""]
    assert not clock.is_well()


def test_a_door_that_is_gone_is_an_alarm(real, clock, eager, settings, live_server):
    settings.TABELLA_CANARY_URL = live_server.url
    clock.step()
    clock.step()
    settings.TABELLA_CANARY_URL = f"http://127.0.0.1:{urlsplit('http://x:9').port}"
    assert clock.step().startswith("our own vote: the door does not answer")


def test_a_vote_that_nobody_records_is_an_alarm_within_two_minutes(door, real, clock, queue):
    queue_of = {"runs": True}
    alarm = None
    for number in range(1, 9):
        began = clock.now
        if clock.step():
            alarm = clock.now
            break
        if queue_of["runs"]:
            queue.run()
        if number == 2:
            queue_of["runs"], broken_at = False, began + HALF
    assert alarm is not None
    assert alarm - broken_at <= timedelta(minutes=2)
    assert "not on the record" in Canary.objects.get().fault
    queue.run()
    clock.step()
    assert Canary.objects.get().fault == ""


def test_when_nothing_is_scheduled_any_more_the_web_notices(door, real, clock, eager):
    clock.step()
    clock.step()
    clock.now += timedelta(seconds=60) + GRACE
    assert clock.is_well()
    clock.now += timedelta(seconds=1)
    assert fault_now(clock.now) == "no vote of our own was recorded in time"
    assert timedelta(seconds=60) + GRACE < timedelta(minutes=2)


def test_a_receipt_of_something_else_is_an_alarm(door, real, clock, eager):
    clock.step()
    Canary.objects.update(entry='{"another":1}')
    assert clock.step() == "our own vote: has a receipt of something else"


def test_a_receipt_that_another_key_signed_is_an_alarm(door, real, clock, eager, monkeypatch):
    clock.step()
    sound = Door.fate

    def forged(self, ballot):
        answer = sound(self, ballot)
        answer["receipt"] = answer["receipt"][:-8] + "AAAAAA=\n"
        return answer

    monkeypatch.setattr(Door, "fate", forged)
    assert clock.step().startswith("our own vote:")


def test_each_week_has_an_election_of_its_own_and_the_old_inbox_is_emptied(
    door, real, clock, eager
):
    clock.step()
    clock.step()
    first = Canary.objects.get().election
    assert Submission.objects.filter(election=first).exists()
    clock.step(LASTS)
    second = Canary.objects.last().election
    assert second != first
    first.refresh_from_db()
    assert first.state == "cancelled"
    assert not Submission.objects.filter(election=first).exists()
    assert not BallotPart.objects.filter(election=first).exists()
    for page in ("", "download", "record/", "record.zip", "code?code=7K3M-9QXD-2VTA-R8HN-5CWE"):
        answer = Client().get(f"/e/{first.slug}/{page}")
        assert answer.status_code == 200, page
        b"".join(answer)  # what is streamed comes to its end
    clock.step()
    assert clock.is_well()


def test_no_other_inbox_can_be_emptied(real):
    with pytest.raises(StateError):
        inbox_clear(election=real.election)
    Election.objects.filter(pk=real.election.pk).update(state="cancelled", cancelled_at=None)
    with pytest.raises(StateError):
        inbox_clear(election=real.election)


def test_the_operator_is_written_to_and_the_whole_is_unready(
    door, real, eager, settings, monkeypatch
):
    monkeypatch.setattr("ballots.room._is_full", lambda: True)
    canary_tick()
    canary_tick()
    (message,) = mail.outbox
    assert message.to == ["operator@example.org"]
    assert "answered 503" in message.body
    assert [part.name for part in health.sight.look() if part.fault] == ["canary"]


def test_nothing_is_cast_and_nobody_told_by_default(settings, eager):
    settings.TABELLA_CANARY, settings.TABELLA_OPERATOR = False, ""
    canary_tick()
    operator_tell("x")
    assert not Canary.objects.exists()
    assert mail.outbox == []
    assert fault_now(timezone.now()) == ""
