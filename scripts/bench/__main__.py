"""Measure, print ratios, write var/bench.json and docs/performance.md.

Machines differ and are noisy, so every figure stands beside others of the same run. Ends with 1
where one is worse than it may be.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.bench import batches, count, cryptography, growth, observers, plan
from scripts.bench.report import Measured

ROOT = Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "var/bench.json"
DOCUMENT = ROOT / "docs/performance.md"
Figures = dict[str, Any]


def main() -> int:
    OUT.parent.mkdir(parents=True, exist_ok=True)
    measured = Measured(
        batches=batches.measure(),
        count=count.measure(),
        cryptography=cryptography.measure(),
        growth=growth.measure(),
        observers=observers.measure(),
        record=with_servers("scripts.bench.record"),
        voters=with_servers("scripts.bench.voters"),
        load=with_servers("scripts.bench.load"),
        embedded=on_the_embedded_default("scripts.bench.load"),
    )
    figures = {
        **measured.batches,
        **measured.count,
        **(measured.load or {}),
        "cryptography": measured.cryptography,
        "growth": measured.growth,
        "observers": measured.observers,
        "record": measured.record,
        "voters": measured.voters,
        "load_on_the_embedded_default": measured.embedded,
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


def with_servers(module: str) -> Figures | None:
    """Run a module with servers of its own, on the disk that holds var/: others may be memory."""
    folder = OUT.parent / "bench"
    folder.mkdir(exist_ok=True)
    command = ("scripts/with_services.py", sys.executable, "-m", module)
    return _figures_of(command, TMPDIR=str(folder))


def on_the_embedded_default(module: str) -> Figures | None:
    """Run a module on SQLite and a queue in a folder, which are removed afterwards."""
    with tempfile.TemporaryDirectory(dir=OUT.parent) as folder:
        return _figures_of(("-m", module), TABELLA_VAR=folder)


def _figures_of(arguments: Sequence[str], **more: str) -> Figures | None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
        **more,
    }
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    last = done.stdout.strip().rpartition("\n")[2]
    if not last.startswith("{"):
        print(last)
        return None
    figures: Figures = json.loads(last)
    return figures


if __name__ == "__main__":
    sys.exit(main())
