"""`python -m verifier record.zip`."""

import sys

from verifier.cli import main

if __name__ == "__main__":  # other processes of the pool import this module, too
    sys.exit(main(sys.argv[1:]))
