import pytest

from tests.elections import closed_election, draft_election, keyed_election
from voting.errors import InputError, NotFoundError, NotReadyError, StateError
from voting.models import Election, Trustee, TrusteeMail
from voting.readiness import trustee_warnings
from voting.selectors import election_get, trustee_by_token, trustee_get
from voting.services import (
    all_needed_accept,
    ceremony_start,
    threshold_set,
    trustee_add,
    trustee_invite,
    trustee_link_void,
    trustee_remove,
    trustee_replace,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def election():
    built = draft_election(trustees=3, threshold=2, is_demonstration=False)
    return built.election


@pytest.mark.parametrize(
    ("name", "email", "message"),
    [
        ("", "x@keys.example", "name: must not be empty"),
        ("Tom", "x@keys.example", "name: another key holder has this name"),
        ("Xi", "TOM@keys.example", "email: another key holder has this address"),
        ("Xi", "nobody", "email: not an email address"),
        ("X\u202ei", "x@keys.example", "name: a hidden mark"),
    ],
)
def test_a_key_holder_who_cannot_be_told_apart_is_refused(election, name, email, message):
    with pytest.raises(InputError, match=message):
        trustee_add(election=election, name=name, email=email)
    assert election.trustees.count() == 3


def test_removing_closes_the_gap_and_lowers_the_threshold(election):
    threshold_set(election=election, threshold=3)
    trustee_remove(trustee=trustee_get(election, 1))
    names = list(election.trustees.values_list("index", "name"))
    assert names == [(1, "Tom"), (2, "Ana")]
    assert election_get(election.pk).threshold == 2


def test_a_token_is_stored_nowhere(election):
    token = trustee_invite(trustee=trustee_get(election, 2))
    trustee = trustee_by_token(election, token)
    assert trustee is not None
    assert trustee.index == 2
    assert len(trustee.token_hash) == 64
    rows = [*Trustee.objects.values(), *Election.objects.values(), *TrusteeMail.objects.values()]
    assert token not in str(rows)


def test_a_link_stays_the_same_however_often_it_is_handed_out(election):
    tokens = {trustee_invite(trustee=trustee_get(election, 2)) for _ in range(3)}
    assert len(tokens) == 1
    others = {trustee_invite(trustee=trustee_get(election, index)) for index in (1, 3)}
    assert len(others | tokens) == 3


def test_a_link_made_void_stops_working_and_the_next_is_another(election):
    old = trustee_invite(trustee=trustee_get(election, 2))
    trustee_link_void(trustee=trustee_get(election, 2))
    assert trustee_by_token(election, old) is None
    assert trustee_get(election, 2).invited_at is None
    new = trustee_invite(trustee=trustee_get(election, 2))
    assert new != old
    assert trustee_by_token(election, new) is not None


def test_a_link_hangs_on_the_installation_s_secret(election, settings):
    token = trustee_invite(trustee=trustee_get(election, 2))
    settings.TRUSTEE_LINK_SECRETS = [b"\7" * 32]
    assert trustee_invite(trustee=trustee_get(election, 2)) != token


def test_removing_voids_the_links_whose_numbers_change(election):
    tokens = [trustee_invite(trustee=trustee_get(election, index)) for index in (1, 2, 3)]
    trustee_remove(trustee=trustee_get(election, 2))
    known = [trustee_by_token(election, token) for token in tokens]
    assert [trustee and trustee.name for trustee in known] == ["Priya", None, None]
    assert trustee_get(election, 2).invited_at is None


def test_a_token_opens_one_election_only(election):
    token = trustee_invite(trustee=trustee_get(election, 1))
    assert trustee_by_token(draft_election().election, token) is None
    assert trustee_by_token(election, "") is None


def test_the_link_of_a_replaced_key_holder_stops_working(election):
    token = trustee_invite(trustee=trustee_get(election, 2))
    trustee_replace(trustee=trustee_get(election, 2), name="Mei", email="mei@keys.example")
    assert trustee_by_token(election, token) is None
    assert trustee_get(election, 2).name == "Mei"


def test_key_holders_stay_while_keys_are_made():
    election = keyed_election(trustees=3, threshold=2).election
    trustee = trustee_get(election, 1)
    for act in (
        lambda: trustee_add(election=election, name="Xi", email="x@keys.example"),
        lambda: trustee_remove(trustee=trustee),
        lambda: trustee_replace(trustee=trustee, name="Xi", email="x@keys.example"),
        lambda: threshold_set(election=election, threshold=1),
    ):
        with pytest.raises(StateError, match="the key holders are making their keys"):
            act()


@pytest.mark.parametrize("threshold", [0, 4])
def test_the_threshold_lies_within_the_number_of_key_holders(election, threshold):
    with pytest.raises(InputError, match="a number from 1 to 3"):
        threshold_set(election=election, threshold=threshold)


def test_needing_every_key_must_be_accepted_by_name(election, official):
    threshold_set(election=election, threshold=3)
    with pytest.raises(NotReadyError, match="losing one key loses the election"):
        ceremony_start(election=election)
    accepted = all_needed_accept(election=election, official=official)
    assert accepted.all_needed_accepted_by == official
    assert ceremony_start(election=election).ceremony_phase == "keys"


def test_an_acceptance_does_not_outlive_a_change(election, official):
    threshold_set(election=election, threshold=3)
    all_needed_accept(election=election, official=official)
    trustee_remove(trustee=trustee_get(election, 3))
    with pytest.raises(NotReadyError):
        ceremony_start(election=election)


def test_nothing_is_accepted_where_nothing_needs_it(election, official):
    with pytest.raises(StateError, match="nothing to accept"):
        all_needed_accept(election=election, official=official)


def test_one_key_holder_is_enough_in_a_demonstration_only():
    real = draft_election(trustees=1, threshold=1, is_demonstration=False).election
    with pytest.raises(NotReadyError, match="in a demonstration only"):
        ceremony_start(election=real)
    demonstration = draft_election(trustees=1, threshold=1).election
    assert ceremony_start(election=demonstration).attempt == 1


def test_no_key_holder_no_ceremony():
    with pytest.raises(NotReadyError, match="there are no key holders"):
        ceremony_start(election=draft_election(trustees=0).election)


@pytest.mark.parametrize(
    ("count", "threshold", "words"),
    [
        (1, 1, ["One key holder alone can open the count, and can lose it"]),
        (2, 2, ["Fewer than 3", "All 2 key holders are needed"]),
        (2, 1, ["Fewer than 3", "One key holder alone can open"]),
        (3, 2, []),
        (3, 3, ["All 3 key holders are needed"]),
    ],
)
def test_risky_choices_carry_a_warning(count, threshold, words):
    election = draft_election(trustees=count, threshold=threshold).election
    warnings = trustee_warnings(election)
    assert len(warnings) == len(words)
    assert all(text.startswith(start) for text, start in zip(warnings, words, strict=True))


def test_a_missing_key_holder_is_not_found(election):
    with pytest.raises(NotFoundError):
        trustee_get(election, 9)


def test_invites_can_be_sent_again_until_the_count_is_over():
    election = closed_election().election
    assert trustee_invite(trustee=trustee_get(election, 1))
