"""The program as one file that needs nothing but Python: tabella-trustee.pyz.

Not part of the file itself.
Source: docs/spec/record.md section 7.3.
"""

from functools import cache
from typing import Final

from crypto.program_file import Program

NAME: Final = "tabella-trustee.pyz"


@cache
def single_file() -> bytes:
    """Return the bytes of the file, made once in each process."""
    return Program("trustee", left_out=("single_file",)).file()
