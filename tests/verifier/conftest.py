from functools import cache

import pytest

from tests.simulator import DEMONSTRATION, Simulation
from tests.verifier.defects import Tampered
from verifier.errors import VerifierError
from verifier.record import Record
from verifier.report import Report
from verifier.summary import Summary
from verifier.verification import Options, verify_record


@pytest.fixture
def honest():
    """A copy of the one honest election of this session, free to be tampered with."""
    return Simulation.shared().copy()


@pytest.fixture
def demonstration():
    return _demonstration().copy()


@cache
def _demonstration():
    return Simulation.honest(DEMONSTRATION)


@pytest.fixture
def verify(tmp_path):
    """Verify the bytes of a record, or a simulation, as the command line does."""

    def run(what, kept_note=None, jobs=1):
        if isinstance(what, Tampered):
            what, kept_note = what.record, what.kept_note
        data = what.record() if isinstance(what, Simulation) else what
        path = tmp_path / "record.zip"
        path.write_bytes(data)
        report = Report()
        try:
            with Record.open(path) as record:
                options = Options(kept_note=kept_note, jobs=jobs)
                return Summary.of(verify_record(record, options, report), report)
        except VerifierError as error:
            return Summary.unusable(str(error))

    return run
