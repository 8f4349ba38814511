"""CPython's side of the group `pool`: multiprocessing.Pool and ProcessPoolExecutor, each in its best form.

    python3 cpython_pool.py pool|executor WORKERS

How it is asked is written in peer.py; a request is such as {"work": "map", "items": 100000, "chunk": 1, "time": 0.5}.
The pool is opened with the first request and kept; workers are forked, which is the fastest that CPython has.
"""

import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from time import perf_counter

from peer import receive, send, serve

FORK = get_context("fork")


# ---- what the workers run ----------------------------------------------------------------------


def increment(n):
    return n + 1


def echo(data):
    return data


def pass_gate(directory):
    """Reports this process as waiting, and waits to be let through; see Gate.java."""
    send(directory + "/arrivals", os.getpid())
    with open(directory + "/releases", "rb", buffering=0) as releases:
        releases.read(1)


# ---- the two kinds of pool ---------------------------------------------------------------------


class PoolPeer:
    """multiprocessing.Pool."""

    def __init__(self, workers):
        self.pool = FORK.Pool(workers)

    def map(self, function, items, chunk):
        return self.pool.map(function, items, chunk)

    def submit_all(self, function, items):
        results = [self.pool.apply_async(function, (item,)) for item in items]
        return [result.get() for result in results]

    def apply(self, function, argument):
        return self.pool.apply(function, (argument,))

    def submit(self, function, argument):
        return self.pool.apply_async(function, (argument,))

    def close(self):
        self.pool.close()
        self.pool.join()


class ExecutorPeer:
    """ProcessPoolExecutor. Its own default chunk is 1; without a chunk size it gets the one that Pool would choose."""

    def __init__(self, workers):
        self.workers = workers
        self.executor = ProcessPoolExecutor(workers, mp_context=FORK)

    def map(self, function, items, chunk):
        chunk = chunk or -(-len(items) // (4 * self.workers))
        return list(self.executor.map(function, items, chunksize=chunk))

    def submit_all(self, function, items):
        results = [self.executor.submit(function, item) for item in items]
        return [result.result() for result in results]

    def apply(self, function, argument):
        return self.executor.submit(function, argument).result()

    def submit(self, function, argument):
        return self.executor.submit(function, argument)

    def close(self):
        self.executor.shutdown()


# ---- the work: each function makes one that does it once and says how long one unit took ---------


class Bench:
    def __init__(self, kind, workers):
        self.kind = {"pool": PoolPeer, "executor": ExecutorPeer}[kind]
        self.workers = workers
        self.resident = None

    def pool(self):
        self.resident = self.resident or self.kind(self.workers)
        return self.resident

    def close(self):
        if self.resident:
            self.resident.close()
            self.resident = None

    def map(self, items, chunk):
        pool, numbers = self.pool(), list(range(items))

        def once():
            start = perf_counter()
            results = pool.map(increment, numbers, chunk or None)
            seconds = perf_counter() - start
            assert results[-1] == items
            return seconds / items

        return once

    def submit(self, tasks):
        pool, numbers = self.pool(), range(tasks)

        def once():
            start = perf_counter()
            results = pool.submit_all(increment, numbers)
            seconds = perf_counter() - start
            assert results[-1] == tasks
            return seconds / tasks

        return once

    def roundtrip(self):
        pool = self.pool()

        def once():
            start = perf_counter()
            pool.apply(increment, 1)
            return perf_counter() - start

        return once

    def echo(self, bytes):
        pool, data = self.pool(), os.urandom(bytes)

        def once():
            start = perf_counter()
            result = pool.apply(echo, data)
            seconds = perf_counter() - start
            assert result == data
            return seconds

        return once

    def ready(self, gate):
        self.close()

        def once():
            start = perf_counter()
            pool = self.kind(self.workers)
            for _ in range(self.workers):
                pool.submit(pass_gate, gate)
            receive(gate + "/arrivals", self.workers)
            seconds = perf_counter() - start
            release(gate, self.workers)
            pool.close()
            return seconds

        return once

    def death(self, gate):
        """A Pool would wait for ever; only the executor notices."""
        self.close()

        def once():
            pool = self.kind(self.workers)
            future = pool.submit(pass_gate, gate)
            (pid,) = receive(gate + "/arrivals", 1)
            start = perf_counter()
            os.kill(pid, signal.SIGKILL)
            try:
                future.result()
                raise AssertionError("the task of a killed worker succeeded")
            except BrokenProcessPool:
                seconds = perf_counter() - start
            pool.close()
            return seconds

        return once


def release(gate, count):
    with open(gate + "/releases", "r+b", buffering=0) as releases:
        releases.write(bytes(count))


if __name__ == "__main__":
    serve(Bench(sys.argv[1], int(sys.argv[2])))
