"""Several processes that do the same with one thing, all beginning and ending at the same time; see Shift.java."""

import os
import signal
from threading import Thread
from time import monotonic_ns, sleep

NOTICE = 20_000_000  # nanoseconds: long enough for every member to hear of a shift
BURST = 64  # the clock is looked at after as many operations


class Team:
    """`burst(times)` does the operation so many times, in each of the members."""

    def __init__(self, context, members, burst):
        self.crew = []
        for _ in range(members):
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(theirs, burst), daemon=True)
            process.start()
            theirs.close()
            self.crew.append((process, ours))

    def round(self, time):
        """Has all work for some seconds; returns the seconds that one operation took, of whichever member."""
        start = monotonic_ns() + NOTICE
        end = start + int(time * 1e9)
        for _, pipe in self.crew:
            pipe.send((start, end))
        return (end - start) / 1e9 / sum(pipe.recv() for _, pipe in self.crew)

    def close(self):
        stop(process for process, _ in self.crew)


def work(pipe, burst):
    while True:
        start, end = pipe.recv()
        sleep(max(0, start - monotonic_ns()) / 1e9)
        done = 0
        while monotonic_ns() < end:
            burst(BURST)
            done += BURST
        pipe.send(done)


class Partners:
    """Processes that do the same all the time, as the other side of what one thread does here."""

    def __init__(self, context, count, step):
        self.processes = [context.Process(target=repeat, args=(step,), daemon=True) for _ in range(count)]
        for process in self.processes:
            process.start()

    def close(self):
        stop(self.processes)


def repeat(step):
    while True:
        step()


class Waiters:
    """Processes with threads that wait for what does not come."""

    def __init__(self, context, count, waits):
        self.processes = [context.Process(target=wait, args=(waits,), daemon=True) for _ in range(count)]
        for process in self.processes:
            process.start()

    def close(self):
        stop(self.processes)


def wait(waits):
    for each in waits:
        Thread(target=each, daemon=True).start()
    signal.pause()


def stop(processes):
    processes = list(processes)
    for process in processes:
        os.kill(process.pid, signal.SIGKILL)
    for process in processes:
        process.join()
