from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from board.selectors import entries_of_kind
from crypto import canonical_json
from crypto.manifest import decode_manifest
from crypto.transcript import sha256
from tests.elections import draft_election, election_draft, frozen_election, keyed_election
from voting.booth_files import booth_hash
from voting.contexts import election_context
from voting.errors import NotReadyError
from voting.models import Election
from voting.selectors import contest_get
from voting.services import (
    contest_remove,
    credentials_issue,
    election_freeze,
    election_update,
    roll_clear,
    style_add,
)

pytestmark = pytest.mark.django_db


def payload(election: Election, kind: str) -> bytes:
    assert election.log is not None
    return bytes(entries_of_kind(election.log, [kind]).get().payload.data)


def document(election: Election, kind: str):
    return canonical_json.decode(payload(election, kind), max_size=1 << 24, place=kind)


def test_a_draft_with_nothing_done_hears_everything_that_is_missing(official):
    election = draft_election(voters=0).election
    contest_remove(contest=contest_get(election, 1))
    election_update(election=election, draft=replace(election_draft(), opens_at=None))
    with pytest.raises(NotReadyError) as caught:
        election_freeze(election=election)
    assert caught.value.missing == (
        "the times when voting opens and closes are not set",
        "there are no questions",
        "there are no voters",
        "the key holders have not made their keys",
    )


def test_each_missing_thing_is_named_alone():
    election = keyed_election().election
    with pytest.raises(NotReadyError, match="3 of 3 voters have no voter code yet"):
        election_freeze(election=election)
    credentials_issue(election=election)
    now = timezone.now()
    past = replace(
        election_draft(), opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1)
    )
    election_update(election=election, draft=past)
    with pytest.raises(NotReadyError, match="has already passed"):
        election_freeze(election=election)
    election_update(
        election=election,
        draft=replace(
            election_draft(), languages=("en", "fr"), title={"en": "Board", "fr": "Conseil"}
        ),
    )
    with pytest.raises(NotReadyError, match="5 texts in French are missing"):
        election_freeze(election=election)
    assert Election.objects.get(pk=election.pk).state == "draft"


def test_a_key_file_that_was_not_checked_keeps_the_election_open():
    built = keyed_election(trustees=3, threshold=2)
    credentials_issue(election=built.election)
    built.election.trustees.get(index=2).steps.filter(kind="drill").delete()
    with pytest.raises(NotReadyError, match="Tom has not checked their key file"):
        election_freeze(election=built.election)


def test_an_empty_ballot_style_is_named():
    election = keyed_election().election
    credentials_issue(election=election)
    style_add(election=election, name="North", contests=[1]).contests.clear()
    with pytest.raises(NotReadyError, match='ballot style "North" has no questions'):
        election_freeze(election=election)


def test_the_manifest_says_what_the_official_wrote():
    built = frozen_election(trustees=3, threshold=2)
    manifest = decode_manifest(bytes(built.election.manifest or b""))
    assert manifest.title == {"en": "Riverside board election"}
    assert manifest.trustees == ("Priya", "Tom", "Ana")
    assert manifest.threshold == 2
    assert manifest.time_zone == "Europe/Lisbon"
    assert manifest.demonstration
    assert manifest.booth == booth_hash()
    assert [style.name for style in manifest.styles] == ["All questions"]
    assert [option.title["en"] for option in manifest.contest(1).options] == [
        "Dana Levi",
        "Noor Aziz",
        "Sam Okoro",
    ]


def test_the_roll_holds_credentials_in_order_and_no_name():
    built = frozen_election(voters=20)
    roll = payload(built.election, "roll")
    voters = document(built.election, "roll")["voters"]
    credentials = [row[0] for row in voters]
    assert credentials == sorted(credentials)
    assert set(credentials) == {built.credential(n).hex() for n in range(1, 21)}
    for voter in built.election.voters.all():
        assert voter.name.encode() not in roll
        assert voter.email.encode() not in roll


def test_the_freeze_entry_ties_everything_together():
    built = frozen_election()
    freeze = document(built.election, "freeze")
    context = election_context(built.election)
    assert freeze["election_hash"] == context.h_e.hex() == built.election.election_hash
    assert freeze["joint_key"] == built.election.joint_key
    assert freeze["manifest"] == sha256(payload(built.election, "election")).hex()
    assert freeze["roll"] == sha256(payload(built.election, "roll")).hex()


def test_freezing_twice_is_freezing_once():
    built = frozen_election()
    size = built.election.log.size
    election_freeze(election=built.election)
    assert built.reload().log.size == size


def test_a_failed_freeze_leaves_no_entry(monkeypatch):
    built = keyed_election()
    credentials_issue(election=built.election)
    monkeypatch.setattr("voting.services.freeze.canonical_json.encode", lambda _value: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        election_freeze(election=built.election)
    assert not entries_of_kind(built.reload().log, ["election", "roll", "freeze"]).exists()
    assert built.election.state == "draft"


def test_a_roll_emptied_after_its_codes_blocks_the_freeze():
    election = keyed_election().election
    credentials_issue(election=election)
    roll_clear(election=election)
    with pytest.raises(NotReadyError, match="there are no voters"):
        election_freeze(election=election)
