package dev.procession.internal.shm;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;

/**
 * A stream of bytes each way between a pool and one of its workers, in memory that both have
 * mapped.
 *
 * <p>The pool never waits here: it is called by its {@link Bell} when there is something to take,
 * or room again that it has asked for. The worker waits, for bytes or for room, on a gate of the
 * link; a wait ends when the pool has put or taken something. The pool's death ends the worker's
 * process, whose control socket tells of it; a worker's death is told to the pool by its parent
 * process. So nobody has to look from time to time whether the other still lives.
 *
 * <p>Each direction is a {@link ByteRing}, in which nothing can be torn or blocked by a death.
 */
public final class Link implements AutoCloseable {
  /** So many looks between two at the clock. */
  private static final int LOOKS = 8;

  private final Segment segment;
  private final ByteRing out;
  private final ByteRing in;
  private final LogGate gate;

  private Link(Segment segment, boolean worker) {
    this.segment = segment;
    ByteRing toWorker = ring(segment, true, !worker);
    ByteRing toParent = ring(segment, false, worker);
    this.out = worker ? toParent : toWorker;
    this.in = worker ? toWorker : toParent;
    this.gate = new LogGate(segment, LinkLayout.WORKER_GATE);
  }

  private static ByteRing ring(Segment segment, boolean toWorker, boolean puts) {
    int size = LinkLayout.RING_SIZE;
    return toWorker
        ? new ByteRing(segment, LinkLayout.TO_WORKER_TAIL, LinkLayout.TO_WORKER_HEAD, 0, size, puts)
        : new ByteRing(
            segment, LinkLayout.TO_PARENT_TAIL, LinkLayout.TO_PARENT_HEAD, size, size, puts);
  }

  /** What to make for a link. */
  public static SegmentPlan plan(String label) {
    return new SegmentPlan(
        SegmentKind.LINK,
        label,
        0,
        LinkLayout.WORDS_SIZE,
        new int[] {LinkLayout.WORKER_GATE},
        2,
        2L * LinkLayout.RING_SIZE);
  }

  /** The pool's side; the link is closed with it. */
  public static Link ofParent(Segment segment) {
    return new Link(segment, false);
  }

  /** The worker's side; the link is closed with it. */
  public static Worker ofWorker(Segment segment, Bell bell, int number) {
    return new Worker(new Link(segment, true), bell, number);
  }

  /** Where the worker finds it. */
  public SegmentAddress address() {
    return segment.address();
  }

  @Override
  public void close() {
    segment.release();
  }

  // ---- the pool's side --------------------------------------------------------------------------

  /** Where messages to the worker go; takes no more than there is room for. */
  public GatheringByteChannel output() {
    return new ParentOutput();
  }

  /** Where messages of the worker come from; has no more than is there. */
  public ReadableByteChannel input() {
    return new ParentInput();
  }

  /**
   * Has the worker ring the bell when there is room.
   *
   * @return false if there is room already
   */
  public boolean awaitRoom() {
    segment.getAndSetInt(LinkLayout.WANTS_ROOM, 1);
    return !out.hasRoom();
  }

  private final class ParentOutput implements GatheringByteChannel {
    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // The link is closed as a whole.
    }

    @Override
    public int write(ByteBuffer from) {
      int count = out.put(from);
      published(count);
      return count;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
      long count = putAll(from, offset, length);
      published(count);
      return count;
    }

    @Override
    public long write(ByteBuffer[] from) {
      return write(from, 0, from.length);
    }

    private void published(long count) {
      if (count > 0) {
        out.publish();
        gate.signal();
      }
    }
  }

  private final class ParentInput implements ReadableByteChannel {
    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // As above.
    }

    @Override
    public int read(ByteBuffer into) {
      int count = in.take(into);
      if (count > 0) {
        gate.signal();
      }
      return count;
    }
  }

  private long putAll(ByteBuffer[] from, int offset, int length) {
    long count = 0;
    for (int i = offset; i < offset + length; i++) {
      count += out.put(from[i]);
      if (from[i].hasRemaining()) {
        break;
      }
    }
    return count;
  }

  // ---- the worker's side ------------------------------------------------------------------------

  /**
   * The worker's side: reading waits for something, writing for room. Reading and writing are each
   * done by one thread at a time.
   */
  public static final class Worker implements ReadableByteChannel, GatheringByteChannel {
    private final Link link;
    private final Bell bell;
    private final int number;

    /** Set by any thread before it signals the gate; then nothing more is read or waited for. */
    private volatile boolean stopped;

    private Worker(Link link, Bell bell, int number) {
      this.link = link;
      this.bell = bell;
      this.number = number;
    }

    /**
     * Has reading come to an end, and writing fail instead of waiting: for a worker that is a
     * thread and must end. Called by any thread of this process.
     */
    public void stop() {
      stopped = true;
      link.gate.broadcast();
    }

    @Override
    public int read(ByteBuffer into) {
      int count = link.in.take(into);
      while (count == 0 && into.hasRemaining()) {
        if (stopped) {
          return -1;
        }
        awaitItems();
        count = link.in.take(into);
      }
      if (count > 0) {
        tellOfRoom();
      }
      return count;
    }

    /** The pool asks for it first, then looks once more; so it is told or sees by itself. */
    private void tellOfRoom() {
      VarHandle.fullFence();
      if (link.segment.getInt(LinkLayout.WANTS_ROOM) != 0
          && link.segment.compareAndSetInt(LinkLayout.WANTS_ROOM, 1, 0)) {
        bell.ring(number);
      }
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      return (int) write(new ByteBuffer[] {from}, 0, 1);
    }

    /** Writes something at least, as channels that wait do. */
    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
      long count = link.putAll(from, offset, length);
      while (count == 0 && hasRemaining(from, offset, length)) {
        if (stopped) {
          throw new IOException("the worker was told to stop");
        }
        awaitRoom();
        count = link.putAll(from, offset, length);
      }
      if (count > 0) {
        link.out.publish();
        bell.ring(number);
      }
      return count;
    }

    @Override
    public long write(ByteBuffer[] from) throws IOException {
      return write(from, 0, from.length);
    }

    private static boolean hasRemaining(ByteBuffer[] buffers, int offset, int length) {
      for (int i = offset; i < offset + length; i++) {
        if (buffers[i].hasRemaining()) {
          return true;
        }
      }
      return false;
    }

    private void awaitItems() {
      var spin = new Spin();
      while (spin.goesOn()) {
        for (int i = 0; i < LOOKS; i++) {
          if (!link.in.isEmpty()) {
            return;
          }
          Thread.onSpinWait();
        }
      }
      while (link.in.isEmpty() && !stopped) {
        int enlisted = link.gate.enlist();
        if (link.in.isEmpty() && !stopped) {
          sleep(enlisted);
        }
      }
    }

    private void awaitRoom() {
      while (!link.out.hasRoom() && !stopped) {
        int enlisted = link.gate.enlist();
        if (!link.out.hasRoom() && !stopped) {
          sleep(enlisted);
        }
      }
    }

    private void sleep(int enlisted) {
      try {
        Steps.at("link before sleep");
        link.gate.sleep(enlisted, LockWord.FOREVER, false);
        Steps.at("link after sleep");
      } catch (InterruptedException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      link.close();
      bell.close();
    }
  }
}
