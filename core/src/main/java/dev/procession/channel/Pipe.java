package dev.procession.channel;

import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.shm.RecordLog;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentKind;
import java.io.Serializable;

/**
 * A way between processes of this machine, in shared memory: two ends, of which one is usually
 * given to a child.
 *
 * {@snippet lang="java" :
 * try (var pipe = Pipe.open()) {
 *   var end = pipe.second();
 *   ChildProcess.of(() -> end.send("hello")).start();
 *   end.close();                              // the child has its own by now
 *   System.out.println(pipe.first().receive());
 * }
 * }
 *
 * <p>The ends are {@link Connection}s. They travel to other processes at any time, as arguments,
 * captured variables, results, or through other pipes and queues; an end may be open in several
 * processes at once, which then take turns: each message goes to one of them, whole. An end must
 * stay open in its sender until it has arrived; when {@code start()} of a child returns, it has.
 *
 * <p>A receiver sees the {@linkplain java.io.EOFException end} when no process has the other end
 * open any more and all has been received. So each process closes the ends that it does not need:
 * one that keeps the sending end itself waits for ever, as in Python. A pipe that is sent as a
 * whole, as by a lambda that captures it, has both its ends open there. A process that ends or is
 * killed leaves its ends; the others notice within some milliseconds, at most a second. What it had
 * sent is received, and a message that it was sending is there as a whole or not at all.
 *
 * <p>A sender waits when some megabytes have not been received; a message that is longer goes
 * alone.
 *
 * <p>Python: {@code multiprocessing.Pipe}.
 */
public final class Pipe implements AutoCloseable, Serializable {
  private static final long serialVersionUID = 1;

  /** What may wait in one direction. */
  private static final long MOST_BYTES = 4 << 20;

  /** One end. */
  private final Connection first;

  /** The other end. */
  private final Connection second;

  private Pipe(Connection first, Connection second) {
    this.first = first;
    this.second = second;
  }

  /**
   * Makes a pipe whose ends both send and receive.
   *
   * <p>Python: {@code Pipe()}.
   *
   * @return the pipe
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static Pipe open() {
    Segment there = makeWay();
    Segment back;
    try {
      back = makeWay();
    } catch (RuntimeException | Error e) {
      there.release();
      throw e;
    }
    // Each end uses both segments.
    return new Pipe(
        new PipeConnection(back, there), new PipeConnection(another(there), another(back)));
  }

  /**
   * Makes a pipe of which one end receives and the other one sends.
   *
   * <p>Python: {@code Pipe(duplex=False)}.
   *
   * @return the pipe; the {@link #first()} end receives, the {@link #second()} sends
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static Pipe oneWay() {
    Segment way = makeWay();
    return new Pipe(new PipeConnection(way, null), new PipeConnection(null, another(way)));
  }

  /** One more use of a segment. */
  private static Segment another(Segment way) {
    return SharedThings.attach(way.address(), SegmentKind.QUEUE);
  }

  private static Segment makeWay() {
    RecordLog.Plan plan = RecordLog.Plan.ofPipe("", MOST_BYTES);
    Segment segment = SharedThings.create(plan.segment());
    plan.initialize(segment);
    return segment;
  }

  /**
   * One end; of a one-way pipe the one that receives.
   *
   * @return the connection, always the same
   */
  public Connection first() {
    return first;
  }

  /**
   * The other end; of a one-way pipe the one that sends.
   *
   * @return the connection, always the same
   */
  public Connection second() {
    return second;
  }

  /** Closes both ends in this process. Does nothing the second time. */
  @Override
  public void close() {
    first.close();
    second.close();
  }

  @Override
  public String toString() {
    return "Pipe[" + first + ", " + second + "]";
  }
}
