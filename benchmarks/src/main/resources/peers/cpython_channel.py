"""CPython's side of the group `channel`: multiprocessing.Queue, SimpleQueue, Pipe, Listener and Client.

    python3 cpython_channel.py

How it is asked is written in peer.py. Children are forked. Items are numbers, or bytes, all of which are one object:
making another one for each would be charged to the queue.
"""

from multiprocessing import get_context
from multiprocessing.connection import Client, Listener
from time import monotonic_ns, perf_counter, sleep

from peer import serve
from team import NOTICE, Partners, Waiters, stop

FORK = get_context("fork")
INT = 4  # an item of so many bytes is a number
LIST = 1000  # numbers in an item, where they travel together
FEW = 64  # items that flow when nothing is known of how quick they are
GROWTH = 8
PAUSE = 0.002  # seconds for everybody to fall asleep


# ---- items that go from some processes to others; see Flow.java ---------------------------------


def numbers(put, get):
    def put_all(count):
        for i in range(count):
            put(i)

    def take_all(count):
        return sum(get() for _ in range(count))

    return put_all, take_all, lambda count: count * (count - 1) // 2


def lists(put, get):
    """Numbers that travel together."""

    def put_all(count):
        for start in range(0, count, LIST):
            put(list(range(start, min(start + LIST, count))))

    def take_all(count):
        total = 0
        while count > 0:
            items = get()
            count -= len(items)
            total += sum(items)
        return total

    return put_all, take_all, lambda count: count * (count - 1) // 2


def blocks(put, get, size):
    """What is taken is counted in bytes."""
    item = bytes(size)

    def put_all(count):
        for _ in range(count):
            put(item)

    def take_all(count):
        return sum(len(get()) for _ in range(count))

    return put_all, take_all, lambda count: count * size


def ways(put, get, size):
    return numbers(put, get) if size == INT else blocks(put, get, size)


class Flow:
    def __init__(self, putters, takers, ways):
        put, take, self.expected = ways
        self.putters = crew(putters, lambda share: put(share))
        self.takers = crew(takers, lambda share: take(share))
        self.last, self.rate = FEW, 0

    def round(self, time):
        """Returns the seconds that one item took; see Flow.round."""
        start = perf_counter()
        while True:
            parts = len(self.putters) * len(self.takers)
            items = min(int(self.rate * time), GROWTH * self.last)
            self.last = max(max(items, FEW) // parts, 1) * parts
            each = self.run(self.last) / self.last
            self.rate = 1 / each
            if perf_counter() - start >= time / 2:
                return each

    def run(self, items):
        share = items // len(self.putters)
        start = monotonic_ns() + NOTICE
        for _, pipe in self.takers:
            pipe.send((0, items // len(self.takers)))
        for _, pipe in self.putters:
            pipe.send((start, share))
        put = [pipe.recv() for _, pipe in self.putters]
        taken = [pipe.recv() for _, pipe in self.takers]
        total, expected = sum(part for _, _, part in taken), len(self.putters) * self.expected(share)
        if total != expected:
            raise ValueError(f"wrong result: result={total}, expected={expected}")
        return (max(end for _, end, _ in taken) - min(begin for begin, _, _ in put)) / 1e9

    def close(self):
        stop(process for process, _ in self.putters + self.takers)


def crew(count, do):
    """Processes that do their share when they are told to."""
    members = []
    for _ in range(count):
        ours, theirs = FORK.Pipe()
        process = FORK.Process(target=work, args=(theirs, do), daemon=True)
        process.start()
        theirs.close()
        members.append((process, ours))
    return members


def work(pipe, do):
    while True:
        start, share = pipe.recv()
        sleep(max(0, start - monotonic_ns()) / 1e9)
        begin = monotonic_ns()
        result = do(share)
        pipe.send((begin, monotonic_ns(), result))


# ---- messages that go to and fro; see Trips.java ------------------------------------------------


def trips(connection, size, asleep):
    message = bytes(size)
    turns = 1 if asleep or size > 1024 else 16

    def once():
        if asleep:
            sleep(PAUSE)
        start = perf_counter()
        for _ in range(turns):
            connection.send_bytes(message)
            connection.recv_bytes()
        return (perf_counter() - start) / turns

    return once


def echo(connection):
    connection.send_bytes(connection.recv_bytes())


def echo_at(address):
    """The other side of a Listener, which connects when it is first needed."""
    connections = []

    def step():
        if not connections:
            connections.append(Client(address))
        echo(connections[0])

    return step


# ---- the work: each method returns what does it, and keeps it until other work is asked for ------


class Bench:
    def __init__(self):
        self.key = None
        self.resident = None
        self.helpers = None
        self.belongings = []

    def close(self):
        if self.helpers:
            self.helpers.close()
        for each in self.belongings:
            each.close()
        self.key = self.resident = self.helpers = None
        self.belongings = []

    def keep(self, key, make):
        """`make` returns what does the work, the processes that help, and what is to be closed after them."""
        if self.key != key:
            self.close()
            self.resident, self.helpers, *self.belongings = make()
            self.key = key
        return self.resident

    def flow(self, kind, putters, takers, size):
        def make():
            if kind == "pipe":
                reader, writer = FORK.Pipe(duplex=False)
                flow = Flow(putters, takers, blocks(writer.send_bytes, reader.recv_bytes, size))
                return flow, flow, reader, writer
            queue = FORK.SimpleQueue() if kind == "simple" else FORK.Queue()
            ways_of = lists(queue.put, queue.get) if kind == "list" else ways(queue.put, queue.get, size)
            flow = Flow(putters, takers, ways_of)
            return flow, flow, queue

        return self.keep(("flow", kind, putters, takers, size), make)

    def pipe(self, size, asleep):
        def make():
            near, far = FORK.Pipe()
            return trips(near, size, asleep), Partners(FORK, 1, lambda: echo(far)), near, far

        return self.keep(("pipe", size, asleep), make)

    def listener(self, family, size):
        def make():
            listener = Listener(family=family)
            partners = Partners(FORK, 1, echo_at(listener.address))
            near = listener.accept()
            return trips(near, size, False), partners, near, listener

        return self.keep(("listener", family, size), make)

    def rest(self, processes, threads):
        """Starts processes whose threads wait, until `wake`; answers at once."""
        self.close()
        queue = FORK.Queue()
        pipes = [FORK.Pipe(duplex=False) for _ in range(threads)]
        self.belongings = [end for pipe in pipes for end in pipe] + [queue]
        waits = [queue.get if i % 2 == 0 else pipes[i][0].recv for i in range(threads)]
        self.helpers = Waiters(FORK, processes, waits)
        return {"pids": [process.pid for process in self.helpers.processes]}

    def wake(self):
        self.close()
        return {}


if __name__ == "__main__":
    serve(Bench())
