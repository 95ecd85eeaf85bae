"""What was measured under load, in words and tables; `scripts.bench.load` measures it."""

HEADING = """
## Ballots under load

PostgreSQL, Redis, gunicorn, workers, scheduler and all voters share the cores; ballots of one
question with five options, proofs and all. "Verifying alone" reads the same ballots, checks their
signatures and proofs in batches on all cores, and does nothing else. To the record: from the first
request to the last entry; 400 voters send at the same time. To a receipt: each of 400 voters
looks as a booth does, and another one comes for each that has it.
"""
EMBEDDED = """
The same on the embedded default: SQLite and a queue in a folder.
"""
LEAST = {"accept_vs_bare": 0.6, "overload_goodput": 0.9, "overload_served": 1.0}


def table(figures: dict[str, float]) -> list[list[str]]:
    """Rates of the three ways beside one another."""
    rows = (
        ("verifying alone", "bare_per_second"),
        ("over HTTP to the record", "recorded_per_second"),
        ("over HTTP to a receipt", "receipts_per_second"),
    )
    bare = figures["bare_per_second"]
    lines = [[label, f"{figures[name]:.0f}", f"{figures[name] / bare:.2f}"] for label, name in rows]
    return [["way", "ballots/s", "against verifying alone"], *lines]


def ratio_lines(figures: dict[str, float]) -> str:
    """What happens when three times as many voters come as can be served."""
    return (
        f"\n- median wait for a receipt at 400 voters at once: "
        f"{figures['receipt_ms_under_load']:.0f} ms\n"
        f"- three times as many voters as can be served, for {figures['overload_seconds']:.0f} "
        f"seconds: receipts come at {figures['overload_goodput']:.2f} times the rate without "
        f"them; a voter was asked to come again {figures['overload_busy_per_ballot']:.1f} times; "
        f"{100 * figures['overload_served']:.0f} % had receipts in the end, the last one after "
        f"{figures['overload_last_receipt_seconds']:.0f} seconds\n"
    )


def faults(figures: dict[str, float]) -> list[str]:
    """What is worse than it may be."""
    return [
        f"{name} is {figures[name]:.2f}, at least {least}"
        for name, least in LEAST.items()
        if figures[name] < least
    ]
