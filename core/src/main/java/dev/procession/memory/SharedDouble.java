package dev.procession.memory;

import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.memory.DataLayout.Element;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.Lock;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@code double} in memory that processes share; every operation is atomic between them and takes
 * no lock.
 *
 * {@snippet lang="java" :
 * var total = SharedDouble.create(0.0);
 * ChildProcess.of(() -> total.addAndGet(1.5)).start();
 * }
 *
 * <p>Memory effects are those of {@code java.util.concurrent.atomic}: what a process wrote before
 * it set the number is seen by whoever reads that. Values are compared by their bits: {@code 0.0}
 * is not {@code -0.0}, and a NaN is itself.
 *
 * <p>May be used by any thread; see the {@linkplain dev.procession.memory package} for how it
 * travels and when it goes.
 *
 * <p>Python: {@code multiprocessing.Value('d', …)}, also {@code RawValue}.
 */
public final class SharedDouble extends SharedNumber {
  private static final long serialVersionUID = 1L;
  private static final VarHandle VALUE = ValueLayout.JAVA_LONG.varHandle();

  SharedDouble(Segment segment, @Nullable Lock given) {
    super(Element.DOUBLE, segment, given);
  }

  /**
   * Makes one.
   *
   * @param initial its first value
   * @return what is to be closed after its last use
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedDouble create(double initial) {
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
  public static SharedDouble create(double initial, UnaryOperator<MemoryConfig> configure) {
    MemoryConfig config = Backing.configured(configure);
    Segment segment =
        Backing.create(SegmentKind.VALUE, Element.DOUBLE, config, 1, DataLayout.VALUE_SIZE, 0);
    SharedDouble made = new SharedDouble(segment, config.lock());
    made.set(initial);
    return made;
  }

  /**
   * The value now.
   *
   * @return the value
   */
  public double get() {
    return Double.longBitsToDouble((long) VALUE.getVolatile(memory(), 0L));
  }

  /**
   * Sets the value.
   *
   * @param value the new value
   */
  public void set(double value) {
    VALUE.setVolatile(memory(), 0L, Double.doubleToRawLongBits(value));
  }

  /**
   * Sets the value and returns the one before.
   *
   * @param value the new value
   * @return the value before
   */
  public double getAndSet(double value) {
    return Double.longBitsToDouble(
        (long) VALUE.getAndSet(memory(), 0L, Double.doubleToRawLongBits(value)));
  }

  /**
   * Sets the value if it is {@code expected} to the bit; false if it is not.
   *
   * @param expected what it must be
   * @param value the new value
   * @return whether it was set
   */
  public boolean compareAndSet(double expected, double value) {
    return VALUE.compareAndSet(
        memory(), 0L, Double.doubleToRawLongBits(expected), Double.doubleToRawLongBits(value));
  }

  /**
   * Adds and returns the value before.
   *
   * @param delta what is added
   * @return the value before
   */
  public double getAndAdd(double delta) {
    return getAndUpdate(value -> value + delta);
  }

  /**
   * Adds and returns the new value.
   *
   * @param delta what is added
   * @return the new value
   */
  public double addAndGet(double delta) {
    return updateAndGet(value -> value + delta);
  }

  /**
   * Replaces the value by what a function makes of it, and returns the value before. The function
   * runs in this thread, again whenever another was quicker, so it should do nothing else.
   *
   * @param update gets the value, gives the new one
   * @return the value before
   */
  public double getAndUpdate(DoubleUnaryOperator update) {
    while (true) {
      double value = get();
      if (compareAndSet(value, update.applyAsDouble(value))) {
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
  public double updateAndGet(DoubleUnaryOperator update) {
    while (true) {
      double value = get();
      double updated = update.applyAsDouble(value);
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
  public double getAndAccumulate(double with, DoubleBinaryOperator combine) {
    return getAndUpdate(value -> combine.applyAsDouble(value, with));
  }

  /**
   * As {@link #getAndAccumulate}, but returns the new value.
   *
   * @param with the other value
   * @param combine gets both, gives the new value
   * @return the new value
   */
  public double accumulateAndGet(double with, DoubleBinaryOperator combine) {
    return updateAndGet(value -> combine.applyAsDouble(value, with));
  }

  /** The value, converted as the language does. */
  @Override
  public int intValue() {
    return (int) get();
  }

  /** The value, converted as the language does. */
  @Override
  public long longValue() {
    return (long) get();
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
    return Double.toString(get());
  }
}
