"""Start the program: python -m trustee."""

import sys

from trustee.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
