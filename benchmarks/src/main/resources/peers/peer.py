"""What the scripts of all groups have in common: how a peer is asked for its work, and answers.

A request is a JSON object on one line of standard input, such as {"work": "map", "items": 100000, "time": 0.5}. `work`
names a method that gets all the rest. With `time` that method makes a function that does the work once and returns the
seconds it took; it is called again and again for `time` seconds, and the answer is {"seconds": [...]}. What has a method
`round` instead, such as a Team, is asked for the whole round at once. Without `time` the method's own result is the
answer. A failure is answered by {"error": "..."}.
"""

from time import perf_counter


def serve(bench):
    """Answers requests until there are no more."""
    import json
    import signal
    import sys

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for line in sys.stdin:
        request = json.loads(line)
        time = request.pop("time", None)
        try:
            result = getattr(bench, request.pop("work"))(**request)
            answer = result if time is None else {"seconds": rounds(result, time)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
    bench.close()


def rounds(once, time):
    if hasattr(once, "round"):
        return [once.round(time)]
    end = perf_counter() + time
    seconds = [once()]
    while perf_counter() < end:
        seconds.append(once())
    return seconds


# ---- named pipes; see NamedPipe.java -----------------------------------------------------------


def send(pipe, number):
    """Reports a number, from any process."""
    with open(pipe, "wb", buffering=0) as out:
        out.write(number.to_bytes(8, "big"))


def receive(pipe, count):
    """Waits for reports."""
    with open(pipe, "r+b", buffering=0) as reports:
        return [int.from_bytes(reports.read(8), "big") for _ in range(count)]
