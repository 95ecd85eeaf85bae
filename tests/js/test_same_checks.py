"""The in-page checker and the verifier for terminals come to the same report on every record."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from crypto.manifest import Contest, Option
from crypto.payloads import CancelPayload, ExtendPayload
from tests.js.checker import essence, running_checker, verified
from tests.simulated_rolls import changed_election
from tests.simulator import (
    BUDGET,
    CHAIR,
    DEMONSTRATION,
    ELECTION_ID,
    WAIVED,
    Plan,
    Simulation,
    Style,
    Vote,
    Voter,
)
from tests.verifier.defects import (
    DEFECTS,
    Tampered,
    all_members,
    rezip,
    spoil,
    stopped_by_complaint,
    witnessed,
)
from tests.verifier.defects.kit import negated, selection


@pytest.fixture(scope="module")
def checker():
    with running_checker() as checker:
        yield checker


@pytest.fixture(scope="module")
def election():
    return Simulation.honest()


@pytest.fixture
def same(checker, tmp_path):
    """Check a record with both, and return what they agree on."""

    def check(made):
        return checker.agreed(made, tmp_path)[0]

    return check


def one_of_each_sentence() -> list[str]:
    """As few defects as a greedy choice needs to break every sentence."""
    chosen, open_sentences = [], set().union(*(d.sentences for d in DEFECTS.values()))
    while open_sentences:
        name = max(DEFECTS, key=lambda name: len(DEFECTS[name].sentences & open_sentences))
        chosen.append(name)
        open_sentences -= DEFECTS[name].sentences
    return chosen


SELECTION = one_of_each_sentence()
REST = [name for name in DEFECTS if name not in SELECTION]


def found_by_both(name, election, same):
    report = same(spoil(name, election.copy()))
    failed = {failure["sentence"] for check in report["checks"] for failure in check["failures"]}
    assert failed == DEFECTS[name].sentences


@pytest.mark.parametrize("name", SELECTION)
def test_every_sentence_is_found_broken_by_both(name, election, same):
    found_by_both(name, election, same)


@pytest.mark.long
@pytest.mark.parametrize("name", REST)
def test_every_defect_is_found_by_both(name, election, same):
    found_by_both(name, election, same)


def passes(report):
    assert report["status"] == 0, report
    assert {check["verdict"] for check in report["checks"]} == {"pass"}
    return True


def test_revotes_tests_weights_and_styles(election, same):
    report = same(election)
    assert passes(report)
    assert report["result"][1]["options"][0] == {"title": "Parks", "count": 7}


def many_languages() -> Simulation:
    """Three languages, one of them written from right to left."""
    words = {"ar": "مجلس", "en": "Board", "fr": "Conseil"}
    none = dict.fromkeys(words, "")
    options = tuple(Option({**words, "en": name}, none, 1) for name in ("Ada", "Grace", "Dana"))
    simulation = Simulation.new(
        Plan(
            contests=(Contest(words, none, options, 0, 2, none),),
            styles=(Style("All", (1,)),),
            voters=(Voter(), Voter()),
            votes=(Vote(0, ((1, 1, 0),)), Vote(1, ((0, 0, 0),))),
        )
    )
    plain = simulation.manifest
    simulation.manifest = lambda: replace(
        plain(), languages=("fr", "en", "ar"), title=words, description=none, contact=none
    )
    simulation.hold_ceremony()
    simulation.freeze()
    simulation.turn("open")
    for vote in simulation.plan.votes:
        simulation.cast(vote)
    simulation.turn("close")
    simulation.count()
    return simulation


def late_drill() -> Simulation:
    simulation = Simulation.new(WAIVED)
    simulation.hold_ceremony()
    simulation.pass_drill(2)
    simulation.freeze()
    simulation.pass_drill(5)
    simulation.turn("open")
    simulation.turn("close")
    simulation.count()
    return simulation


def extended() -> Simulation:
    simulation = Simulation.honest(Plan(votes=()))
    payload = ExtendPayload(
        ELECTION_ID, simulation.now - timedelta(hours=1, minutes=30), simulation.now, "x"
    )
    line = simulation.add("extend", payload.encode())
    simulation.lines.remove(line)
    simulation.insert_before("close", line)
    simulation.count()
    return simulation


def contest_without_votes() -> Simulation:
    return Simulation.honest(
        Plan(
            contests=(CHAIR, BUDGET, replace(CHAIR, votes_max=2)),
            styles=(Style("Chair", (1,)), Style("Rest", (2, 3))),
            voters=(Voter(), Voter(style=2)),
            votes=(Vote(0, ((0, 0),)),),
        )
    )


HONEST: dict[str, Callable[[], Simulation]] = {
    "demonstration": lambda: Simulation.honest(DEMONSTRATION),
    "waived trustees": lambda: Simulation.honest(WAIVED),
    "a drill of a waived trustee": late_drill,
    "no ballots": lambda: Simulation.honest(Plan(votes=())),
    "an extension": extended,
    "new codes and voters taken off": changed_election,
    "a ceremony that was stopped": lambda: stopped_by_complaint(against=2),
    "a contest nobody voted in": contest_without_votes,
    "larger numbers": lambda: Simulation.honest(
        Plan(parameters="EG-2.1-4096", votes=(Vote(0, ((1, 0), (2, 1))),))
    ),
    "several languages": many_languages,
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_elections_pass(name, same):
    assert passes(same(HONEST[name]()))


def test_witnessed_record(same):
    report = same(witnessed())
    assert report["status"] == 2
    assert report["checks"][2]["verdict"] == "pass"


@pytest.mark.parametrize("last", ["ceremony", "share", "election", "freeze", "ballot", "tally"])
def test_records_before_the_end_are_not_called_whole(last, election, same):
    election = election.copy()
    election.lines = election.lines[: election.index(last) + 1]
    if last in {"ceremony", "share"}:
        election.members["manifest.json"] = b"{}"
    assert same(election)["outcome"] == "incomplete"


@pytest.mark.parametrize("last", ["drill", "ballot", "result"])
def test_cancelled_elections_are_whole(last, election, same):
    election = election.copy()
    election.lines = election.lines[: election.index(last) + 1]
    election.add("cancel", CancelPayload(ELECTION_ID, election.tick(), "rain").encode())
    report = same(election)
    assert passes(report)
    assert report["result"] == []


def test_kept_checkpoint_is_continued(election, same):
    kept = election.checkpoint(size=election.index("close"))
    assert passes(same(Tampered(election.record(), kept)))


def test_kept_checkpoint_that_is_none(election, same):
    report = same(Tampered(election.record(), "hello\n"))
    assert report["checks"][2]["failures"][0]["sentence"] == "C03.7"


def test_deflated_members(election, same):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in all_members(election).items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            container.writestr(info, data)
    assert passes(same(Tampered(stream.getvalue())))


def test_more_failures_than_are_listed(election, same):
    election = election.copy()
    voters = [[f"{number:064x}", 9, 1] for number in range(50)]
    election.edit("roll", lambda document: document.update(voters=voters + document["voters"]))
    election.relink()
    report = same(election)
    assert report["checks"][5]["failures_left_out"] == 30


def test_containers_of_another_kind(election, same):
    data = election.record()
    members = all_members(election)
    for spoilt in (
        b"",
        b"PK",
        data[:-1],
        data + b"\0",
        b"\0" + data,
        rezip(dict(sorted(members.items()))),
        rezip({**members, "README.txt": members["README.txt"] + b"\n"}),
        rezip({name: part for name, part in members.items() if name != "checkpoint"}),
    ):
        assert same(Tampered(spoilt))["outcome"] == "unusable"


def test_several_judges_come_to_the_same_report(election, checker, tmp_path):
    path = spoil("copy_of_anothers_ballot", election.copy()).write(tmp_path / "record.zip")
    checker.ask(path=str(path), judges=3)
    several = checker.answer()
    assert essence(several) == essence(verified(path))
    checker.ask(path=str(path))
    assert checker.answer()["checks"] == several["checks"]


def test_what_was_known_of_ballots_before_is_not_tried_again(election, checker, tmp_path):
    spoilt = spoil("ballot_signed_by_the_server", election.copy())
    path = spoilt.write(tmp_path / "record.zip")
    checker.ask(path=str(path))
    whole = checker.answer()
    first, *others = whole["tried"]
    assert first == spoilt.index("ballot")
    faults = [["C07.3", "signature: does not match"]]
    checker.ask(path=str(path), known=[[first, faults], [others[0], []]])
    resumed = checker.answer()
    assert resumed["tried"] == others[1:]
    assert essence(resumed) == essence(whole)


def test_totals_with_a_number_outside_the_group_stay_unusable_after_a_pause(
    election, checker, tmp_path
):
    path = tmp_path / "record.zip"
    made = election.copy()
    last = [line for line in made.lines if line.kind == "ballot"][-1]
    last.edit(lambda d: selection(d).update(beta=negated(selection(d)["beta"])))
    made.write(path)
    checker.ask(path=str(path))
    whole = checker.answer()
    assert whole["checks"][9]["verdict"] == "not checked"
    index = made.lines.index(last)
    detail = whole["checks"][6]["failures"][0]["detail"]
    checker.ask(path=str(path), known=[[index, [["C07.4", detail]]]])
    assert essence(checker.answer()) == essence(whole)
