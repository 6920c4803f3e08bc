"""The frontier's tables: what is to be fetched, who is fetching it, and what is done.

One SQLite file (WAL) that any number of crawling processes share. A request is never taken out: it is
*leased* to an owner, and marked done only when its result is on disk. What a dead owner held goes back
to the queue.

    state    0 queued   1 later (not before next_try)   2 leased   3 failed   4 done

A *run* is one crawl of a spider from its start requests to the last page, over as many restarts as it
takes. Within a run no request is made twice; a new run begins when the last one has finished.

Durability: ``synchronous=NORMAL`` does not wait for the disk at each commit. A killed process loses
nothing; after a power cut the last moments may be missing, always the newest first, so that a page may
be fetched again but none is forgotten. ``synchronous="FULL"`` waits.
"""

from __future__ import annotations

from newsspider.frontier.hosts import Hosts
from newsspider.frontier.leases import Leases
from newsspider.frontier.runs import Runs

__all__ = ["FrontierDB"]


class FrontierDB(Runs, Hosts, Leases):
    """One connection to a frontier file.

    *clock* and *seed* are for tests. *longest_wait* and *longest_gap* (seconds) are the most that any rule makes a
    host or a request wait, and lies between two requests to a host. Moments further ahead were written before the
    clock was set back, and count as past. Methods may be grouped into one transaction::

        with db.transaction():
            db.enqueue("tempo", run, children)
            db.acknowledge(parents, owner)
    """
