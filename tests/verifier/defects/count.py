"""Faults of the count and of the result."""

from dataclasses import replace

from crypto.transcript import sha256
from tests.simulator import (
    Simulation,
)
from tests.verifier.defects.kit import (
    REPLACED,
    defect,
    doubled,
    negated,
    set_fields,
)

# C09


@defect("C09.1")
def counted_ballots_out_of_order(honest):
    honest.edit("tally-input", lambda document: document["counted"].reverse())
    honest.relink()


@defect("C09.2")
def tally_input_of_another_size(honest):
    honest.edit("tally-input", lambda document: document.update(size=document["size"] - 1))
    honest.relink()


@defect("C09.3")
def replaced_ballot_listed_as_counted(honest):
    first = honest.index("ballot", REPLACED)
    honest.edit("tally-input", lambda document: document["counted"].insert(0, first))
    honest.relink()


@defect("C09.3", "C10.3", "C11.6", "C12.4", "C12.6", "C12.8")
def one_ballot_left_out_of_the_whole_count(honest):
    """Two ballots of weight 1 and 3 are dropped, and everything after is counted without them."""
    counted = [honest.index("ballot", 1), honest.index("ballot", 3)]
    honest.count(counted=tuple(counted))


# C10


@defect("C10.1")
def tally_without_the_last_option(honest):
    honest.edit("tally", lambda document: document["contests"][1].pop())
    honest.relink()


@defect("C10.2")
def tally_of_another_input(honest):
    honest.edit("tally", set_fields(tally_input="0" * 64))
    tally_links_only(honest)


def tally_links_only(honest: Simulation) -> None:
    """Mend the links to the tally, but not those in it."""
    named = honest.line("tally").document["tally_input"]
    honest.relink()
    honest.edit("tally", set_fields(tally_input=named))
    value = sha256(honest.line("tally").payload).hex()
    for line in honest.lines:
        if line.kind in ("decryption", "result"):
            line.edit(set_fields(tally=value))


@defect("C10.3")
def total_with_one_ballot_more(honest):
    def add(document):
        item = document["contests"][0][0]
        item["alpha"] = doubled(item["alpha"])

    honest.edit("tally", add)
    honest.relink()


@defect("C10.3", "C11.6", "C12.4")
def weight_raised_after_the_count(honest):
    honest.edit("roll", lambda document: document["voters"][0].__setitem__(2, 7))
    honest.relink()


@defect("C10.3", "C11.6", "C12.4")
def weights_ignored(honest):
    """Every ballot is counted once, whatever the roll says."""
    honest.count(weight_of=lambda _weight: 1)


# C11

LAST = 2
"""Number of the partial decryption that the result does not use."""


@defect("C11.1")
def share_with_an_extra_field(honest):
    honest.edit("decryption", set_fields(at="now"), LAST)


@defect("C11.2")
def share_for_another_tally(honest):
    honest.edit("decryption", set_fields(tally="0" * 64), LAST)


@defect("C11.3", "C11.6")
def shares_in_the_name_of_another_trustee(honest):
    honest.edit("decryption", set_fields(trustee=2), LAST)


@defect("C04.3", "C11.4", "C11.6")
def shares_of_a_fourth_trustee(honest):
    line = replace(honest.line("decryption"), fields={"trustee": 4})
    line.edit(set_fields(trustee=4))
    honest.insert_before("result", line)


@defect("C11.4")
def shares_signed_by_the_server(honest):
    honest.line("decryption", LAST).seed = b"\7" * 32


@defect("C11.5")
def share_of_the_total_outside_the_group(honest):
    def twist(document):
        item = document["contests"][0][0]
        item["share"] = negated(item["share"])

    honest.edit("decryption", twist, LAST)


@defect("C11.6")
def shares_of_two_options_swapped(honest):
    honest.edit("decryption", lambda document: document["contests"][0].reverse(), LAST)


@defect("C11.3", "C11.6", "C12.4")
def shares_of_two_trustees_swapped(honest):
    first, second = honest.line("decryption", 1), honest.line("decryption", 2)
    first.payload, second.payload = second.payload, first.payload
    first.edit(set_fields(trustee=2))


@defect("C11.6")
def share_proof_for_another_share(honest):
    def change(document):
        item = document["contests"][0][0]
        item["share"] = doubled(item["share"])

    honest.edit("decryption", change, LAST)


@defect("C11.6", "C12.4")
def shares_of_one_trustee_under_two_numbers(honest):
    """Trustee 2 sends on what trustee 1 made, and the result combines the two."""
    honest.line("decryption", 1).payload = honest.line("decryption", 0).payload
    honest.edit("decryption", set_fields(trustee=2), 1)


# C12


@defect("C12.1")
def result_that_uses_one_trustee_twice(honest):
    honest.edit("result", set_fields(trustees=[1, 1]))


@defect("C12.1")
def result_with_an_extra_field(honest):
    honest.edit("result", set_fields(winner="Ada"))


@defect("C12.1")
def result_without_the_last_option(honest):
    honest.edit("result", lambda document: document["contests"][1].pop())


@defect("C12.1")
def count_that_differs_by_the_order_of_the_group(honest):
    """K to the power of both is the same, so no number but a count in range may be published."""
    line = honest.line("result")
    count = line.document["contests"][0][1]["count"]
    higher = count + int(honest.context.group.q)
    line.payload = line.payload.replace(b'"count":%d' % count, b'"count":%d' % higher, 1)


@defect("C12.2")
def result_of_another_tally(honest):
    honest.edit("result", set_fields(tally="0" * 64))


@defect("C12.3")
def result_of_three_trustees_where_two_do(honest):
    honest.edit("result", set_fields(trustees=[1, 2, 3]))


@defect("C12.3")
def result_of_one_trustee_where_two_are_needed(honest):
    honest.edit("result", set_fields(trustees=[1]))


@defect("C12.3")
def result_of_a_trustee_without_a_share(honest):
    honest.edit("result", set_fields(trustees=[1, 4]))


@defect("C12.4")
def one_vote_moved_to_another_option(honest):
    """Counts and values fit each other and add up as before."""

    def move(document):
        winner, loser = document["contests"][0]
        set_count(honest, winner, winner["count"] + 1)
        set_count(honest, loser, loser["count"] - 1)

    honest.edit("result", move)


def set_count(honest: Simulation, item: dict, count: int) -> None:
    group = honest.context.group
    value = group.power(honest.context.joint_key, group.scalar(count))
    item.update(count=count, value=group.element_hex(value))


@defect("C12.5")
def counts_swapped_under_their_values(honest):
    def swap(document):
        first, second = document["contests"][0]
        first["count"], second["count"] = second["count"], first["count"]

    honest.edit("result", swap)


@defect("C12.5")
def one_vote_more_under_its_value(honest):
    def add(document):
        document["contests"][1][0]["count"] += 1

    honest.edit("result", add)


@defect("C12.6")
def one_ballot_more_than_counted(honest):
    honest.edit("result", lambda document: document.update(ballots=document["ballots"] + 1))


@defect("C12.7", "C12.4", "C12.8")
def count_beyond_the_bound(honest):
    def inflate(document):
        set_count(honest, document["contests"][0][0], 1000)

    honest.edit("result", inflate)


@defect("C12.8", "C12.4")
def too_few_votes_where_blank_is_forbidden(honest):
    def empty(document):
        for item in document["contests"][1]:
            set_count(honest, item, 0)

    honest.edit("result", empty)
