"""All twelve checks in order, as far as a small program goes."""

from tests.docs.stranger.arithmetic import output
from tests.docs.stranger.ballots import Booth
from tests.docs.stranger.ceremony import Ceremony, election_hash, roll_values
from tests.docs.stranger.count import Count
from tests.docs.stranger.log import board_values, manifest_values, state_values
from tests.docs.stranger.record import Record, record_values


def values_of(data, kept=None, receipt=None):
    """Return the values of a record, by check; raise Fault where a sentence does not hold."""
    record = Record(data)
    values = {"C01": record_values(record), "C02": manifest_values(record)}
    h_p, h_b = (output(values["C02"][name]) for name in ("parameter_hash", "base_hash"))
    ceremony = Ceremony(record, h_p, h_b)
    values |= {
        "C03": board_values(record, kept, receipt),
        "C04": state_values(record),
        "C05": ceremony.values(),
        "C06": roll_values(record),
    }
    h_e = election_hash(values["C05"])
    booth, count = Booth(record, ceremony.joint_key, h_e), Count(record, ceremony, h_e)
    return values | {
        "C07": booth.values(),
        "C08": booth.test_values(),
        "C09": count.tally_input_values(),
        "C10": count.aggregation_values(),
        "C11": count.decryption_values(),
        "C12": count.result_values(),
    }
