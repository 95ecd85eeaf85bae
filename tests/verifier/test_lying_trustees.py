"""A trustee who lies is named, whatever the step."""

import pytest

from tests.verifier.defects import DEFECTS, lies, spoil, stopped_by_complaint

LIES = [name for name, defect in DEFECTS.items() if defect.make.__module__ == lies.__name__]
LIAR = f"by trustee {lies.LIAR})"


@pytest.mark.parametrize("name", LIES)
def test_every_failure_is_where_the_liar_signed(name, honest, verify):
    summary = verify(spoil(name, honest))
    failures = [line for line in summary.text().splitlines() if line.startswith("  C")]
    assert failures
    assert all(LIAR in line for line in failures), failures


def test_a_complaint_says_who_complains_of_whom(verify):
    text = verify(stopped_by_complaint(against=2)).text()
    assert (
        "note: entry 4 (complaint, by trustee 1): says that the proof of trustee 2 is wrong" in text
    )
