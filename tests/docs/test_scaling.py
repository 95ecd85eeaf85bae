"""The plan for large elections is computed from what was measured."""

import pytest

from scripts.bench import growth, plan

FIGURES = {
    "batch100_ballots_per_second": 300.0,
    "bytes_of_commitments": 18_000.0,
    "cryptography": {"python_verify_1x5_ms": 20.0},
    "record": {"batches": [500.0, 600.0, 700.0]},
    "growth": {
        "1000": {"bytes": 28e6, "verifying_1_processor": 2.5, "exporting_database": 30e6},
        "10000": {"bytes": 280e6, "verifying_1_processor": 25.0, "exporting_database": 310e6},
    },
}


def of(voters):
    return plan.Plan(voters, plan.Rates.of(FIGURES))


def test_rates_are_those_of_the_largest_record():
    rates = of(1).rates
    assert (rates.checks, rates.sequenced, rates.alone) == (300, 600, 50)
    assert rates.verified == pytest.approx(400)
    assert (rates.ballot, rates.commitments, rates.database) == (10_000, 18_000, 31_000)


def test_an_election_that_fits_into_one_log_needs_one():
    assert of(100_000).logs == 1
    assert of(100_000).machines == 1


def test_logs_follow_from_whatever_is_reached_first():
    # 700,000 ballots of 10,000 bytes are more than a record holds, though not for a sequencer.
    assert of(1_000_000).busiest < 600 * plan.LOAD
    assert of(1_000_000).logs == 2
    slow = FIGURES | {"record": {"batches": [10.0]}}
    assert plan.Plan(1_000_000, plan.Rates.of(slow)).logs == 5


def test_everything_grows_with_voters():
    small, large = of(10**6), of(10**8)
    for name in ("ballots", "busiest", "worker_cores", "record", "verifying_hours"):
        assert getattr(large, name) == pytest.approx(100 * getattr(small, name))


def test_the_section_stands_between_the_marks_and_nothing_else_changes(tmp_path, monkeypatch):
    document = tmp_path / "scaling.md"
    document.write_text(
        f"before\n\n{plan.START}computed before\n{plan.END}\nafter\n", encoding="utf-8"
    )
    monkeypatch.setattr(plan, "DOCUMENT", document)
    plan.write(FIGURES)
    text = document.read_text(encoding="utf-8")
    assert text.startswith(f"before\n\n{plan.START}")
    assert text.endswith(f"{plan.END}\nafter\n")
    assert "computed before" not in text
    assert "| 1 million voters | 10 million voters | 100 million voters |" in text
    plan.write(FIGURES)
    assert document.read_text(encoding="utf-8") == text


def test_the_document_has_the_marks():
    text = plan.DOCUMENT.read_text(encoding="utf-8")
    assert text.index(plan.START) < text.index(plan.END)


def costs(**changed):
    figures = {
        "checking_processor": 0.002,
        "verifying_1_seconds": 20.0,
        "verifying_2_seconds": 10.5,
        "verifying_1_processor": 20.0,
        "verifying_2_processor": 21.0,
        "verifying_1_memory": 90.0,
        "verifying_2_memory": 140.0,
        "exporting_processor": 1.0,
        "exporting_memory": 80.0,
    }
    return figures | changed


def tenfold(**changed):
    times = {
        name: value * (10 if name.split("_")[-1] in {"seconds", "processor"} else 1)
        for name, value in costs().items()
    }
    return times | {"checking_processor": 0.002} | changed


def test_growth_within_its_bounds_is_no_fault():
    assert growth.faults({"10000": costs(), "100000": tenfold()}) == []


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"verifying_1_memory": 120.0}, "verifying_1_memory"),
        ({"exporting_memory": 100.0}, "exporting_memory"),
        ({"exporting_processor": 13.0}, "exporting_at_twice"),
        ({"verifying_2_processor": 300.0}, "verifying_by_checks"),
        ({"verifying_2_seconds": 150.0}, "two processes gain"),
    ],
)
def test_growth_beyond_a_bound_is_named(changed, named):
    found = growth.faults({"10000": costs(), "100000": tenfold(**changed)})
    assert any(fault.startswith(named) for fault in found)
