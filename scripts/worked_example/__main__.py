"""Make docs/spec/example/ and the values in docs/spec/example.md again.

Run as `python -m scripts.worked_example`. Everything comes from one seed, so that every run writes
the same bytes; tests make them again and compare, and compute them a second time without any code
of the product.
"""

from pathlib import Path

from scripts.worked_example.election import KEPT_SIZE, make_election, make_receipt
from scripts.worked_example.page import filled_page
from scripts.worked_example.report import report_file
from scripts.worked_example.values import all_values, values_file

SPECIFICATION = Path(__file__).parents[2] / "docs/spec"
PAGE = SPECIFICATION / "example.md"
FOLDER = SPECIFICATION / "example"


def make_files(page: str) -> dict[Path, bytes]:
    """Make every file of the example; `page` is the page as it is, for its words."""
    election = make_election()
    record = election.record()
    values, kept = all_values(election, record), election.checkpoint(KEPT_SIZE)
    return {
        FOLDER / "record.zip": record,
        FOLDER / "values.json": values_file(values),
        FOLDER / "kept-checkpoint": kept.encode(),
        FOLDER / "receipt.tlog-proof": make_receipt(election).encode(),
        FOLDER / "report.json": report_file(record, kept),
        PAGE: filled_page(page, values, election).encode(),
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for path, data in make_files(PAGE.read_text(encoding="utf-8")).items():
        path.write_bytes(data)
        print(f"wrote {path.relative_to(SPECIFICATION)}")
