"""Make the key holders' program as one file, to be compared with the one a server gives out.

Run as `python -m scripts.trustee_program FILE`.
"""

import sys
from pathlib import Path

from crypto.transcript import sha256
from trustee.single_file import single_file


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: python -m scripts.trustee_program FILE")
    Path(sys.argv[1]).write_bytes(single_file())
    print(f"{sha256(single_file()).hex()}  {sys.argv[1]}")


if __name__ == "__main__":
    main()
