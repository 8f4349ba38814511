package dev.procession.memory;

import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.memory.DataLayout.Element;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.Lock;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@code long} in memory that processes share; every operation is atomic between them and takes
 * no lock.
 *
 * {@snippet lang="java" :
 * var total = SharedLong.create(0);
 * ChildProcess.of(() -> total.addAndGet(1)).start();
 * }
 *
 * <p>Memory effects are those of {@code java.util.concurrent.atomic}: what a process wrote before
 * it set the number is seen by whoever reads that.
 *
 * <p>May be used by any thread; see the {@linkplain dev.procession.memory package} for how it
 * travels and when it goes.
 *
 * <p>Python: {@code multiprocessing.Value('q', …)}, also {@code RawValue}.
 */
public final class SharedLong extends SharedNumber {
  private static final long serialVersionUID = 1L;
  private static final VarHandle VALUE = ValueLayout.JAVA_LONG.varHandle();

  SharedLong(Segment segment, @Nullable Lock given) {
    super(Element.LONG, segment, given);
  }

  /**
   * Makes one.
   *
   * @param initial its first value
   * @return what is to be closed after its last use
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedLong create(long initial) {
    return create(initial, config -> config);
  }

  /**
   * Makes one.
   *
   * @param initial its first value
   * @param configure changes what is not to be as usual
   * @return what is to be closed after its last use
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedLong create(long initial, UnaryOperator<MemoryConfig> configure) {
    MemoryConfig config = Backing.configured(configure);
    Segment segment =
        Backing.create(SegmentKind.VALUE, Element.LONG, config, 1, DataLayout.VALUE_SIZE, 0);
    SharedLong made = new SharedLong(segment, config.lock());
    made.set(initial);
    return made;
  }

  /**
   * The value now.
   *
   * @return the value
   */
  public long get() {
    return (long) VALUE.getVolatile(memory(), 0L);
  }

  /**
   * Sets the value.
   *
   * @param value the new value
   */
  public void set(long value) {
    VALUE.setVolatile(memory(), 0L, value);
  }

  /**
   * Sets the value and returns the one before.
   *
   * @param value the new value
   * @return the value before
   */
  public long getAndSet(long value) {
    return (long) VALUE.getAndSet(memory(), 0L, value);
  }

  /**
   * Sets the value if it is {@code expected}; false if it is not.
   *
   * @param expected what it must be
   * @param value the new value
   * @return whether it was set
   */
  public boolean compareAndSet(long expected, long value) {
    return VALUE.compareAndSet(memory(), 0L, expected, value);
  }

  /**
   * Adds and returns the value before.
   *
   * @param delta what is added
   * @return the value before
   */
  public long getAndAdd(long delta) {
    return (long) VALUE.getAndAdd(memory(), 0L, delta);
  }

  /**
   * Adds and returns the new value.
   *
   * @param delta what is added
   * @return the new value
   */
  public long addAndGet(long delta) {
    return getAndAdd(delta) + delta;
  }

  /**
   * Adds one and returns the value before.
   *
   * @return the value before
   */
  public long getAndIncrement() {
    return getAndAdd(1);
  }

  /**
   * Subtracts one and returns the value before.
   *
   * @return the value before
   */
  public long getAndDecrement() {
    return getAndAdd(-1);
  }

  /**
   * Adds one and returns the new value.
   *
   * @return the new value
   */
  public long incrementAndGet() {
    return getAndAdd(1) + 1;
  }

  /**
   * Subtracts one and returns the new value.
   *
   * @return the new value
   */
  public long decrementAndGet() {
    return getAndAdd(-1) - 1;
  }

  /**
   * Replaces the value by what a function makes of it, and returns the value before. The function
   * runs in this thread, again whenever another was quicker, so it should do nothing else.
   *
   * @param update gets the value, gives the new one
   * @return the value before
   */
  public long getAndUpdate(LongUnaryOperator update) {
    while (true) {
      long value = get();
      if (compareAndSet(value, update.applyAsLong(value))) {
        return value;
      }
    }
  }

  /**
   * As {@link #getAndUpdate}, but returns the new value.
   *
   * @param update gets the value, gives the new one
   * @return the new value
   */
  public long updateAndGet(LongUnaryOperator update) {
    while (true) {
      long value = get();
      long updated = update.applyAsLong(value);
      if (compareAndSet(value, updated)) {
        return updated;
      }
    }
  }

  /**
   * Combines the value with another and returns the value before. The function gets the value, then
   * {@code with}; it may run several times.
   *
   * @param with the other value
   * @param combine gets both, gives the new value
   * @return the value before
   */
  public long getAndAccumulate(long with, LongBinaryOperator combine) {
    return getAndUpdate(value -> combine.applyAsLong(value, with));
  }

  /**
   * As {@link #getAndAccumulate}, but returns the new value.
   *
   * @param with the other value
   * @param combine gets both, gives the new value
   * @return the new value
   */
  public long accumulateAndGet(long with, LongBinaryOperator combine) {
    return updateAndGet(value -> combine.applyAsLong(value, with));
  }

  /** The value, converted as the language does. */
  @Override
  public int intValue() {
    return (int) get();
  }

  /** The value, converted as the language does. */
  @Override
  public long longValue() {
    return get();
  }

  /** The value, converted as the language does. */
  @Override
  public float floatValue() {
    return (float) get();
  }

  /** The value, converted as the language does. */
  @Override
  public double doubleValue() {
    return (double) get();
  }

  @Override
  String text() {
    return Long.toString(get());
  }
}
