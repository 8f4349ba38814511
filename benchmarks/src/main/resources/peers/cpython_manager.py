"""CPython's side of the group `manager`: multiprocessing.Manager and what it serves.

    python3 cpython_manager.py

How it is asked is written in peer.py. The manager's process and its clients are forked.
"""

from multiprocessing import get_context
from multiprocessing.managers import SyncManager

from peer import serve
from team import Team

FORK = get_context("fork")
KEYS = 1000


# ---- what clients do ---------------------------------------------------------------------------


def getting(manager):
    get = manager.dict({key: key for key in range(KEYS)}).get

    def burst(times):
        for i in range(times):
            if get(i) != i:
                raise ValueError(f"wrong result: key={i}")

    return burst


def putting(manager):
    map = manager.dict({key: key for key in range(KEYS)})

    def burst(times):
        for i in range(times):
            map[i] = i

    return burst


def passing(manager):
    queue = manager.Queue()
    put, take = queue.put, queue.get

    def burst(times):
        for i in range(times):
            put(i)
            take()

    return burst


def counting(manager):
    """A value has no method that adds: to get it and set it takes a lock."""
    value, lock = manager.Value("l", 0), manager.Lock()

    def burst(times):
        for _ in range(times):
            with lock:
                value.value += 1

    return burst


KINDS = {"get": getting, "put": putting, "queue": passing, "counter": counting}


# ---- the work: each method returns what does it, and keeps it until other work is asked for ------


class Bench:
    def __init__(self):
        self.key = None
        self.team = None
        self.manager = None
        self.burst = None  # its proxies hold what the clients use

    def close(self):
        if self.team:
            self.team.close()
        if self.manager:
            self.manager.shutdown()
        self.key = self.team = self.manager = self.burst = None

    def calls(self, family, kind, clients):
        key = (family, kind, clients)
        if self.key != key:
            self.close()
            address = ("127.0.0.1", 0) if family == "AF_INET" else None
            self.manager = SyncManager(address=address, ctx=FORK)
            self.manager.start()
            self.burst = KINDS[kind](self.manager)
            self.team = Team(FORK, clients, self.burst)
            self.key = key
        return self.team


if __name__ == "__main__":
    serve(Bench())
