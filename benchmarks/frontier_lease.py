"""What a batch of leases costs the crawl's thread, by the number of hosts that have requests waiting.

``python benchmarks/frontier_lease.py [--requests 20000] [--batch 32] [--cycles 200]``

Printed: processor milliseconds per lease of a batch, and per acknowledgment of it, without a delay of the hosts.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from newsspider.frontier import FrontierDB, NewRequest

HOSTS = (1, 5, 20, 100)


def measure(hosts: int, requests: int, batch: int, cycles: int) -> tuple[float, float]:
    """Processor milliseconds for a lease and for its acknowledgment."""
    with tempfile.TemporaryDirectory() as folder:
        db = FrontierDB(Path(folder) / "frontier.sqlite")
        run, _ = db.begin_run("bench")
        me = db.join("bench")
        waiting = (
            NewRequest(
                number.to_bytes(8, "big"), f"https://h{number % hosts}.example/{number}", f"h{number % hosts}"
            )
            for number in range(requests)
        )
        db.enqueue("bench", run, list(waiting))
        leasing = acknowledging = 0.0
        for _ in range(cycles):
            began = time.process_time()
            leases = db.lease("bench", me, batch)
            middle = time.process_time()
            db.acknowledge([one.id for one in leases], me)
            leasing += middle - began
            acknowledging += time.process_time() - middle
        db.close()
    return 1000 * leasing / cycles, 1000 * acknowledging / cycles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--cycles", type=int, default=200)
    args = parser.parse_args()
    print(f"{'hosts':>6}{'lease, ms':>12}{'acknowledge, ms':>18}")
    for hosts in HOSTS:
        lease, acknowledge = measure(hosts, args.requests, args.batch, args.cycles)
        print(f"{hosts:>6}{lease:>12.2f}{acknowledge:>18.2f}")


if __name__ == "__main__":
    main()
