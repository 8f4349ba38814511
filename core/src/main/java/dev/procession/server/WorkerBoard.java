package dev.procession.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.procession.memory.SharedByteArray;
import dev.procession.memory.SharedLongArray;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;

/**
 * What a worker tells its supervisor without being asked, and what it is told; see {@link
 * BoardLayout} for who writes what. Nobody waits for anything here.
 *
 * @param numbers the numbers
 * @param text why it failed
 */
record WorkerBoard(SharedLongArray numbers, SharedByteArray text)
    implements Serializable, AutoCloseable {

  static WorkerBoard create(String name) {
    SharedLongArray numbers = SharedLongArray.create(BoardLayout.NUMBERS, c -> c.name(name));
    try {
      return new WorkerBoard(
          numbers, SharedByteArray.create(BoardLayout.TEXT_BYTES, c -> c.name(name)));
    } catch (RuntimeException | Error e) {
      numbers.close();
      throw e;
    }
  }

  // ---- the worker's side ------------------------------------------------------------------------

  @SuppressWarnings("EnumOrdinal") // Both sides are the same version of the same program.
  void state(WorkerState state) {
    numbers.set(BoardLayout.STATE, state.ordinal());
  }

  void beat() {
    numbers.incrementAndGet(BoardLayout.BEAT);
  }

  /** Returns how many have been accepted with this one. */
  long accepted() {
    return numbers.incrementAndGet(BoardLayout.ACCEPTED);
  }

  void ended(boolean well) {
    numbers.incrementAndGet(well ? BoardLayout.COMPLETED : BoardLayout.FAILED);
  }

  /** True if it was not stuck before. */
  boolean stuck() {
    return numbers.compareAndSet(BoardLayout.STUCK, 0, 1);
  }

  /** True if it is a new wish. */
  boolean wishToLeave() {
    return numbers.compareAndSet(BoardLayout.WISH, 0, 1);
  }

  void memory(long residentBytes) {
    numbers.set(BoardLayout.MEMORY, residentBytes);
  }

  void lastWords(Throwable failure) {
    var trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace, true));
    byte[] bytes = trace.toString().strip().getBytes(UTF_8);
    int length = Math.min(bytes.length, BoardLayout.TEXT_BYTES);
    text.copyFrom(bytes, 0, 0, length);
    numbers.set(BoardLayout.TEXT, length);
  }

  boolean isToDrain() {
    return numbers.get(BoardLayout.DRAIN) != 0;
  }

  // ---- the supervisor's side --------------------------------------------------------------------

  /** The worker may have written anything. */
  WorkerState state() {
    WorkerState[] all = WorkerState.values();
    long state = numbers.get(BoardLayout.STATE);
    return all[Math.clamp(state, 0, all.length - 1)];
  }

  long beats() {
    return numbers.get(BoardLayout.BEAT);
  }

  boolean isStuck() {
    return numbers.get(BoardLayout.STUCK) != 0;
  }

  boolean wishesToLeave() {
    return numbers.get(BoardLayout.WISH) != 0;
  }

  void drain(boolean backlog) {
    numbers.set(BoardLayout.DRAIN, backlog ? 1 : 0);
  }

  /** Empty if it has said nothing. */
  String lastWords() {
    int length = Math.clamp(numbers.get(BoardLayout.TEXT), 0, BoardLayout.TEXT_BYTES);
    var bytes = new byte[length];
    text.copyTo(0, bytes, 0, length);
    return new String(bytes, UTF_8);
  }

  Count count() {
    long completed = numbers.get(BoardLayout.COMPLETED);
    long failed = numbers.get(BoardLayout.FAILED);
    return new Count(numbers.get(BoardLayout.ACCEPTED), completed, failed);
  }

  long memory() {
    return numbers.get(BoardLayout.MEMORY);
  }

  /**
   * The connections of a worker.
   *
   * @param accepted begun
   * @param completed ended well
   * @param failed ended otherwise
   */
  record Count(long accepted, long completed, long failed) {
    long active() {
      return accepted - completed - failed;
    }
  }

  @Override
  public void close() {
    numbers.close();
    text.close();
  }
}
