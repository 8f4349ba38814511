"""CPython's side of the group `sync`: what multiprocessing has in its module `synchronize`.

    python3 cpython_sync.py

How it is asked is written in peer.py. Children are forked. Where a thing is implemented in C, its methods are called
directly, since a `with` statement would add a call in Python.
"""

from multiprocessing import get_context
from time import perf_counter

from peer import serve
from team import Partners, Team, Waiters

FORK = get_context("fork")
TIMES = 1000


# ---- operations --------------------------------------------------------------------------------


def locking(lock):
    """For everything with acquire and release."""
    acquire, release = lock.acquire, lock.release

    def burst(times):
        for _ in range(times):
            acquire()
            release()

    return burst


def answer_event(ping, pong):
    ping.wait()
    ping.clear()
    pong.set()


def pass_turn(condition, turn, mine):
    """Waits for its own turn and gives it to the other side."""
    with condition:
        while turn.value != mine:
            condition.wait()
        turn.value = 1 - mine
        condition.notify()


# ---- the work: each method returns what does it, and keeps it until other work is asked for ------


class Bench:
    def __init__(self):
        self.key = None
        self.resident = None
        self.helpers = None

    def close(self):
        if self.helpers:
            self.helpers.close()
        self.key = self.resident = self.helpers = None

    def keep(self, key, make):
        """`make` returns what does the work and, if there are any, the processes that help."""
        if self.key != key:
            self.close()
            self.resident, self.helpers = make()
            self.key = key
        return self.resident

    def alone(self, kind):
        def make():
            burst = locking(make_thing(kind))

            def once():
                start = perf_counter()
                burst(TIMES)
                return (perf_counter() - start) / TIMES

            return once, None

        return self.keep(("alone", kind), make)

    def team(self, members):
        def make():
            team = Team(FORK, members, locking(FORK.Lock()))
            return team, team

        return self.keep(("team", members), make)

    def event(self):
        def make():
            ping, pong = FORK.Event(), FORK.Event()

            def once():
                start = perf_counter()
                ping.set()
                pong.wait()
                pong.clear()
                return perf_counter() - start

            return once, Partners(FORK, 1, lambda: answer_event(ping, pong))

        return self.keep("event", make)

    def condition(self):
        def make():
            condition, turn = FORK.Condition(), FORK.RawValue("i", 0)

            def once():
                start = perf_counter()
                pass_turn(condition, turn, 0)
                return perf_counter() - start

            return once, Partners(FORK, 1, lambda: pass_turn(condition, turn, 1))

        return self.keep("condition", make)

    def barrier(self, parties):
        def make():
            barrier = FORK.Barrier(parties)

            def once():
                start = perf_counter()
                barrier.wait()
                return perf_counter() - start

            return once, Partners(FORK, parties - 1, barrier.wait)

        return self.keep("barrier", make)

    def rest(self, processes, threads):
        """Starts processes whose threads wait, until `wake`; answers at once."""
        self.close()
        lock, semaphore, event = FORK.Lock(), FORK.Semaphore(0), FORK.Event()
        lock.acquire()
        kinds = [lock.acquire, semaphore.acquire, event.wait]
        self.helpers = Waiters(FORK, processes, [kinds[i % len(kinds)] for i in range(threads)])
        return {"pids": [process.pid for process in self.helpers.processes]}

    def wake(self):
        self.close()
        return {}


def make_thing(kind):
    return {"lock": FORK.Lock, "rlock": FORK.RLock, "semaphore": lambda: FORK.Semaphore(1)}[kind]()


if __name__ == "__main__":
    serve(Bench())
