"""Measure, print ratios, write var/bench.json and docs/performance.md.

Machines differ and are noisy, so every figure stands beside others of the same run. Ends with 1
where one is worse than it may be.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from scripts.bench import batches, cryptography, growth, observers, plan
from scripts.bench.report import Measured, Rates

ROOT = Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "var/bench.json"
DOCUMENT = ROOT / "docs/performance.md"


def main() -> int:
    OUT.parent.mkdir(parents=True, exist_ok=True)
    measured = Measured(
        batches=batches.measure(),
        cryptography=cryptography.measure(),
        growth=growth.measure(),
        observers=observers.measure(),
        record=with_servers("scripts.bench.record"),
        voters=with_servers("scripts.bench.voters"),
    )
    figures = {
        **measured.batches,
        "cryptography": measured.cryptography,
        "growth": measured.growth,
        "observers": measured.observers,
        "record": measured.record,
        "voters": measured.voters,
    }
    OUT.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    document = measured.document()
    print(document)
    if measured.record and measured.voters:
        DOCUMENT.write_text(document, encoding="utf-8")
        plan.write(figures)
    faults = measured.faults()
    for fault in faults:
        print(f"over budget: {fault}")
    return 1 if faults else 0


def with_servers(module: str) -> Rates | None:
    """Run a module with servers of its own, on the disk that holds var/: others may be memory."""
    folder = OUT.parent / "bench"
    folder.mkdir(exist_ok=True)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(folder),
    }
    command = [sys.executable, "scripts/with_services.py", sys.executable, "-m", module]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    last = done.stdout.strip().rpartition("\n")[2]
    if not last.startswith("{"):
        print(last)
        return None
    rates: Rates = json.loads(last)
    return rates


if __name__ == "__main__":
    sys.exit(main())
