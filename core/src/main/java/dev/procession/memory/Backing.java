package dev.procession.memory;

import dev.procession.ProcessionException;
import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.shm.DamagedSegmentException;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SegmentPlan;
import dev.procession.internal.shm.SharedHandle;
import dev.procession.memory.DataLayout.Element;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One object's hold on the segment of its data, with the lock. Views share it with the object that
 * they were made from and are open as long as that is.
 */
final class Backing {
  /** How many elements of an array are told to people. */
  static final int MOST_SHOWN = 100;

  private final Segment segment;
  private final SharedHandle handle;
  private final OwnLock own;

  /** The lock that the data were made with; null if they have their own. */
  private final @Nullable Lock given;

  /** A use of the segment that has been counted already. */
  Backing(Segment segment, Object owner, @Nullable Lock given) {
    this.segment = segment;
    this.handle = new SharedHandle(segment, owner);
    this.own = new OwnLock(handle, segment);
    this.given = given;
  }

  static MemoryConfig configured(UnaryOperator<MemoryConfig> configure) {
    return Objects.requireNonNull(configure.apply(MemoryConfig.standard()), "configuration");
  }

  /**
   * Makes a segment of zeros.
   *
   * @param length how many elements
   * @param size bytes of an element
   * @param extra bytes besides the elements
   */
  static Segment create(
      SegmentKind kind, Element element, MemoryConfig config, long length, long size, long extra) {
    if (length < 0) {
      throw new IllegalArgumentException("length must not be negative: length=" + length);
    }
    if (size > 0 && length > (DataLayout.MOST_BYTES - extra) / size) {
      throw new ProcessionException(
          "could not make shared memory: more than any machine has: length="
              + length
              + ", bytes of an element="
              + size,
          null);
    }
    return SharedThings.create(
        new SegmentPlan(
            kind,
            config.name(),
            element.ordinal(),
            DataLayout.WORDS,
            DataLayout.gates(),
            DataLayout.PARTY_ROOM,
            DataLayout.wordsFor(length * size + extra)));
  }

  /**
   * Finds a segment and checks that it holds what is expected.
   *
   * @param bytes how much data there must be at least
   */
  static Segment attach(SegmentAddress address, SegmentKind kind, Element element, long bytes) {
    Segment segment = SharedThings.attach(address, kind);
    if (segment.options() == element.ordinal() && bytes >= 0 && segment.dataSize() >= bytes) {
      return segment;
    }
    String found =
        "element="
            + segment.options()
            + ", expected="
            + element.ordinal()
            + ", size="
            + segment.dataSize()
            + ", needed="
            + bytes;
    segment.release();
    throw new DamagedSegmentException(found);
  }

  /** The data; see {@link Segment#data}. */
  MemorySegment data() {
    return segment.data();
  }

  SharedHandle handle() {
    return handle;
  }

  SegmentAddress address() {
    return handle.address();
  }

  void checkOpen() {
    handle.checkOpen();
  }

  /** What users lock. */
  Lock lock() {
    handle.checkOpen();
    return given != null ? given : own;
  }

  /** What keeps writers of a record apart, whatever users lock. */
  Lock ownLock() {
    return own;
  }

  @Nullable Lock given() {
    return given;
  }

  void close() {
    own.close();
    handle.close();
  }

  /** The index, if it is one. */
  static long checkIndex(long index, long length) {
    if (index < 0 || index >= length) {
      throw new IndexOutOfBoundsException(
          "index out of bounds: index=" + index + ", length=" + length);
    }
    return index;
  }

  /** Checks a range by its first element and its size. */
  static void checkRange(String what, long from, long count, long length) {
    if (from < 0 || count < 0 || from > length - count) {
      throw new IndexOutOfBoundsException(
          what + " out of bounds: from=" + from + ", count=" + count + ", length=" + length);
    }
  }
}
