"""Where the Node.js is that Playwright brings: the one the JavaScript tests run on."""

import sys
from pathlib import Path

import playwright

NODE = Path(playwright.__file__).parent / "driver" / "node"

if __name__ == "__main__":
    sys.stdout.write(f"{NODE}\n")
