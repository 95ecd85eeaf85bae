"""Faults of changes of the voter roll: codes issued again, and voters taken off."""

import json
from dataclasses import replace

from crypto import signing
from tests.simulated_rolls import CHANGED, change_line, change_roll, changed_election, raw_change
from tests.simulator import Simulation, Vote, Voter
from tests.verifier.defects.kit import OTHER_ELECTION, defect, set_fields

A, B = ((1, 0), (1, 0)), ((0, 1), (0, 2))
SECOND = 1
"""Number of the change in the middle of voting, from 0; the first is before the opening."""


def ballot_by_former_seed(simulation: Simulation, seed: bytes, voter: int):
    newest = simulation.voter_seeds[voter]
    simulation.voter_seeds[voter] = seed
    line = simulation.ballot_line(voter, simulation.make_ballot(Vote(voter, A)))
    simulation.voter_seeds[voter] = newest
    return line


def under_way() -> Simulation:
    """Voting has begun; nobody has voted."""
    simulation = Simulation.new(CHANGED)
    simulation.hold_ceremony()
    simulation.freeze()
    simulation.turn("open")
    return simulation


def closed(simulation: Simulation, **how) -> Simulation:
    simulation.turn("close")
    simulation.count(**how)
    return simulation


@defect("C06.9")
def ballot_by_a_replaced_code(_):
    simulation = under_way()
    former = simulation.voter_seeds[0]
    change_roll(simulation, reissue=(0,))
    simulation.lines.append(ballot_by_former_seed(simulation, former, 0))
    return closed(simulation)


@defect("C06.9")
def ballot_by_a_new_code_before_it_was_issued(_):
    simulation = under_way()
    change = change_line(simulation, reissue=(0,))
    simulation.cast(Vote(0, A))
    simulation.lines.append(change)
    return closed(simulation)


@defect("C06.9")
def ballot_of_a_voter_taken_off_the_roll(_):
    simulation = under_way()
    change_roll(simulation, revoke=(0,))
    simulation.cast(Vote(0, A))
    simulation.cast(Vote(1, B))
    return closed(simulation)


@defect("C06.9")
def shown_ballot_of_a_replaced_code(_):
    simulation = under_way()
    line = simulation.ballot_line(0, simulation.make_ballot(Vote(0, A)), is_test=True)
    change_roll(simulation, reissue=(0,))
    simulation.lines.append(line)
    simulation.cast(Vote(1, B))
    return closed(simulation)


@defect("C06.8")
def code_of_another_voter_given_out_again(_):
    simulation = under_way()
    old, other = (simulation.credential(voter).hex() for voter in (0, 1))
    simulation.lines.append(raw_change(simulation, (old, other)))
    simulation.cast(Vote(1, B))
    return closed(simulation)


@defect("C06.8")
def replaced_code_given_out_again(_):
    simulation = under_way()
    first = simulation.voter_seeds[0]
    change_roll(simulation, reissue=(0,))
    newest = simulation.credential(0).hex()
    back = raw_change(simulation, (newest, signing.public_key(first).hex()))
    simulation.lines.append(back)
    simulation.cast(Vote(0, A))
    return closed(simulation)


@defect("C06.8")
def one_new_code_for_two_voters(_):
    """Whichever of the two has it, the other one's vote is gone."""
    simulation = under_way()
    new = signing.public_key(b"\7" * 32).hex()
    pairs = [(simulation.credential(voter).hex(), new) for voter in (0, 1)]
    simulation.lines.append(raw_change(simulation, *pairs))
    simulation.cast(Vote(2, B))
    return closed(simulation)


@defect("C06.8")
def code_replaced_by_itself(_):
    simulation = under_way()
    own = simulation.credential(0).hex()
    simulation.lines.append(raw_change(simulation, (own, own)))
    simulation.cast(Vote(0, A))
    return closed(simulation)


@defect("C06.7")
def new_code_for_somebody_who_is_not_on_the_roll(_):
    """A voter slipped in after the freeze, who has not voted yet."""
    simulation = under_way()
    new = signing.public_key(b"\7" * 32).hex()
    simulation.lines.append(raw_change(simulation, ("ab" * 32, new)))
    simulation.cast(Vote(0, A))
    return closed(simulation)


@defect("C06.4", "C06.7")
def voter_slipped_in_by_a_new_code_who_votes(_):
    simulation = under_way()
    simulation.plan = replace(CHANGED, voters=(*CHANGED.voters, Voter()))
    simulation.voter_seeds.append(b"\7" * 32)
    new = simulation.credential(6).hex()
    simulation.lines.append(raw_change(simulation, ("ab" * 32, new)))
    simulation.cast(Vote(6, A))
    return closed(simulation)


@defect("C06.7")
def code_replaced_twice_over(_):
    """Two new codes for one old one, in two changes: two votes for one voter."""
    simulation = under_way()
    old = simulation.credential(0).hex()
    change_roll(simulation, reissue=(0,))
    second = signing.public_key(b"\7" * 32).hex()
    simulation.lines.append(raw_change(simulation, (old, second)))
    simulation.cast(Vote(0, A))
    return closed(simulation)


@defect("C06.7")
def voter_taken_off_who_gets_a_new_code(_):
    simulation = under_way()
    old = simulation.credential(0).hex()
    change_roll(simulation, revoke=(0,))
    new = signing.public_key(b"\7" * 32).hex()
    simulation.lines.append(raw_change(simulation, (old, new)))
    simulation.cast(Vote(1, A))
    return closed(simulation)


@defect("C06.7")
def chain_of_two_codes_in_one_change(_):
    """The second old code is on the roll only from this very entry on."""
    simulation = under_way()
    old, new = simulation.credential(0).hex(), "ff" * 32
    last = signing.public_key(b"\7" * 32).hex()
    simulation.lines.append(raw_change(simulation, (old, new), (new, last)))
    simulation.cast(Vote(1, A))
    return closed(simulation)


@defect("C06.6")
def changes_out_of_order(_):
    simulation = changed_election()
    simulation.edit("roll-change", lambda document: document["changes"].reverse(), SECOND)
    return simulation


@defect("C06.6")
def change_without_a_reason(_):
    simulation = changed_election()
    simulation.edit("roll-change", set_fields(reason=""), SECOND)
    return simulation


@defect("C06.6")
def change_of_nobody(_):
    simulation = changed_election()
    simulation.edit("roll-change", set_fields(changes=[]), SECOND)
    return simulation


@defect("C06.6")
def change_that_gives_another_weight(_):
    """Style and weight are the old ones: a change has no place for others."""
    simulation = changed_election()
    simulation.edit("roll-change", lambda document: document["changes"][0].append(9), SECOND)
    return simulation


@defect("C02.5")
def change_of_another_election(_):
    simulation = changed_election()
    simulation.edit("roll-change", set_fields(election=OTHER_ELECTION), SECOND)
    return simulation


@defect("C04.7")
def change_dated_before_the_opening(_):
    simulation = changed_election()
    simulation.edit("roll-change", set_fields(at="2030-05-01T08:30:00Z"), SECOND)
    return simulation


@defect("C04.1")
def voter_taken_off_after_the_close(_):
    """The count takes no notice, and must not."""
    simulation = changed_election()
    line = change_line(simulation, revoke=(2,))
    line.edit(set_fields(at=simulation.line("close").document["at"]))
    simulation.insert_before("tally-input", line)
    return simulation


@defect("C04.1")
def voter_taken_off_before_the_freeze(_):
    simulation = Simulation.new(CHANGED)
    simulation.hold_ceremony()
    simulation.freeze()
    simulation.insert_before("freeze", change_line(simulation, revoke=(2,)))
    simulation.edit("freeze", set_fields(at="2030-05-01T12:00:00Z"))
    simulation.now = simulation.now.replace(hour=12)
    simulation.turn("open")
    simulation.cast(Vote(2, A))
    return closed(simulation)


@defect("C09.3")
def ballot_of_a_voter_taken_off_counted(_):
    """On the list alone: the totals are the true ones."""
    simulation = changed_election()
    index = simulation.index("ballot", 3)

    def add(document):
        document["counted"] = sorted([*document["counted"], index])

    simulation.edit("tally-input", add)
    simulation.relink()
    return simulation


def chain_counted(*also: int) -> Simulation:
    """The changed election counted anew, with other ballots too, by their numbers from 0."""
    simulation = changed_election()
    counted = json.loads(simulation.line("tally-input").payload)["counted"]
    more = [simulation.index("ballot", nth) for nth in also]
    simulation.count(counted=tuple(sorted([*counted, *more])), slack=2)
    return simulation


@defect("C09.3", "C10.3", "C11.6", "C12.4", "C12.6")
def both_ballots_of_a_voter_with_two_codes_counted(_):
    """As if a new code made a second voter; totals, shares and result follow."""
    return chain_counted(0)


@defect("C09.3", "C10.3", "C11.6", "C12.4", "C12.6", "C12.8")
def vote_of_a_voter_taken_off_in_the_whole_count(_):
    return chain_counted(3)


@defect("C09.3", "C10.3", "C11.6", "C12.4")
def replaced_ballot_counted_instead_of_the_last(_):
    """The server sticks to what the voter chose before the new code."""
    simulation = changed_election()
    counted = json.loads(simulation.line("tally-input").payload)["counted"]
    first, last = simulation.index("ballot", 0), simulation.index("ballot", 4)
    simulation.count(counted=tuple(sorted({*counted, first} - {last})))
    return simulation


@defect("C09.3", "C10.3", "C11.6", "C12.4", "C12.6")
def vote_lost_by_a_new_code(_):
    """Who has not voted again loses the vote: a new code must not take it."""
    simulation = changed_election()
    counted = json.loads(simulation.line("tally-input").payload)["counted"]
    lost = simulation.index("ballot", 1)
    simulation.count(counted=tuple(sorted({*counted} - {lost})))
    return simulation


@defect("C06.5")
def ballot_of_another_style_after_a_new_code(_):
    """The new code has the old one's ballot, and no other."""
    simulation = under_way()
    change_roll(simulation, reissue=(3,))
    voters = (*CHANGED.voters[:3], Voter(style=1, weight=2), *CHANGED.voters[4:])
    simulation.plan = replace(CHANGED, voters=voters)
    simulation.cast(Vote(3, A))
    return closed(simulation)


@defect("C10.3", "C11.6", "C12.4")
def weight_lost_by_a_new_code(_):
    """A voter with three votes gets a new code, and has one."""
    simulation = changed_election()
    simulation.count(weight_of=lambda weight: min(weight, 2))
    return simulation
