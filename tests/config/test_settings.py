import os
import subprocess
import sys
from pathlib import Path

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


def test_a_wrong_setting_is_named_in_one_line(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TABELLA_VAR": str(tmp_path),
        "TABELLA_URL": "vote.example.org",
    }

    ended = subprocess.run(
        [sys.executable, MANAGE, "check"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "Settings: TABELLA_URL: must begin with http:// or https://, got vote.example.org"
    ]
