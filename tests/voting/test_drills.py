"""Asking key holders to show that their key files work, and what an answer shows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.elections import (
    drill_payload,
    frozen_election,
    open_election,
    send_entry,
)
from tests.pages import Page
from tests.voting.waivers import WHY, drilling, steps
from voting.can_count import can_count
from voting.errors import EntryError, StateError
from voting.models import ReportKind
from voting.readiness import freeze_missing
from voting.selectors import trustee_get
from voting.services import (
    ceremony_entries,
    drill_ask,
    drill_waive,
    trustee_report,
)

pytestmark = pytest.mark.django_db


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
