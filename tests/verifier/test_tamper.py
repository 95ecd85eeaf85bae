"""Every faulty record fails exactly the sentences it breaks, and nothing else."""

import pytest

from tests.verifier.defects import DEFECTS, spoil


@pytest.mark.parametrize("name", DEFECTS)
def test_defect_is_found_and_named(name, honest, verify):
    summary = verify(spoil(name, honest))
    assert set(summary.report.failed_sentences) == DEFECTS[name].sentences, summary.text()
    assert summary.status == (2 if summary.outcome == "unusable" else 1)
    assert all(sentence in summary.text() for sentence in DEFECTS[name].sentences)
