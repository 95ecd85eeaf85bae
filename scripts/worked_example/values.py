"""All values of the worked example, by the check that needs them."""

import json

from crypto.canonical_json import JsonValue
from scripts.worked_example.ballot_values import ballot_values, shown_ballot_values
from scripts.worked_example.ceremony_values import ceremony_values, roll_values
from scripts.worked_example.count_values import (
    aggregation_values,
    decryption_values,
    result_values,
    tally_input_values,
)
from scripts.worked_example.log_values import (
    board_values,
    manifest_values,
    record_values,
    state_values,
)
from tests.simulator import Simulation

ABOUT = (
    "Every value on the way through docs/spec/example/record.zip, made by scripts/worked_example "
    "and explained in docs/spec/example.md. What stands in the record itself is not repeated. A "
    "value with 'equation' is a hash: 'input' is the whole message B of protocol.md section 2, tag "
    "byte first, 'output' is H(key; B), and 'scalar' is Hq(key; B)."
)


def all_values(election: Simulation, record: bytes) -> dict[str, JsonValue]:
    """Compute them."""
    return {
        "about": ABOUT,
        "C01": record_values(record, election),
        "C02": manifest_values(election),
        "C03": board_values(election),
        "C04": state_values(election),
        "C05": ceremony_values(election),
        "C06": roll_values(election),
        "C07": ballot_values(election),
        "C08": shown_ballot_values(election),
        "C09": tally_input_values(election),
        "C10": aggregation_values(election),
        "C11": decryption_values(election),
        "C12": result_values(election),
    }


def values_file(values: dict[str, JsonValue]) -> bytes:
    """Make the bytes of values.json."""
    return json.dumps(values, ensure_ascii=False, indent=1).encode() + b"\n"
