"""The most memory a process has held."""

from pathlib import Path


def peak_memory() -> float:
    """MiB that this process held at most since it started.

    What the system tells of an ended child counts the process it was forked from as well.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
