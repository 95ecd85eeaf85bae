"""The election of the worked example, the same at every run.

Two of three key holders, one contest of two options, three voters of whom one votes twice and one
votes with the weight of two, one test ballot, one witness.
"""

from crypto import merkle
from crypto.cosignatures import CosignatureSigner
from crypto.manifest import Style
from crypto.notes import encode_tlog_proof
from crypto.transcript import sha256
from tests.evil.corpus import seeded
from tests.simulator import Plan, Simulation, Vote, Voter, contest

SEED = "worked example, version 1"
WITNESS = CosignatureSigner("witness.example/w1", sha256(b"worked example, witness"))
TEA, COFFEE = (1, 0), (0, 1)

PLAN = Plan(
    title="Tea or coffee",
    contests=(contest("What shall we buy?", ("Tea", "Coffee")),),
    styles=(Style("Everybody", (1,)),),
    voters=(Voter(), Voter(), Voter(weight=2)),
    votes=(
        Vote(0, (TEA,)),
        Vote(1, (COFFEE,), is_test=True),
        Vote(1, (TEA,)),
        Vote(2, (COFFEE,)),
        Vote(0, (COFFEE,)),
    ),
    witnesses=(WITNESS,),
    quorum=1,
)

KEPT_SIZE = 19
"""How many entries the log had when an observer kept a checkpoint."""

RECEIPT_OF = 21
"""Number of the ballot whose receipt a voter kept: the second one of the voter who voted twice."""


def make_election() -> Simulation:
    """Hold the election from the first key to the result."""
    with seeded(SEED):
        return Simulation.honest(PLAN)


def make_receipt(election: Simulation) -> str:
    """Make the receipt of one ballot at the last checkpoint."""
    entries = [line.entry() for line in election.lines]
    node = merkle.stored_leaves([merkle.leaf_hash(entry) for entry in entries])
    hashes = merkle.inclusion_proof(RECEIPT_OF, len(entries), node)
    return encode_tlog_proof(entries[RECEIPT_OF], RECEIPT_OF, hashes, election.checkpoint())
