package dev.procession.memory;

import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.memory.DataLayout.Element;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.util.concurrent.locks.Lock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An array of bytes in memory that processes share. Indices are {@code long}: it may be as long as
 * there is memory.
 *
 * {@snippet lang="java" :
 * var results = SharedByteArray.create(1_000_000);
 * ChildProcess.of(() -> results.set(42, (byte) 1)).start();
 * }
 *
 * <p>{@code get} and {@code set} take no lock and order what is around them: whoever reads an
 * element sees what its writer wrote before it. Operations that read and write are atomic between
 * processes. Bulk operations run at the speed of memory and are not atomic: whoever needs all of it
 * from one moment takes the {@linkplain #lock() lock}.
 *
 * <p>An index that is none throws {@link IndexOutOfBoundsException} with index and length. May be
 * used by any thread; see the {@linkplain dev.procession.memory package} for how it travels and
 * when it goes.
 *
 * <p>Python: {@code multiprocessing.Array('B', …)}, also {@code RawArray}.
 */
public final class SharedByteArray extends SharedArray {
  private static final long serialVersionUID = 1L;
  private static final ValueLayout.OfByte LAYOUT = ValueLayout.JAVA_BYTE;
  private static final VarHandle ELEMENT = LAYOUT.varHandle();

  /** Bytes cannot be exchanged, words can. */
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  /** All of the data, since the words at its ends may be shared with a slice. */
  private final transient MemorySegment words;

  SharedByteArray(Segment segment, @Nullable Lock given, long first, long length) {
    super(Element.BYTE, segment, given, first, length);
    this.words = backing.data();
  }

  private SharedByteArray(SharedByteArray of, long from, long to) {
    super(of, from, to);
    this.words = of.words;
  }

  /**
   * Makes an array of zeros.
   *
   * @param length how many elements; may be 0
   * @return what is to be closed after its last use
   * @throws IllegalArgumentException if the length is negative
   * @throws dev.procession.ProcessionException if there is no room, which is found out before any
   *     is taken, or no descriptor
   */
  public static SharedByteArray create(long length) {
    return create(length, config -> config);
  }

  /**
   * Makes an array of zeros.
   *
   * @param length how many elements; may be 0
   * @param configure changes what is not to be as usual
   * @return what is to be closed after its last use
   * @throws IllegalArgumentException if the length is negative
   * @throws dev.procession.ProcessionException if there is no room, which is found out before any
   *     is taken, or no descriptor
   */
  public static SharedByteArray create(long length, UnaryOperator<MemoryConfig> configure) {
    MemoryConfig config = Backing.configured(configure);
    Segment segment =
        Backing.create(SegmentKind.ARRAY, Element.BYTE, config, length, Byte.BYTES, 0);
    return new SharedByteArray(segment, config.lock(), 0, length);
  }

  /**
   * Makes an array with the same elements as another.
   *
   * @param initial its first value
   * @return what is to be closed after its last use
   * @throws dev.procession.ProcessionException if there is no room or no descriptor
   */
  public static SharedByteArray create(byte[] initial) {
    return create(initial, config -> config);
  }

  /**
   * Makes an array with the same elements as another.
   *
   * @param initial is copied
   * @param configure changes what is not to be as usual
   * @return what is to be closed after its last use
   * @throws dev.procession.ProcessionException if there is no room or no descriptor
   */
  public static SharedByteArray create(byte[] initial, UnaryOperator<MemoryConfig> configure) {
    SharedByteArray made = create((long) initial.length, configure);
    made.copyFrom(initial);
    return made;
  }

  // ---- one element ------------------------------------------------------------------------------

  /**
   * The element at an index.
   *
   * @param index where it is, from 0
   * @return the value
   */
  public byte get(long index) {
    return (byte) ELEMENT.getAcquire(elements, checked(index));
  }

  /**
   * Sets the element at an index.
   *
   * @param index where it is, from 0
   * @param value the new value
   */
  public void set(long index, byte value) {
    ELEMENT.setRelease(elements, checked(index), value);
  }

  /**
   * Sets an element if it is {@code expected}; false if it is not.
   *
   * @param index where it is, from 0
   * @param expected what it must be
   * @param value the new value
   * @return whether it was set
   */
  public boolean compareAndSet(long index, byte expected, byte value) {
    long at = first + checked(index);
    long word = at & -Integer.BYTES;
    int shift = shift(at);
    int mask = 0xFF << shift;
    while (true) {
      int seen = (int) WORD.getVolatile(words, word);
      if ((byte) (seen >> shift) != expected) {
        return false;
      }
      if (WORD.compareAndSet(words, word, seen, seen & ~mask | (value & 0xFF) << shift)) {
        return true;
      }
    }
  }

  /** Where in its word a byte is. */
  private static int shift(long at) {
    int place = (int) (at & (Integer.BYTES - 1));
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    return Byte.SIZE * (little ? place : Integer.BYTES - 1 - place);
  }

  /**
   * Sets an element and returns the one before.
   *
   * @param index where it is, from 0
   * @param value the new value
   * @return the value before
   */
  public byte getAndSet(long index, byte value) {
    while (true) {
      byte seen = get(index);
      if (compareAndSet(index, seen, value)) {
        return seen;
      }
    }
  }

  /**
   * Adds to an element, dropping what exceeds a byte, and returns the value before.
   *
   * @param index where it is, from 0
   * @param delta what is added
   * @return the value before
   */
  public byte getAndAdd(long index, byte delta) {
    while (true) {
      byte seen = get(index);
      if (compareAndSet(index, seen, (byte) (seen + delta))) {
        return seen;
      }
    }
  }

  /**
   * Adds to an element, dropping what exceeds a byte, and returns the new value.
   *
   * @param index where it is, from 0
   * @param delta what is added
   * @return the new value
   */
  public byte addAndGet(long index, byte delta) {
    return (byte) (getAndAdd(index, delta) + delta);
  }

  // ---- many elements ----------------------------------------------------------------------------

  /**
   * Copies all of an array to the beginning of this.
   *
   * @param source the array
   * @throws IndexOutOfBoundsException if it is longer than this; nothing is copied then
   */
  public void copyFrom(byte[] source) {
    copyFrom(source, 0, 0, source.length);
  }

  /**
   * Copies elements from an array.
   *
   * @param source the array
   * @param from the first of its elements that is copied
   * @param index where that goes to
   * @param count how many are copied
   * @throws IndexOutOfBoundsException if either has fewer; nothing is copied then
   */
  public void copyFrom(byte[] source, int from, long index, int count) {
    copyFrom(source, source.length, from, index, count);
  }

  /**
   * Copies elements to an array.
   *
   * @param index the first one that is copied
   * @param target the array
   * @param to where in the array that goes to
   * @param count how many are copied
   * @throws IndexOutOfBoundsException if either has fewer; nothing is copied then
   */
  public void copyTo(long index, byte[] target, int to, int count) {
    copyTo(index, target, target.length, to, count);
  }

  /**
   * A copy of all elements.
   *
   * @return a new array
   * @throws IllegalStateException if there are more than an array can have
   */
  public byte[] toArray() {
    byte[] copy = asSegment().toArray(LAYOUT);
    Reference.reachabilityFence(this);
    return copy;
  }

  /**
   * Sets all elements.
   *
   * @param value the new value
   */
  public void fill(byte value) {
    asSegment().fill(value);
    Reference.reachabilityFence(this);
  }

  @Override
  public SharedByteArray slice(long from, long to) {
    return new SharedByteArray(this, from, to);
  }

  @Override
  String text(long index) {
    return Byte.toString(get(index));
  }
}
