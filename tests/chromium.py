"""Debian's chromium for tests: one driver for each test process, since it takes only one."""

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launched(driver):
    """Start a browser of its own: other processes, other caches, other profiles."""
    return driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
