"""CPython's side of the group `memory`: values, arrays and multiprocessing.shared_memory.

    python3 cpython_memory.py

How it is asked is written in peer.py. Children are forked. A shared Value is no atomic number: it is changed with its
lock held, which is what multiprocessing's own documentation tells to do.
"""

import os
from multiprocessing import get_context
from multiprocessing.shared_memory import SharedMemory
from time import perf_counter

from peer import serve
from team import Team

FORK = get_context("fork")
TIMES = 1000
FEW = 10
LENGTH = 1024


def counting(value):
    """The quickest form: the object and its lock directly, without the wrapper of both."""
    lock, number = value.get_lock(), value.get_obj()
    acquire, release = lock.acquire, lock.release

    def burst(times):
        for _ in range(times):
            acquire()
            number.value += 1
            release()

    return burst


def repeat(burst, times):
    def once():
        start = perf_counter()
        burst(times)
        return (perf_counter() - start) / times

    return once


class Bench:
    """Each method returns what does the work, and keeps it until other work is asked for."""

    def __init__(self):
        self.key = None
        self.resident = None
        self.end = None

    def close(self):
        if self.end:
            self.end()
        self.key = self.resident = self.end = None

    def keep(self, key, make):
        """`make` returns what does the work, and what is to be called at the end, if anything."""
        if self.key != key:
            self.close()
            self.resident, self.end = make()
            self.key = key
        return self.resident

    def count(self):
        return self.keep("count", lambda: (repeat(counting(FORK.Value("q", 0)), TIMES), None))

    def count_together(self, members):
        def make():
            value = FORK.Value("q", 0)
            team = Team(FORK, members, counting(value))
            return team, team.close

        return self.keep(("count_together", members), make)

    def element(self):
        array = FORK.RawArray("i", LENGTH)

        def burst(times):
            for i in range(times):
                array[i] += 1

        return repeat(burst, TIMES)

    def make(self, kind):
        create = {"lock": FORK.Lock, "value": lambda: FORK.Value("q", 0)}[kind]

        def burst(times):
            for _ in range(times):
                create()

        return repeat(burst, FEW)

    def create(self, size):
        def burst(times):
            for _ in range(times):
                memory = SharedMemory(create=True, size=size)
                memory.unlink()
                memory.close()

        return repeat(burst, FEW)

    def attach(self, size):
        def make():
            memory = SharedMemory(create=True, size=size)

            def burst(times):
                for _ in range(times):
                    SharedMemory(memory.name).close()

            def end():
                memory.close()
                memory.unlink()

            return repeat(burst, FEW), end

        return self.keep("attach", make)

    def copy_to_shared(self, size):
        def make():
            memory = SharedMemory(create=True, size=size)

            def end():
                memory.close()
                memory.unlink()

            return copying(memory.buf, size), end

        return self.keep(("shared", size), make)

    def copy_to_bytes(self, size):
        return self.keep(("bytes", size), lambda: (copying(memoryview(bytearray(size)), size), None))


def copying(target, size):
    data = os.urandom(size)

    def once():
        start = perf_counter()
        target[:size] = data
        return (perf_counter() - start) / size

    return once


if __name__ == "__main__":
    serve(Bench())
