"""The verifier as a process of its own: what it says and what it costs."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
VERIFIER = (sys.executable, "-m", "verifier")

# What the system tells of an ended child counts the memory of the process it was forked from.
_CODE = """
import sys
from verifier.cli import main
status = main(sys.argv[1:])
print(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0])
sys.exit(status)
"""
MEASURED = (sys.executable, "-c", _CODE)
"""The verifier, with a last line that says the most memory it used, in KiB."""


@dataclass(frozen=True)
class Cost:
    """How a process ended: its status, what it printed, processor seconds."""

    status: int
    out: str
    seconds: float

    @property
    def memory(self) -> int:
        """Most memory in KiB, of what was run as `MEASURED`."""
        return int(self.out.splitlines()[-1])


def run_measured(command, *, cwd=ROOT, env=None, limits=None) -> Cost:
    """Run a program to its end; `limits` is called in it before it starts."""
    environment = {**os.environ, **(env or {})}
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=limits,  # noqa: PLW1509 -- tests start it from one thread
    )
    with process.stdout:
        out = process.stdout.read().decode("utf-8", "backslashreplace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(process.returncode, out, usage.ru_utime + usage.ru_stime)


def start_verifier(*words) -> subprocess.Popen:
    """Start the verifier; whoever starts it ends it."""
    return subprocess.Popen(
        [*VERIFIER, *(str(word) for word in words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Whoever runs the tests in the background has Ctrl+C ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )


def end(process: subprocess.Popen, by: signal.Signals) -> tuple[int, str]:
    """Send a signal and wait; return status and words."""
    process.send_signal(by)
    out, _ = process.communicate(timeout=60)
    return process.returncode, out.decode()
