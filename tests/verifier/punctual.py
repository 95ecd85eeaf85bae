"""An election that opened and closed to the second as it was planned."""

from datetime import timedelta

from crypto.payloads import TurnPayload
from tests.simulator import ELECTION_ID, Simulation


def punctual() -> Simulation:
    """What the clock of a simulation never does by itself."""
    simulation = Simulation.new()
    simulation.hold_ceremony()
    # The freeze comes an hour before voting opens.
    simulation.now = simulation.manifest().opens - timedelta(hours=2)
    simulation.freeze()
    simulation.turn("open")
    for vote in simulation.plan.votes:
        simulation.cast(vote)
    simulation.now = simulation.manifest().closes
    close = TurnPayload(ELECTION_ID, simulation.manifest().closes)
    simulation.add("close", close.encode())
    simulation.count()
    return simulation
