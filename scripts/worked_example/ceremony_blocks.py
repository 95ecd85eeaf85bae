"""What the page shows of C05 and C06."""

from collections.abc import Iterator

from scripts.worked_example.log_blocks import Block, Values
from scripts.worked_example.shown import Field, message, rows, short, table
from tests.simulator import Simulation

ID = [("length of the id", 4), ("id", 36)]


def ceremony_blocks(values: Values, election: Simulation) -> Iterator[Block]:
    """Yield name and lines of each block."""
    ceremony, size = values["C05"], election.context.group.element_size
    yield from _signature_blocks(ceremony, election)
    yield from _proof_blocks(ceremony, size)
    yield from _key_blocks(ceremony, size)
    yield "roll", _roll_lines(values["C06"], election)


def _signature_blocks(ceremony: Values, election: Simulation) -> Iterator[Block]:
    first = ceremony["signatures"][0]
    keys = election.view.keys
    line = election.lines[first["entry"]]
    yield "trustee signature", rows([
        ("entry", first["entry"]),
        ("message", first["message"]),
        ("its text", bytes.fromhex(first["message"])[:-32].decode()),
        ("its hash", first["message"][-64:]),
        ("key", keys[line.fields["trustee"]].signing_key.hex()),
    ])  # fmt: skip


def _proof_blocks(ceremony: Values, size: int) -> Iterator[Block]:
    keys = ceremony["keys"]
    fields: list[Field] = [
        ("tag", 1), *ID, ("attempt", 4), ("i", 4),
        ("K_10", size), ("K_11", size), ("kappa_1", size), ("signing key", 32),
        ("h_10", size), ("h_11", size), ("h_12", size),
    ]  # fmt: skip
    yield "key proof", message("c_1", keys[0]["challenge"], fields)
    yield "key challenges", rows([(f"c_{k['trustee']}", k["challenge"]["scalar"]) for k in keys])
    shares = ceremony["shares"]
    fields = [
        ("tag", 1), *ID, ("i", 4), ("l", 4), ("gamma", size), ("C0", size), ("C1", 32),
    ]  # fmt: skip
    yield "share proof", message("c", shares[0]["challenge"], fields)
    yield (
        "share challenges",
        [f"{share['from']} to {share['to']}  {share['challenge']['scalar']}" for share in shares],
    )
    drills = ceremony["drills"]
    fields = [("tag", 1), *ID, ("i", 4), ("S_1", size), ("a", size), ("t", 32)]
    yield "drill proof", message("c", drills[0]["challenge"], fields)
    yield "drill challenges", rows([
        (f"trustee {drill['trustee']}", drill["challenge"]["scalar"]) for drill in drills
    ])  # fmt: skip


def _key_blocks(ceremony: Values, size: int) -> Iterator[Block]:
    shares = enumerate(ceremony["share_keys"], start=1)
    yield "keys", rows([
        ("K", short(ceremony["joint_key"])),
        *((f"S_{i}", short(key)) for i, key in shares),
    ])  # fmt: skip
    commitments = [(f"K_{i}{j}", size) for i in (1, 2, 3) for j in (0, 1)]
    fields = [
        ("tag", 1), *ID, ("attempt", 4), ("K", size), *commitments,
        *((f"kappa_{i}", size) for i in (1, 2, 3)),
        *((f"signing key {i}", 32) for i in (1, 2, 3)),
    ]  # fmt: skip
    yield "transcript hash", message("H_G", ceremony["transcript_hash"], fields)
    fields = [("tag", 1), ("K", size)]
    yield "election hash", message("H_E", ceremony["election_hash"], fields)


def _roll_lines(values: Values, election: Simulation) -> list[str]:
    voters = election.line("roll").document["voters"]
    return [
        *table(("credential", "style", "weight"), voters),
        f"SHA-256 of the payload: {values['sha256']}",
    ]
