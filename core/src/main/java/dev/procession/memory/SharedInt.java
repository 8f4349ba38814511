package dev.procession.memory;

import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.memory.DataLayout.Element;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.Lock;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An {@code int} in memory that processes share; every operation is atomic between them and takes
 * no lock.
 *
 * {@snippet lang="java" :
 * var total = SharedInt.create(0);
 * ChildProcess.of(() -> total.addAndGet(1)).start();
 * }
 *
 * <p>Memory effects are those of {@code java.util.concurrent.atomic}: what a process wrote before
 * it set the number is seen by whoever reads that.
 *
 * <p>May be used by any thread; see the {@linkplain dev.procession.memory package} for how it
 * travels and when it goes.
 *
 * <p>Python: {@code multiprocessing.Value('i', …)}, also {@code RawValue}.
 */
public final class SharedInt extends SharedNumber {
  private static final long serialVersionUID = 1L;
  private static final VarHandle VALUE = ValueLayout.JAVA_INT.varHandle();

  SharedInt(Segment segment, @Nullable Lock given) {
    super(Element.INT, segment, given);
  }

  /**
   * Makes one.
   *
   * @param initial its first value
   * @return what is to be closed after its last use
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedInt create(int initial) {
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
  public static SharedInt create(int initial, UnaryOperator<MemoryConfig> configure) {
    MemoryConfig config = Backing.configured(configure);
    Segment segment =
        Backing.create(SegmentKind.VALUE, Element.INT, config, 1, DataLayout.VALUE_SIZE, 0);
    SharedInt made = new SharedInt(segment, config.lock());
    made.set(initial);
    return made;
  }

  /**
   * The value now.
   *
   * @return the value
   */
  public int get() {
    return (int) VALUE.getVolatile(memory(), 0L);
  }

  /**
   * Sets the value.
   *
   * @param value the new value
   */
  public void set(int value) {
    VALUE.setVolatile(memory(), 0L, value);
  }

  /**
   * Sets the value and returns the one before.
   *
   * @param value the new value
   * @return the value before
   */
  public int getAndSet(int value) {
    return (int) VALUE.getAndSet(memory(), 0L, value);
  }

  /**
   * Sets the value if it is {@code expected}; false if it is not.
   *
   * @param expected what it must be
   * @param value the new value
   * @return whether it was set
   */
  public boolean compareAndSet(int expected, int value) {
    return VALUE.compareAndSet(memory(), 0L, expected, value);
  }

  /**
   * Adds and returns the value before.
   *
   * @param delta what is added
   * @return the value before
   */
  public int getAndAdd(int delta) {
    return (int) VALUE.getAndAdd(memory(), 0L, delta);
  }

  /**
   * Adds and returns the new value.
   *
   * @param delta what is added
   * @return the new value
   */
  public int addAndGet(int delta) {
    return getAndAdd(delta) + delta;
  }

  /**
   * Adds one and returns the value before.
   *
   * @return the value before
   */
  public int getAndIncrement() {
    return getAndAdd(1);
  }

  /**
   * Subtracts one and returns the value before.
   *
   * @return the value before
   */
  public int getAndDecrement() {
    return getAndAdd(-1);
  }

  /**
   * Adds one and returns the new value.
   *
   * @return the new value
   */
  public int incrementAndGet() {
    return getAndAdd(1) + 1;
  }

  /**
   * Subtracts one and returns the new value.
   *
   * @return the new value
   */
  public int decrementAndGet() {
    return getAndAdd(-1) - 1;
  }

  /**
   * Replaces the value by what a function makes of it, and returns the value before. The function
   * runs in this thread, again whenever another was quicker, so it should do nothing else.
   *
   * @param update gets the value, gives the new one
   * @return the value before
   */
  public int getAndUpdate(IntUnaryOperator update) {
    while (true) {
      int value = get();
      if (compareAndSet(value, update.applyAsInt(value))) {
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
  public int updateAndGet(IntUnaryOperator update) {
    while (true) {
      int value = get();
      int updated = update.applyAsInt(value);
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
  public int getAndAccumulate(int with, IntBinaryOperator combine) {
    return getAndUpdate(value -> combine.applyAsInt(value, with));
  }

  /**
   * As {@link #getAndAccumulate}, but returns the new value.
   *
   * @param with the other value
   * @param combine gets both, gives the new value
   * @return the new value
   */
  public int accumulateAndGet(int with, IntBinaryOperator combine) {
    return updateAndGet(value -> combine.applyAsInt(value, with));
  }

  /** The value, converted as the language does. */
  @Override
  public int intValue() {
    return get();
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
    return get();
  }

  @Override
  String text() {
    return Integer.toString(get());
  }
}
