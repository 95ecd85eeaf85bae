"""Make the programs that are given out as one file, to be compared with those of a server.

Run as `python -m scripts.single_files FOLDER`.
"""

import sys
from pathlib import Path

import trustee.single_file
import verifier.single_file
from crypto.transcript import sha256

PROGRAMS = (trustee.single_file, verifier.single_file)


def main() -> None:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python -m scripts.single_files FOLDER")
    for program in PROGRAMS:
        data = program.single_file()
        (Path(sys.argv[1]) / program.NAME).write_bytes(data)
        print(f"{sha256(data).hex()}  {program.NAME}")


if __name__ == "__main__":
    main()
