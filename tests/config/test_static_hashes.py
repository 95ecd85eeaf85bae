"""One command gives the hashes of all that browsers run, and anybody can compare them."""

import subprocess
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from voting.booth_files import booth_files, booth_hash

ROOT = Path(__file__).resolve().parents[2]


def lines():
    said = StringIO()
    call_command("static_hashes", stdout=said)
    return said.getvalue().splitlines()


def test_every_file_is_listed_as_sha256sum_reads_it():
    *files, booth, tool = lines()
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet"],
        cwd=ROOT,
        input="\n".join(files) + "\n",
        text=True,
        capture_output=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout) == (0, "")
    listed = {line.partition("  static/")[2] for line in files}
    assert set(booth_files()) <= listed
    scripts = (ROOT / "static").rglob("*.js")
    assert {path.relative_to(ROOT / "static").as_posix() for path in scripts} <= listed
    assert booth == f"{booth_hash()}  booth"
    assert tool.endswith("  key_tool")


def test_two_runs_say_the_same():
    assert lines() == lines()
