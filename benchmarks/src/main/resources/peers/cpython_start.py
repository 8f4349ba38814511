"""CPython's side of the group `start`: multiprocessing.Process and Pool with one of its start methods.

    python3 cpython_start.py fork|forkserver|spawn

How it is asked is written in peer.py. The server of `forkserver` runs before anything is measured. Children that are
spawned import this file and peer.py again, which is why both import little.
"""

import os
import sys
from multiprocessing import forkserver, get_context, parent_process
from time import monotonic_ns, perf_counter

from peer import receive, send, serve

# ---- what the children run ---------------------------------------------------------------------


def nothing():
    pass


def report_time(pipe):
    """The clock is the one that System.nanoTime() reads."""
    now = monotonic_ns()
    send(pipe, now)


def report_pid(pipe):
    send(pipe, os.getpid())


def wait_for_parent():
    """Sleeps; ends when its parent does."""
    parent_process().join()


# ---- the work: each function makes one that does it once and says how long it took ---------------


class Bench:
    def __init__(self, method):
        self.context = get_context(method)
        self.resting = None
        if method == "forkserver":
            forkserver.ensure_running()

    def close(self):
        self.wake()

    def first_line(self, pipe):
        def once():
            child = self.context.Process(target=report_time, args=(pipe,))
            start = monotonic_ns()
            child.start()
            child.join()
            assert child.exitcode == 0
            (first,) = receive(pipe, 1)
            return (first - start) / 1e9

        return once

    def join(self):
        def once():
            child = self.context.Process(target=nothing)
            start = perf_counter()
            child.start()
            child.join()
            seconds = perf_counter() - start
            assert child.exitcode == 0
            return seconds

        return once

    def pool(self, pipe, workers):
        def once():
            start = perf_counter()
            pool = self.context.Pool(workers, initializer=report_pid, initargs=(pipe,))
            pids = receive(pipe, workers)
            seconds = perf_counter() - start
            assert len(set(pids)) == workers
            pool.close()
            pool.join()
            return seconds

        return once

    def rest(self):
        """Starts a child that sleeps until `wake`; answers at once."""
        self.resting = self.context.Process(target=wait_for_parent, daemon=True)
        self.resting.start()
        return {"pid": self.resting.pid}

    def wake(self):
        if self.resting:
            self.resting.kill()
            self.resting.join()
            self.resting = None
        return {}


if __name__ == "__main__":
    serve(Bench(sys.argv[1]))
