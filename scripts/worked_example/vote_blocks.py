"""What the page shows of C07 to C12."""

import json
from collections.abc import Iterator

from scripts.worked_example.log_blocks import Block, Values
from scripts.worked_example.shown import Field, message, rows, short, table
from tests.simulator import Simulation


def vote_blocks(values: Values, election: Simulation) -> Iterator[Block]:
    """Yield name and lines of each block."""
    yield from _ballot_blocks(values["C07"]["ballots"], election)
    yield from _test_blocks(values["C08"]["ballots"][0], election)
    yield from _tally_blocks(values, election)
    yield from _decryption_blocks(values["C11"], election)
    yield from _result_blocks(values["C12"], election)


def _ballot_blocks(ballots: list[Values], election: Simulation) -> Iterator[Block]:
    listed = [(b["entry"], b["tracker"], b["hash"]) for b in ballots]
    yield "ballots", table(("entry", "tracker", "ballot hash"), listed)
    ballot = ballots[0]
    line = election.lines[ballot["entry"]]
    yield "ballot signature", rows([
        ("entry", ballot["entry"]),
        ("message", ballot["message"]),
        ("credential", line.fields["credential"]),
        ("signature", json.loads(line.entry())["signature"]),
    ])  # fmt: skip
    fields = [("tag", 1), ("credential", 32), ("salt", 32)]
    yield "ballot id", message("id_B", ballot["ballot_id"], fields)
    yield "ballot key", message("H_I", ballot["hash_key"], [("tag", 1), ("id_B", 32)])
    size, contest = election.context.group.element_size, line.document["contests"][0]
    first, _, total = ballot["proofs"]
    yield "option proof", _proof_lines(first, contest["selections"][0]["proof"], size)
    yield "contest proof", _proof_lines(total, contest["proof"], size)
    yield (
        "ballot challenges",
        [
            f"entry {b['entry']}  contest {p['contest']} option {p['option']}  "
            f"{p['challenge']['scalar']}"
            for b in ballots
            for p in b["proofs"]
        ],
    )


def _proof_lines(proof: Values, published: list[list[str]], size: int) -> list[str]:
    branches = [
        (name, short(value))
        for branch, (c, v) in zip(proof["branches"], published, strict=True)
        for name, value in (
            (f"c_{branch['value']}", c),
            (f"v_{branch['value']}", v),
            (f"a_{branch['value']}", branch["a"]),
            (f"b_{branch['value']}", branch["b"]),
        )
    ]
    fields: list[Field] = [("tag", 1), ("i", 4), ("j", 4), ("alpha", size), ("beta", size)]
    for branch in proof["branches"]:
        fields += [(f"a_{branch['value']}", size), (f"b_{branch['value']}", size)]
    numbers = [("alpha", short(proof["alpha"])), ("beta", short(proof["beta"])), *branches]
    return [
        *rows(numbers),
        *message("c", proof["challenge"], fields),
        f"c_0 + c_1 mod q = {proof['sum_of_challenges']}",
    ]


def _test_blocks(shown: Values, election: Simulation) -> Iterator[Block]:
    line = election.lines[shown["entry"]]
    nonces = line.document["nonces"][0]
    yield "test ballot", rows([
        ("entry", shown["entry"]),
        ("ballot hash", shown["hash"]),
        ("tracker", shown["tracker"]),
        ("message", shown["message"]),
        *((f"xi_1{j}", xi) for j, xi in enumerate(nonces, start=1)),
        *((f"votes for option {j}", n) for j, n in enumerate(shown["votes"][0], start=1)),
    ])  # fmt: skip


def _tally_blocks(values: Values, election: Simulation) -> Iterator[Block]:
    weights = {row["entry"]: row["weight"] for row in values["C09"]["counted"]}
    cast = [b["entry"] for b in values["C07"]["ballots"]]
    listed = [(i, election.lines[i].fields["credential"], weights.get(i, "replaced")) for i in cast]
    yield (
        "counted",
        [
            *table(("entry", "credential", "weight"), listed),
            f"size: {values['C09']['size']}",
            f"SHA-256 of the payload: {values['C09']['sha256']}",
        ],
    )
    ballots = [b for b in values["C07"]["ballots"] if b["entry"] in weights]
    lines = []
    for total in values["C10"]["totals"]:
        option = total["option"]
        lines.append(f"option {option}")
        for ballot in ballots:
            proof = ballot["proofs"][option - 1]
            entry = ballot["entry"]
            lines.append(f"  entry {entry} to the power of {weights[entry]}")
            lines += [f"    {name:<5}  {short(proof[name])}" for name in ("alpha", "beta")]
        lines += [f"  {name}        {short(total[name])}" for name in ("A", "B")]
    yield "totals", [*lines, f"SHA-256 of the payload: {values['C10']['sha256']}"]


def _decryption_blocks(values: Values, election: Simulation) -> Iterator[Block]:
    size, first = election.context.group.element_size, values["proofs"][0]
    item = election.line("decryption").document["contests"][0][0]
    yield "decryption", rows([
        ("trustee, contest, option", f"{first['trustee']}, {first['contest']}, {first['option']}"),
        ("M_1", short(item["share"])),
        ("c", item["proof"]["challenge"]),
        ("v", item["proof"]["response"]),
        ("a", short(first["a"])),
        ("b", short(first["b"])),
    ])  # fmt: skip
    fields = [
        ("tag", 1), ("i", 4), ("contest", 4), ("option", 4),
        ("A", size), ("B", size), ("a", size), ("b", size), ("M_1", size),
    ]  # fmt: skip
    yield "decryption proof", message("c", first["challenge"], fields)
    yield (
        "decryption challenges",
        [
            f"trustee {p['trustee']}  contest {p['contest']} option {p['option']}  "
            f"{p['challenge']['scalar']}"
            for p in values["proofs"]
        ],
    )


def _result_blocks(values: Values, election: Simulation) -> Iterator[Block]:
    yield "coefficients", rows([(f"w_{w['trustee']}", w["w"]) for w in values["coefficients"]])
    powers = enumerate(values["powers_of_K"])
    yield "powers", rows([(f"K^{t}", short(power)) for t, power in powers])
    lines = []
    for result in values["results"]:
        option = election.manifest().contests[0].options[result["option"] - 1]
        lines.append(f"option {result['option']}, {option.title['en']}")
        lines += [f"  {name}  {short(result[name])}" for name in ("M", "T")]
        lines.append(f"  t  {result['t']}")
    yield "results", lines
