"""Records with several faults in one place: both checkers name the same ones, and no others."""

import pytest

from crypto.errors import CryptoError
from tests.js.checker import running_checker
from tests.js.mutants import Dice
from tests.simulator import Simulation
from tests.verifier.defects import DEFECTS, spoil
from tests.verifier.several_faults import (
    ALL_KINDS,
    CHANGED,
    FORMLESS,
    NO_PROOF,
    OF_TRUSTEES,
    OTHER_ELECTION,
    READ_AGAIN,
    SHAPED,
    UNREADABLE,
    changed,
    edited,
    in_anothers_name,
    keys_of_one_more,
    of_another_shape,
    repeated,
    second_keys,
    unsigned_and_unreadable,
    with_a_formless_checkpoint,
    with_a_second_start_that_cannot_be_read,
    without,
    without_a_share_or_manifest,
    without_keys,
)


@pytest.fixture(scope="module")
def checker():
    with running_checker() as checker:
        yield checker


@pytest.fixture(scope="module")
def election():
    return Simulation.honest()


@pytest.fixture
def found(checker, tmp_path):
    """Show a record to both; return what they agree on, as `sentence place`."""

    def check(simulation):
        _, python = checker.agreed(simulation, tmp_path)
        failures = [failure for check in python["checks"] for failure in check["failures"]]
        return {f"{failure['sentence']} {failure['place']}" for failure in failures}

    return check


SHIFTED = {"C09.2 entry 25 (tally-input)", "C09.3 entry 25 (tally-input)"}
"""What fails beside, because an entry was put in before the ballots."""


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_false_signature_of_an_unreadable_payload(kind, election, found):
    simulation = unsigned_and_unreadable(election, kind)
    place = f" entry {simulation.index(kind)} ({kind}"
    own = {failure[:5] for failure in found(simulation) if place in failure}
    # A voter's signature is tried whatever the ballot says.
    form = {"ballot": "C07.1", "challenge": "C08.1", "decryption": "C11.1"}.get(kind, "C05.1")
    assert own - {"C07.3", "C08.3"} == {form}
    assert bool(own & {"C07.3", "C08.3"}) == (kind in {"ballot", "challenge"})


@pytest.mark.parametrize("kind", OF_TRUSTEES)
def test_a_payload_in_the_name_of_another_trustee(kind, election, found):
    sentence = "C11.3" if kind == "decryption" else "C05.2"
    assert any(f.startswith(sentence) for f in found(edited(election, kind, trustee=2)))


@pytest.mark.parametrize("kind", OF_TRUSTEES)
def test_an_entry_in_the_name_of_another_trustee(kind, election, found):
    sentence = "C11.3" if kind == "decryption" else "C05.2"
    assert any(f.startswith(sentence) for f in found(in_anothers_name(election, kind)))


@pytest.mark.parametrize("kind", OF_TRUSTEES[:4])
def test_a_payload_of_another_attempt_is_nothing_else(kind, election, found):
    assert {f[:5] for f in found(edited(election, kind, attempt=7))} == {"C05.2"}


@pytest.mark.parametrize("kind", OF_TRUSTEES[:4])
def test_a_payload_of_another_election_is_nothing_else(kind, election, found):
    other = edited(election, kind, election=OTHER_ELECTION)
    assert {f[:5] for f in found(other)} == {"C02.5"}


def test_keys_made_twice(election, found):
    place = "entry 2 (trustee, by trustee 1)"
    assert found(second_keys(election, signed_by_first=True)) == {f"C04.3 {place}", *SHIFTED}
    own = found(second_keys(election, signed_by_first=False))
    assert own == {f"C04.3 {place}", f"C05.3 {place}", *SHIFTED}


def test_keys_of_one_who_is_no_trustee(election, found):
    place = "entry 2 (trustee, by trustee 4)"
    assert f"C04.3 {place}" in found(keys_of_one_more(election))


def test_false_keys_and_then_true_ones(election, found):
    failures = found(repeated(election, "trustee", proof=NO_PROOF))
    assert "C05.5 entry 1 (trustee, by trustee 1)" in failures


@pytest.mark.parametrize("kind", READ_AGAIN)
def test_an_unreadable_payload_and_then_a_true_one(kind, election, found):
    assert found(repeated(election, kind, v=True))


@pytest.mark.parametrize("kind", SHAPED)
def test_totals_of_another_shape_are_read_for_nothing_else(kind, election, found):
    simulation = of_another_shape(election, kind, **{SHAPED[kind]: "0" * 64})
    own = {f for f in found(simulation) if f"({kind}" in f}
    assert {f[:5] for f in own} == {{"tally": "C10.1", "decryption": "C11.1"}.get(kind, "C12.1")}


def test_an_unreadable_manifest_and_a_missing_share(election, found):
    assert "C05.6 entry 0 (ceremony)" in found(without_a_share_or_manifest(election))


def test_the_start_of_an_attempt_that_cannot_be_read(found):
    simulation = with_a_second_start_that_cannot_be_read()
    assert found(simulation) == {"C05.1 entry 5 (ceremony)"}


def test_missing_keys(election, found):
    assert "C11.4 entry 26 (decryption, by trustee 2)" in found(without_keys(election))


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_missing_entry(kind, election, found):
    assert found(without(election, kind)) or kind == "final"


@pytest.mark.parametrize("change", FORMLESS.values(), ids=FORMLESS)
def test_a_checkpoint_without_its_form_is_read_for_nothing_else(change, election, found):
    assert found(with_a_formless_checkpoint(election, change)) == {"C03.3 checkpoint"}


def with_two_defects(election, number):
    """Put two defects into one election; nothing where the second does not fit on the first."""
    dice = Dice(f"two defects {number}")
    made = election.copy()
    try:
        for _ in range(2):
            made = spoil(dice.one_of(list(DEFECTS)), made)
    except (AttributeError, LookupError, TypeError, ValueError, CryptoError):
        return None
    return made


def check_pairs(election, found, numbers):
    made = [with_two_defects(election, number) for number in numbers]
    fitting = [each for each in made if each is not None]
    assert len(fitting) > len(made) / 2
    for each in fitting:
        found(each)


def test_some_pairs_of_defects(election, found):
    check_pairs(election, found, range(10))


@pytest.mark.long
def test_many_pairs_of_defects(election, found):
    check_pairs(election, found, range(10, 300))


@pytest.mark.parametrize("name", CHANGED)
def test_faults_around_changes_of_the_roll(name, found):
    assert found(changed(name))
