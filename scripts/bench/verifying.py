"""The verifier with a last line that says what it took, as JSON.

`python -m scripts.bench.verifying [OPTION]... RECORD` takes the verifier's own options.
"""

import json
import resource
import sys
import time

from scripts.bench.memory import peak_memory
from verifier.cli import main as verify


def main() -> int:
    start = time.perf_counter()
    status = verify(["--no-progress", *sys.argv[1:]])
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = {
        "seconds": time.perf_counter() - start,
        "processor": time.process_time() + others.ru_utime + others.ru_stime,
        "memory": peak_memory(),
        "memory_of_others": others.ru_maxrss / 1024,
    }
    print(json.dumps(figures))
    return status


if __name__ == "__main__":
    sys.exit(main())
