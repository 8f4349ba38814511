package dev.procession.channel;

import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.proc.Waits;
import dev.procession.internal.ready.Awaitable;
import dev.procession.internal.ready.ReadyTypes;
import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.RecordLog;
import dev.procession.internal.shm.Records;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An end of a {@link Pipe}: a log of records in shared memory for each direction that it has.
 *
 * <p>A message is a record, which is put or taken as a whole by one store. A wait ends with a
 * message, or room for one; when the time is up; with an interrupt; when this end is closed; when
 * no process has the other end any more, because they closed it or died.
 */
final class PipeConnection implements Connection {
  private static final long serialVersionUID = 1;

  static {
    ReadyTypes.register(new Waitable());
  }

  private static final int FORMAT = 1;

  private final transient @Nullable PipeWay in;
  private final transient @Nullable PipeWay out;
  private final transient Occupants occupants;

  /** A use of each segment, which has been counted already; null where there is no such way. */
  PipeConnection(@Nullable Segment in, @Nullable Segment out) {
    this.in = in == null ? null : new PipeWay(in, false, this);
    this.out = out == null ? null : new PipeWay(out, true, this);
    this.occupants =
        new Occupants(
            "closed in this process: end of a pipe; close it after its last use", this::release);
  }

  private void release() {
    if (out != null) {
      out.close();
    }
    if (in != null) {
      in.close();
    }
  }

  private RecordLog toReceive() {
    occupants.check();
    if (in == null) {
      throw new IllegalStateException("this end of a pipe can only send: receive at the other one");
    }
    return in.log();
  }

  private RecordLog toSend() {
    occupants.check();
    if (out == null) {
      throw new IllegalStateException("this end of a pipe can only receive: send at the other one");
    }
    return out.log();
  }

  /** A wait in a log. */
  private interface Use {
    int run() throws InterruptedException;
  }

  private int using(Use use) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    occupants.enter();
    boolean interrupted = false;
    try {
      return use.run();
    } catch (InterruptedException e) {
      interrupted = true;
      throw e;
    } finally {
      occupants.leave(interrupted);
    }
  }

  // ---- sending ----------------------------------------------------------------------------------

  @Override
  public void send(@Nullable Object value) throws IOException, InterruptedException {
    toSend();
    Messages.send(this, value);
  }

  @Override
  public void sendBytes(MemorySegment bytes) throws IOException, InterruptedException {
    RecordLog log = toSend();
    var records = new Records();
    records.add(FORMAT, bytes);
    if (using(() -> log.put(records, 0, LockWord.FOREVER)) == RecordLog.ENDED) {
      throw new IOException("the other side is gone: nobody has the receiving end of the pipe");
    }
  }

  // ---- receiving --------------------------------------------------------------------------------

  @Override
  public @Nullable Object receive() throws IOException, InterruptedException {
    return Messages.decode(receiveBytes());
  }

  @Override
  public byte[] receiveBytes(int maxLength) throws IOException, InterruptedException {
    MemorySegment message = receive(new ReceivedRecord(Messages.checkedLimit(maxLength), null));
    return Messages.array(message);
  }

  @Override
  public MemorySegment receiveSegment() throws IOException, InterruptedException {
    return receive(new ReceivedRecord(Long.MAX_VALUE, null));
  }

  @Override
  public long receiveInto(MemorySegment memory) throws IOException, InterruptedException {
    Messages.checkWritable(memory);
    return Messages.deliver(receive(new ReceivedRecord(Long.MAX_VALUE, memory)), memory);
  }

  private MemorySegment receive(ReceivedRecord record) throws IOException, InterruptedException {
    RecordLog log = toReceive();
    if (using(() -> log.take(record, 1, LockWord.FOREVER)) == RecordLog.ENDED) {
      throw new EOFException("the other side is gone: nobody has the sending end of the pipe");
    }
    return record.message();
  }

  // ---- looking ----------------------------------------------------------------------------------

  @Override
  public boolean poll() throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      return poll(Duration.ZERO);
    } catch (InterruptedException meanwhile) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean poll(Duration atMost) throws IOException, InterruptedException {
    long nanos = Waits.nanos(atMost);
    RecordLog log = toReceive();
    return using(() -> log.await(nanos)) != 0;
  }

  @Override
  public boolean isReadable() {
    occupants.check();
    return in != null;
  }

  @Override
  public boolean isWritable() {
    occupants.check();
    return out != null;
  }

  @Override
  public boolean isOpen() {
    return !occupants.isClosed();
  }

  @Override
  public void close() {
    occupants.close();
  }

  @Override
  public String toString() {
    if (!isOpen()) {
      return "Connection[closed]";
    }
    try {
      return "Connection[pipe"
          + (in == null ? "" : ", toReceive=" + in.log().size())
          + (out == null ? "" : ", sent=" + out.log().size())
          + "]";
    } catch (IllegalStateException meanwhile) {
      return "Connection[closed]";
    }
  }

  /** For waits for several things at once. Not a lambda: those are slow in a fresh JVM. */
  private static final class Waitable extends ReadyTypes.Type<PipeConnection> {
    Waitable() {
      super(PipeConnection.class);
    }

    @Override
    protected Awaitable of(PipeConnection end) {
      return end.awaitable();
    }
  }

  private Awaitable awaitable() {
    return new Awaitable() {
      @Override
      public boolean isReady() {
        return toReceive().isReady();
      }

      @Override
      public void await(long nanos) throws InterruptedException {
        RecordLog log = toReceive();
        using(() -> log.await(nanos));
      }
    };
  }

  // ---- on its way -------------------------------------------------------------------------------

  /** What is sent: where to find the two directions. */
  private static final class Ticket implements Serializable {
    private static final long serialVersionUID = 1;

    private final @Nullable SegmentAddress in;
    private final @Nullable SegmentAddress out;

    Ticket(@Nullable SegmentAddress in, @Nullable SegmentAddress out) {
      this.in = in;
      this.out = out;
    }

    /**
     * Finds the end of the pipe.
     *
     * @return the same end, open in this process
     */
    private Object readResolve() {
      Segment toReceive = in == null ? null : SharedThings.attach(in, SegmentKind.QUEUE);
      Segment toSend = out == null ? null : SharedThings.attach(out, SegmentKind.QUEUE);
      return new PipeConnection(toReceive, toSend);
    }
  }

  /**
   * Sends a ticket.
   *
   * @return where to find the end of the pipe
   */
  private Object writeReplace() {
    occupants.check();
    return new Ticket(
        in == null ? null : in.handle().address(), out == null ? null : out.handle().address());
  }

  /**
   * Refuses what is none of our tickets.
   *
   * @param stream not read
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream stream) throws InvalidObjectException {
    throw new InvalidObjectException("an end of a pipe is sent as a ticket");
  }
}
