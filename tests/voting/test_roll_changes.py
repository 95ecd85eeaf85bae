"""New codes for voters and voters taken off the list, after the freeze."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from board.models import Entry
from crypto.errors import DecodeError
from crypto.roll_change import decode_roll_change_payload
from crypto.signing import sign
from tests.elections import (
    closed_election,
    frozen_election,
    keyed_election,
    open_election,
    reissued,
    revoked,
)
from voting.errors import InputError, NotFoundError, SignInError, StateError
from voting.models import CredentialChange
from voting.selectors import (
    credentials_on_roll,
    holder_of,
    roll_counts,
    roll_entries,
    roll_entry,
)
from voting.services import (
    code_make,
    code_replace,
    election_cancel,
    roll_change,
    sign_in_challenge,
    sign_in_message,
    sign_in_verify,
)
from voting.services import roll_changes as service

pytestmark = pytest.mark.django_db

ROLL = "name,email,weight,style\nAda,a@x.org,3,\nBen,b@x.org,1,\nCleo,c@x.org,1,\n"


def changes_of(election):
    entries = Entry.objects.filter(log=election.log, kind="roll-change").order_by("index")
    return [decode_roll_change_payload(bytes(entry.payload.data)) for entry in entries]


def signed_in(built, seed, credential):
    challenge = sign_in_challenge(election=built.election)
    message = sign_in_message(election_id=built.election.slug, challenge=challenge)
    return sign_in_verify(
        election=built.election,
        credential=credential.hex(),
        challenge=challenge,
        signature=sign(seed, message).hex(),
    )


@pytest.mark.parametrize("election", [frozen_election, open_election])
def test_a_change_stands_on_the_record_without_a_name(election):
    built = election(roll=ROLL)
    old, gone = built.credential(1).hex(), built.credential(3).hex()
    new = code_make(election=built.election).credential
    entry = roll_change(election=built.election, changes={1: new, 3: ""}, reason=" Lost.\r\nBoth. ")
    (change,) = changes_of(built.election)
    assert [(each.old, each.new) for each in change.changes] == sorted([(old, new), (gone, "")])
    assert change.reason == "Lost.\nBoth."
    assert set(json.loads(bytes(entry.payload.data))) == {
        "at",
        "changes",
        "election",
        "reason",
        "v",
    }
    assert built.reload().state in ("frozen", "open")


def test_a_new_credential_has_the_old_one_s_style_and_weight():
    built = open_election(roll=ROLL)
    old = built.credential(1).hex()
    before = roll_entry(built.election, old)
    reissued(built, 1)
    new = built.credential(1).hex()
    assert roll_entry(built.election, new) == before
    with pytest.raises(NotFoundError):
        roll_entry(built.election, old)
    # Ballots of the old one are still counted by its weight.
    assert roll_entries(built.election, [old, new]) == {old: before, new: before}
    assert credentials_on_roll(built.election, [old, new]) == {new}


def test_only_the_new_code_signs_in():
    built = open_election(roll=ROLL)
    seed, old = built.seed(1), built.credential(1)
    reissued(built, 1)
    assert signed_in(built, built.seed(1), built.credential(1)).weight == 3
    with pytest.raises(SignInError):
        signed_in(built, seed, old)


def test_a_voter_taken_off_is_not_counted_among_the_voters():
    built = open_election(roll=ROLL)
    counts = roll_counts(built.election)
    revoked(built, 1)
    left = roll_counts(built.election)
    assert (left.voters, left.weight) == (counts.voters - 1, counts.weight - 3)
    with pytest.raises(SignInError):
        signed_in(built, built.seed(1), built.credential(1))
    with pytest.raises(NotFoundError):
        reissued(built, 1)
    with pytest.raises(NotFoundError):
        revoked(built, 1)


def test_all_codes_of_a_voter_are_known_as_one_voter_s():
    built = open_election(roll=ROLL)
    first = built.credential(1).hex()
    reissued(built, 1)
    second = built.credential(1).hex()
    reissued(built, 1)
    third = built.credential(1).hex()
    for credential in (first, second, third):
        holder = holder_of(built.election, credential)
        assert holder.credentials == {first, second, third}
        assert not holder.is_taken_off
    revoked(built, 1)
    assert holder_of(built.election, first).is_taken_off
    other = built.credential(2).hex()
    assert holder_of(built.election, other).credentials == {other}


def test_a_key_that_is_or_was_on_the_roll_takes_nobody_s_place():
    built = open_election(roll=ROLL)
    old, other = built.credential(1).hex(), built.credential(2).hex()
    reissued(built, 1)
    new = code_make(election=built.election).credential
    for changes in ({2: old}, {1: other}, {2: other}, {1: new, 2: new}):
        with pytest.raises(InputError, match="another voter"):
            roll_change(election=built.election, changes=changes, reason="x")
    assert len(changes_of(built.election)) == 1


@pytest.mark.parametrize("key", ["", "zz", "AB" * 32, "ab" * 31])
def test_a_key_has_its_form(key):
    built = open_election(roll=ROLL)
    if key == "":
        with pytest.raises(InputError):
            roll_change(election=built.election, changes={}, reason="x")
        return
    with pytest.raises(DecodeError):
        roll_change(election=built.election, changes={1: key}, reason="x")


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 2001, "a\u202eb"])
def test_a_reason_is_needed_and_plain(reason):
    built = open_election(roll=ROLL)
    with pytest.raises(InputError):
        revoked(built, 1, reason=reason)
    assert changes_of(built.election) == []


def test_so_many_voters_fit_into_one_entry_and_no_more(monkeypatch):
    monkeypatch.setattr(service, "MOST_CHANGES", 2)
    built = open_election(voters=3)
    with pytest.raises(InputError, match="1 to 2 voters"):
        revoked(built, 1, 2, 3)
    revoked(built, 1, 2)


def test_nobody_is_added_and_no_draft_or_ended_vote_is_changed():
    built = open_election(voters=3)
    with pytest.raises(NotFoundError):
        roll_change(
            election=built.election,
            changes={4: code_make(election=built.election).credential},
            reason="x",
        )
    for made in (keyed_election(), closed_election()):
        with pytest.raises(StateError):
            roll_change(election=made.election, changes={1: ""}, reason="x")
    election_cancel(election=built.election, reason="x")
    with pytest.raises(StateError):
        revoked(built, 1)


def test_a_code_is_made_once_for_one_request():
    built = open_election(voters=3)
    voter = built.election.voters.get(number=1)
    shown = voter.credential
    made = code_replace(voter=voter, credential=shown, reason="x")
    assert made is not None
    assert code_replace(voter=voter, credential=shown, reason="x") is None
    assert len(changes_of(built.election)) == 1
    voter.refresh_from_db()
    assert voter.credential == made.credential


def test_the_history_of_codes_cannot_be_rewritten():
    built = open_election(voters=3)
    reissued(built, 1)
    statements = (
        "UPDATE voting_credentialchange SET new = ''",
        "DELETE FROM voting_credentialchange",
    )
    for statement in statements:
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            connection.cursor().execute(statement)
    row = CredentialChange.objects.get()
    assert (row.voter.number, row.new) == (1, built.credential(1).hex())
