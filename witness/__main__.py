"""Start the program: python -m witness."""

import sys

from witness.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
