"""The whole count against verifying the ballots it counts; two workers against one."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MOST = {"tally_vs_verify": 0.05, "count_growth": 2.1}
LEAST = {"count_two_workers_gain": 1.6}


def measure() -> dict[str, float]:
    """Run `scripts.bench.counting` with a database of its own, and return its figures."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
            "TABELLA_VAR": folder,
        }
        command = [sys.executable, "-m", "scripts.bench.counting"]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
    figures: dict[str, float] = json.loads(done.stdout.strip().rpartition("\n")[2])
    return figures


def ratio_lines(figures: dict[str, float]) -> str:
    return (
        f"\n- the whole count against verifying its ballots in thousands: "
        f"{100 * figures['tally_vs_verify']:.1f} % "
        f"({figures['count_us_per_ballot']:.0f} against "
        f"{figures['verify_us_per_ballot']:.0f} microseconds a ballot)\n"
        f"- twice as many ballots take {figures['count_growth']:.2f} times as long\n"
        f"- two workers against one: {figures['count_two_workers_gain']:.2f} times\n"
        f"- left to do at the close, where one ballot in ten was replaced: "
        f"{100 * figures['count_left_at_close']:.0f} %\n"
    )


def faults(figures: dict[str, float]) -> list[str]:
    high = [
        f"{name} is {figures[name]:.3f}, at most {most}"
        for name, most in MOST.items()
        if figures[name] > most
    ]
    low = [
        f"{name} is {figures[name]:.2f}, at least {least}"
        for name, least in LEAST.items()
        if figures[name] < least
    ]
    return high + low
