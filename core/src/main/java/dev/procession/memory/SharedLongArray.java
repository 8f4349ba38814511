package dev.procession.memory;

import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.memory.DataLayout.Element;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.concurrent.locks.Lock;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * An array of {@code long}s in memory that processes share. Indices are {@code long}: it may be as
 * long as there is memory.
 *
 * {@snippet lang="java" :
 * var results = SharedLongArray.create(1_000_000);
 * ChildProcess.of(() -> results.set(42, 1)).start();
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
 * <p>Python: {@code multiprocessing.Array('q', …)}, also {@code RawArray}.
 */
public final class SharedLongArray extends SharedArray {
  private static final long serialVersionUID = 1L;
  private static final ValueLayout.OfLong LAYOUT = ValueLayout.JAVA_LONG;
  private static final VarHandle ELEMENT = LAYOUT.varHandle();

  SharedLongArray(Segment segment, @Nullable Lock given, long first, long length) {
    super(Element.LONG, segment, given, first, length);
  }

  private SharedLongArray(SharedLongArray of, long from, long to) {
    super(of, from, to);
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
  public static SharedLongArray create(long length) {
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
  public static SharedLongArray create(long length, UnaryOperator<MemoryConfig> configure) {
    MemoryConfig config = Backing.configured(configure);
    Segment segment =
        Backing.create(SegmentKind.ARRAY, Element.LONG, config, length, Long.BYTES, 0);
    return new SharedLongArray(segment, config.lock(), 0, length);
  }

  /**
   * Makes an array with the same elements as another.
   *
   * @param initial its first value
   * @return what is to be closed after its last use
   * @throws dev.procession.ProcessionException if there is no room or no descriptor
   */
  public static SharedLongArray create(long[] initial) {
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
  public static SharedLongArray create(long[] initial, UnaryOperator<MemoryConfig> configure) {
    SharedLongArray made = create((long) initial.length, configure);
    made.copyFrom(initial);
    return made;
  }

  private long at(long index) {
    return checked(index) * Long.BYTES;
  }

  // ---- one element ------------------------------------------------------------------------------

  /**
   * The element at an index.
   *
   * @param index where it is, from 0
   * @return the value
   */
  public long get(long index) {
    return (long) ELEMENT.getAcquire(elements, at(index));
  }

  /**
   * Sets the element at an index.
   *
   * @param index where it is, from 0
   * @param value the new value
   */
  public void set(long index, long value) {
    ELEMENT.setRelease(elements, at(index), value);
  }

  /**
   * Sets an element and returns the one before.
   *
   * @param index where it is, from 0
   * @param value the new value
   * @return the value before
   */
  public long getAndSet(long index, long value) {
    return (long) ELEMENT.getAndSet(elements, at(index), value);
  }

  /**
   * Sets an element if it is {@code expected}; false if it is not.
   *
   * @param index where it is, from 0
   * @param expected what it must be
   * @param value the new value
   * @return whether it was set
   */
  public boolean compareAndSet(long index, long expected, long value) {
    return ELEMENT.compareAndSet(elements, at(index), expected, value);
  }

  /**
   * Adds to an element and returns the value before.
   *
   * @param index where it is, from 0
   * @param delta what is added
   * @return the value before
   */
  public long getAndAdd(long index, long delta) {
    return (long) ELEMENT.getAndAdd(elements, at(index), delta);
  }

  /**
   * Adds to an element and returns the new value.
   *
   * @param index where it is, from 0
   * @param delta what is added
   * @return the new value
   */
  public long addAndGet(long index, long delta) {
    return getAndAdd(index, delta) + delta;
  }

  /**
   * Adds one to an element and returns the value before.
   *
   * @param index where it is, from 0
   * @return the value before
   */
  public long getAndIncrement(long index) {
    return getAndAdd(index, 1);
  }

  /**
   * Subtracts one from an element and returns the value before.
   *
   * @param index where it is, from 0
   * @return the value before
   */
  public long getAndDecrement(long index) {
    return getAndAdd(index, -1);
  }

  /**
   * Adds one to an element and returns the new value.
   *
   * @param index where it is, from 0
   * @return the new value
   */
  public long incrementAndGet(long index) {
    return getAndAdd(index, 1) + 1;
  }

  /**
   * Subtracts one from an element and returns the new value.
   *
   * @param index where it is, from 0
   * @return the new value
   */
  public long decrementAndGet(long index) {
    return getAndAdd(index, -1) - 1;
  }

  /**
   * Replaces an element by what a function makes of it, and returns the value before. The function
   * runs in this thread, again whenever another was quicker, so it should do nothing else.
   *
   * @param index where it is, from 0
   * @param update gets the value, gives the new one
   * @return the value before
   */
  public long getAndUpdate(long index, LongUnaryOperator update) {
    while (true) {
      long value = get(index);
      if (compareAndSet(index, value, update.applyAsLong(value))) {
        return value;
      }
    }
  }

  /**
   * As {@link #getAndUpdate}, but returns the new value.
   *
   * @param index where it is, from 0
   * @param update gets the value, gives the new one
   * @return the new value
   */
  public long updateAndGet(long index, LongUnaryOperator update) {
    while (true) {
      long value = get(index);
      long updated = update.applyAsLong(value);
      if (compareAndSet(index, value, updated)) {
        return updated;
      }
    }
  }

  /**
   * Combines an element with a value and returns the element before. The function gets the element,
   * then {@code with}; it may run several times.
   *
   * @param index where it is, from 0
   * @param with the other value
   * @param combine gets both, gives the new value
   * @return the value before
   */
  public long getAndAccumulate(long index, long with, LongBinaryOperator combine) {
    return getAndUpdate(index, value -> combine.applyAsLong(value, with));
  }

  /**
   * As {@link #getAndAccumulate}, but returns the new value.
   *
   * @param index where it is, from 0
   * @param with the other value
   * @param combine gets both, gives the new value
   * @return the new value
   */
  public long accumulateAndGet(long index, long with, LongBinaryOperator combine) {
    return updateAndGet(index, value -> combine.applyAsLong(value, with));
  }

  // ---- many elements ----------------------------------------------------------------------------

  /**
   * Copies all of an array to the beginning of this.
   *
   * @param source the array
   * @throws IndexOutOfBoundsException if it is longer than this; nothing is copied then
   */
  public void copyFrom(long[] source) {
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
  public void copyFrom(long[] source, int from, long index, int count) {
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
  public void copyTo(long index, long[] target, int to, int count) {
    copyTo(index, target, target.length, to, count);
  }

  /**
   * A copy of all elements.
   *
   * @return a new array
   * @throws IllegalStateException if there are more than an array can have
   */
  public long[] toArray() {
    long[] copy = asSegment().toArray(LAYOUT);
    Reference.reachabilityFence(this);
    return copy;
  }

  /**
   * Sets all elements.
   *
   * @param value the new value
   */
  public void fill(long value) {
    if (value == 0) {
      asSegment().fill((byte) 0);
    } else {
      MemorySegment memory = asSegment();
      for (long i = 0; i < length; i++) {
        memory.setAtIndex(LAYOUT, i, value);
      }
    }
    Reference.reachabilityFence(this);
  }

  @Override
  public SharedLongArray slice(long from, long to) {
    return new SharedLongArray(this, from, to);
  }

  /**
   * The elements in order, each read as it is asked for.
   *
   * @return a new stream
   */
  public LongStream stream() {
    backing.checkOpen();
    return LongStream.range(0, length).map(this::get);
  }

  @Override
  String text(long index) {
    return Long.toString(get(index));
  }
}
