package dev.procession.internal.shm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Bytes on their way from one process to another: one thread at a time puts, one takes, and neither
 * ever waits for the other here.
 *
 * <pre>
 *        head            tail
 *   ──────┴───────────────┴──────────
 *   free  │ to be taken   │ free          both only grow; a place is a number modulo the size
 * </pre>
 *
 * <p>The tail is written by who puts, with release, after the bytes before it; the head by who
 * takes, with release, after those bytes have been copied. Each side keeps what it has written
 * itself, so a damaged word is noticed and never believed. Who is killed at any instruction has put
 * what the tail says and taken what the head says; there is nothing to mend.
 *
 * <p>An object is used by one side only.
 */
final class ByteRing {
  private final Segment segment;
  private final MemorySegment memory;
  private final long tailWord;
  private final long headWord;
  private final int size;

  /** How far this side has come. */
  private long own;

  /** How far the other side had come when it was last looked at. */
  private long other;

  /** For the side that puts, or takes; the ring has the state that the words say. */
  ByteRing(Segment segment, int tailWord, int headWord, long dataOffset, int size, boolean puts) {
    this.segment = segment;
    this.tailWord = tailWord;
    this.headWord = headWord;
    this.memory = segment.data().asSlice(dataOffset, size);
    this.size = size;
    this.own = segment.getLong(puts ? tailWord : headWord);
    this.other = segment.getLong(puts ? headWord : tailWord);
  }

  // ---- the side that puts -----------------------------------------------------------------------

  /**
   * Puts as many of the bytes as there is room for.
   *
   * @return how many
   */
  int put(ByteBuffer from) {
    int wanted = from.remaining();
    if (size - (own - other) < wanted) {
      other = check(own - segment.getLong(headWord), own);
    }
    int count = (int) Math.min(wanted, size - (own - other));
    int place = (int) own & size - 1;
    int first = Math.min(count, size - place);
    copyIn(from, place, first);
    copyIn(from, 0, count - first);
    return count;
  }

  /** What has been put is there from now on. */
  void publish() {
    Steps.at("link before put");
    segment.setLong(tailWord, own);
    Steps.at("link put");
  }

  private void copyIn(ByteBuffer from, int place, int count) {
    if (count == 0) {
      return;
    }
    if (from.hasArray()) {
      int start = from.arrayOffset() + from.position();
      MemorySegment.copy(from.array(), start, memory, JAVA_BYTE, place, count);
    } else {
      MemorySegment.copy(MemorySegment.ofBuffer(from), 0, memory, place, count);
    }
    from.position(from.position() + count);
    own += count;
  }

  /** Whether something could be put. */
  boolean hasRoom() {
    return own - segment.getLong(headWord) < size;
  }

  // ---- the side that takes ----------------------------------------------------------------------

  /**
   * Takes as many bytes as are there and fit.
   *
   * @return how many
   */
  int take(ByteBuffer into) {
    if (other == own) {
      other = segment.getLong(tailWord);
      check(other - own, other);
    }
    int count = (int) Math.min(into.remaining(), other - own);
    if (count == 0) {
      return 0;
    }
    int place = (int) own & size - 1;
    int first = Math.min(count, size - place);
    copyOut(into, place, first);
    copyOut(into, 0, count - first);
    Steps.at("link before take");
    segment.setLong(headWord, own);
    Steps.at("link taken");
    return count;
  }

  private void copyOut(ByteBuffer into, int place, int count) {
    if (count == 0) {
      return;
    }
    if (into.hasArray()) {
      int start = into.arrayOffset() + into.position();
      MemorySegment.copy(memory, JAVA_BYTE, place, into.array(), start, count);
    } else {
      MemorySegment.copy(memory, place, MemorySegment.ofBuffer(into), 0, count);
    }
    into.position(into.position() + count);
    own += count;
  }

  /** Whether there is nothing to take. */
  boolean isEmpty() {
    return segment.getLong(tailWord) == own;
  }

  // ---- both -------------------------------------------------------------------------------------

  /** Returns the other side's position if what lies between the two can be. */
  private long check(long between, long ofTail) {
    if (between < 0 || between > size) {
      throw new DamagedSegmentException("bytes in a ring=" + between + ", size=" + size);
    }
    return ofTail - between;
  }
}
