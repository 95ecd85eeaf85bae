"""Records with several faults in one place: both checkers name the same ones, and no others.

What is read on behind a fault is fixed in docs/spec/verification.md, "Reading on behind a fault";
records with one defect each cannot show whether two programs read it alike.
"""

import copy

import pytest

from crypto.errors import CryptoError
from crypto.trustee_keys import TrusteeSecret, draw_key_nonces, publish_keys
from tests.js.checker import essence, running_checker
from tests.js.mutants import Dice
from tests.simulator import Line, Simulation
from tests.verifier.defects import DEFECTS, Tampered, spoil, stopped_by_complaint

OTHER_ELECTION = "00000000-0000-4000-8000-000000000001"
UNREADABLE = {
    "trustee": {"signing_key": "zz"},
    "share": {"attempt": 0},
    "confirm": {"transcript": "x"},
    "drill": {"challenge": "x"},
    "decryption": {"tally": "x"},
    "ballot": {"salt": "x"},
    "challenge": {"nonces": []},
}
OF_TRUSTEES = ("trustee", "share", "confirm", "drill", "decryption")


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
        made = simulation if isinstance(simulation, Tampered) else Tampered(simulation.record())
        path = tmp_path / "record.zip"
        path.write_bytes(made.record)
        browser, python = checker.both(path, made.kept_note)
        assert essence(browser) == essence(python)
        failures = [failure for check in python["checks"] for failure in check["failures"]]
        return {f"{failure['sentence']} {failure['place']}" for failure in failures}

    return check


def edited(election, kind, /, **fields):
    simulation = election.copy()
    simulation.edit(kind, lambda document: document.update(fields))
    return simulation


def of_another_shape(election, kind, **fields):
    simulation = edited(election, kind, **fields)
    simulation.edit(kind, lambda document: document["contests"].pop())
    return simulation


def repeated(election, kind, **fields):
    """The first entry of a type stands twice, changed where it stands first."""
    simulation = election.copy()
    twin = copy.deepcopy(simulation.line(kind))
    simulation.edit(kind, lambda document: document.update(fields))
    simulation.lines.insert(simulation.index(kind) + 1, twin)
    return simulation


def second_keys(election, *, signed_by_first):
    """Trustee 1 makes keys a second time, others than the first ones."""
    simulation = election.copy()
    ceremony, first = simulation.view.ceremony, simulation.line("trustee")
    secret = TrusteeSecret.draw(ceremony.group, index=1, threshold=ceremony.threshold)
    nonces = draw_key_nonces(ceremony.group, ceremony.threshold)
    payload = publish_keys(secret, ceremony, nonces).encode(ceremony.group)
    seed = first.seed if signed_by_first else secret.signing_seed
    line = Line("trustee", payload, seed, {"trustee": 1})
    simulation.lines.insert(simulation.index("trustee") + 1, line)
    return simulation


SHIFTED = {"C09.2 entry 25 (tally-input)", "C09.3 entry 25 (tally-input)"}
"""What fails beside, because an entry was put in before the ballots."""


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_false_signature_of_an_unreadable_payload(kind, election, found):
    simulation = edited(election, kind, **UNREADABLE[kind])
    simulation.line(kind).fields["signature"] = "00" * 64
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
    simulation = election.copy()
    simulation.line(kind).fields["trustee"] = 9
    sentence = "C11.3" if kind == "decryption" else "C05.2"
    assert any(f.startswith(sentence) for f in found(simulation))


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


def test_false_keys_and_then_true_ones(election, found):
    proof = {"challenge": "0" * 64, "responses": ["0" * 64] * 3}
    failures = found(repeated(election, "trustee", proof=proof))
    assert "C05.5 entry 1 (trustee, by trustee 1)" in failures


@pytest.mark.parametrize(
    "kind", ["trustee", "share", "confirm", "freeze", "roll", "tally", "decryption", "result"]
)
def test_an_unreadable_payload_and_then_a_true_one(kind, election, found):
    assert found(repeated(election, kind, v=True))


@pytest.mark.parametrize("kind", ["tally", "decryption", "result"])
def test_totals_of_another_shape_are_read_for_nothing_else(kind, election, found):
    place = {"tally": "tally_input"}.get(kind, "tally")
    simulation = of_another_shape(election, kind, **{place: "0" * 64})
    own = {f for f in found(simulation) if f"({kind}" in f}
    assert {f[:5] for f in own} == {{"tally": "C10.1", "decryption": "C11.1"}.get(kind, "C12.1")}


def test_an_unreadable_manifest_and_a_missing_share(election, found):
    simulation = edited(election, "election", opens="x")
    simulation.drop("share", 2)
    assert "C05.6 entry 0 (ceremony)" in found(simulation)


def test_the_start_of_an_attempt_that_cannot_be_read(found):
    simulation = stopped_by_complaint(2)
    simulation.edit("ceremony", lambda document: document.update(threshold=0), 1)
    assert found(simulation) == {"C05.1 entry 5 (ceremony)"}


def test_missing_keys(election, found):
    simulation = election.copy()
    simulation.drop("trustee", 1)
    assert "C11.4 entry 26 (decryption, by trustee 2)" in found(simulation)


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note[:5] + b"\n\nb\n",
        lambda note: note[:-3] + b"\n",
        lambda note: note.partition(b"\n\n")[0] + b"\n\n",
        lambda note: note + b"\xff",
    ],
    ids=["no checkpoint", "a broken signature", "no signature", "not UTF-8"],
)
def test_a_checkpoint_without_its_form_is_read_for_nothing_else(change, election, found):
    simulation = election.copy()
    simulation.members["checkpoint"] = change(simulation.checkpoint(5).encode())
    assert found(simulation) == {"C03.3 checkpoint"}


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
