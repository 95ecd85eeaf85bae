"""Entries where they are not allowed, and times."""

from dataclasses import replace

from crypto.payloads import ExtendPayload
from tests.simulator import (
    ELECTION_ID,
    WAIVED,
    Line,
    Plan,
    Simulation,
    Vote,
)
from tests.verifier.defects.kit import (
    OTHER_ELECTION,
    defect,
    renumber_tally_input,
    set_fields,
)

# C04


@defect("C04.1")
def ballot_after_the_close(honest):
    made = honest.make_ballot(Vote(1, ((1, 0), (1, 0))))
    honest.insert_before("tally-input", honest.ballot_line(1, made))


@defect("C04.1", "C09.2", "C09.3")
def ballot_before_the_opening(honest):
    """Tally input and its links are left as they were, so every number in it is off by one."""
    made = honest.make_ballot(Vote(1, ((1, 0), (1, 0))))
    honest.insert_before("open", honest.ballot_line(1, made))


@defect("C04.1")
def close_row_missing(honest):
    honest.drop("close")


@defect("C04.1")
def two_close_rows(honest):
    honest.insert_before("tally-input", replace(honest.line("close")))


@defect("C04.1")
def two_manifests(honest):
    honest.insert_before("roll", replace(honest.line("election")))
    honest.count()


@defect("C04.1")
def second_tally_after_the_first_share(honest):
    honest.insert_before("result", replace(honest.line("tally")))


@defect("C04.1")
def something_after_the_end(honest):
    honest.lines.append(extension(honest))


def extension(simulation: Simulation) -> Line:
    now = simulation.tick()
    return Line("extend", ExtendPayload(ELECTION_ID, now, now, "rain").encode())


@defect("C04.1", "C04.5")
def result_published_before_the_close(honest):
    result = honest.drop("result")
    honest.insert_before("close", result)
    renumber_tally_input(honest)


@defect("C04.1")
def ballot_after_the_end(honest):
    made = honest.make_ballot(Vote(1, ((1, 0), (1, 0))))
    honest.lines.append(honest.ballot_line(1, made))


@defect("C04.1")
def ceremony_after_the_manifest(honest):
    honest.insert_before("roll", replace(honest.line("ceremony")))
    honest.count()


@defect("C04.2")
def first_ceremony_is_the_second_attempt(_):
    simulation = Simulation.new()
    simulation.hold_ceremony(attempt=2, until="trustee")
    return simulation


@defect("C04.3")
def one_trustee_decrypts_twice(honest):
    honest.insert_before("result", replace(honest.line("decryption")))


@defect("C04.3", "C05.3", "C05.8")
def drill_of_a_trustee_there_is_not(honest):
    line = replace(honest.line("drill"), fields={"trustee": 4})
    line.edit(set_fields(trustee=4))
    honest.insert_before("close", line)
    renumber_tally_input(honest)


@defect("C04.4")
def one_trustee_without_a_drill(honest):
    honest.drop("drill", 2)
    honest.count()


@defect("C04.4")
def one_trustee_neither_drilled_nor_waived(_):
    return waived(replace(WAIVED, waived=(2,)), without_drill=5)


@defect("C04.6")
def waiver_without_a_reason(_):
    simulation = waived(WAIVED)
    simulation.edit("waiver", set_fields(reason=""))
    return simulation


@defect("C04.7")
def waiver_after_the_opening(_):
    simulation = waived(WAIVED)
    simulation.edit("waiver", set_fields(at="2030-05-03T08:00:00Z"))
    return simulation


@defect("C04.8")
def waiver_with_no_more_drills_than_the_threshold(_):
    return waived(Plan(trustees=3, waived=(3,)))


@defect("C04.8")
def waiver_of_everybody(_):
    return waived(Plan(trustees=3, waived=(1, 2, 3)))


@defect("C04.8")
def waiver_of_a_trustee_who_passed(_):
    simulation = waived(WAIVED)
    simulation.edit("waiver", set_fields(trustees=[1, 2, 5]))
    return simulation


@defect("C04.8")
def waiver_of_a_trustee_there_is_not(_):
    simulation = waived(WAIVED)
    simulation.edit("waiver", set_fields(trustees=[2, 5, 6]))
    return simulation


@defect("C04.8")
def waiver_twice_of_one_trustee(_):
    simulation = Simulation.new(WAIVED)
    simulation.hold_ceremony()
    simulation.lines.append(replace(simulation.line("waiver")))
    return simulation


@defect("C04.8")
def waiver_of_another_attempt(_):
    simulation = waived(WAIVED)
    simulation.edit("waiver", set_fields(attempt=2))
    return simulation


@defect("C04.1", "C04.4")
def waiver_after_the_manifest(_):
    simulation = waived(WAIVED)
    simulation.insert_before("roll", simulation.drop("waiver"))
    return simulation


@defect("C04.1", "C04.4")
def waiver_before_the_shares(_):
    simulation = waived(WAIVED)
    simulation.insert_before("share", simulation.drop("waiver"))
    return simulation


@defect("C04.4")
def waiver_of_a_void_attempt(_):
    simulation = Simulation.new(WAIVED)
    simulation.hold_ceremony()
    simulation.plan = replace(WAIVED, waived=(2,))
    simulation.hold_ceremony(attempt=2)
    simulation.drop("drill", -1)
    simulation.freeze()
    return simulation


@defect("C02.5")
def waiver_of_another_election(_):
    simulation = waived(WAIVED)
    simulation.edit("waiver", set_fields(election=OTHER_ELECTION))
    return simulation


def waived(plan: Plan, without_drill: int | None = None) -> Simulation:
    """An election frozen and no more, some of whose trustees were waived."""
    simulation = Simulation.new(plan)
    simulation.hold_ceremony()
    simulation.lines = [
        line
        for line in simulation.lines
        if line.kind != "drill" or line.fields["trustee"] != without_drill
    ]
    simulation.freeze()
    return simulation


@defect("C04.5", "C12.3")
def result_with_one_share_of_two(honest):
    honest.drop("decryption", 2)
    honest.drop("decryption", 1)


@defect("C04.6")
def close_with_a_reason(honest):
    honest.edit("close", set_fields(reason="late"))


@defect("C04.6")
def final_is_a_list(honest):
    honest.line("final").payload = b"[]"


@defect("C04.6")
def final_with_a_space(honest):
    honest.line("final").payload += b" "


@defect("C04.7")
def final_before_the_opening(honest):
    honest.edit("final", set_fields(at="2030-05-01T08:30:00Z"))
