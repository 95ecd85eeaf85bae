from functools import cache

import pytest

from tests.simulator import DEMONSTRATION, Simulation
from tests.verifier.defects import Tampered
from tests.verifier.mirrors import publish
from tests.verifier.public_logs import PublicLog, serving
from verifier import cli
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


@pytest.fixture
def run(capsys):
    """Run the command line; return its exit status and what it prints."""

    def call(*words):
        status = cli.main([str(word) for word in words])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return status, captured.out

    return call


@pytest.fixture
def site(tmp_path):
    with serving(tmp_path / "served") as site:
        yield site


@pytest.fixture
def mirror(run, site, tmp_path):
    """Mirror what is served; statuses and words as from outside."""
    return lambda *more: run("mirror", "--quiet", site.address, tmp_path / "mirror", *more)


@pytest.fixture
def mirrored(site, mirror):
    """Publish a plain log of some size and mirror it; return the log."""

    def make(size):
        log = PublicLog.plain(size)
        publish(site, log)
        assert mirror()[0] == 0
        return log

    return make
