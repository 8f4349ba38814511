package dev.procession.memory;

import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.memory.DataLayout.Element;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.Lock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@code boolean} in memory that processes share; every operation is atomic between them and
 * takes no lock.
 *
 * <p>Memory effects are those of {@code java.util.concurrent.atomic}: what a process wrote before
 * it set the value is seen by whoever reads that.
 *
 * <p>May be used by any thread; see the {@linkplain dev.procession.memory package} for how it
 * travels and when it goes.
 *
 * <p>Python: {@code multiprocessing.Value('b', …)}, also {@code RawValue}.
 */
public final class SharedBoolean implements SharedData, Serializable {
  private static final long serialVersionUID = 1L;
  private static final VarHandle VALUE = ValueLayout.JAVA_INT.varHandle();

  private final transient Backing backing;
  private final transient MemorySegment memory;

  SharedBoolean(Segment segment, @Nullable Lock given) {
    this.backing = new Backing(segment, this, given);
    this.memory = backing.data();
  }

  /**
   * Makes one.
   *
   * @param initial its first value
   * @return what is to be closed after its last use
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static SharedBoolean create(boolean initial) {
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
  public static SharedBoolean create(boolean initial, UnaryOperator<MemoryConfig> configure) {
    MemoryConfig config = Backing.configured(configure);
    Segment segment =
        Backing.create(SegmentKind.VALUE, Element.BOOLEAN, config, 1, DataLayout.VALUE_SIZE, 0);
    SharedBoolean made = new SharedBoolean(segment, config.lock());
    made.set(initial);
    return made;
  }

  private MemorySegment memory() {
    backing.checkOpen();
    return memory;
  }

  private static int word(boolean value) {
    return value ? 1 : 0;
  }

  /**
   * The value now.
   *
   * @return the value
   */
  public boolean get() {
    return (int) VALUE.getVolatile(memory(), 0L) != 0;
  }

  /**
   * Sets the value.
   *
   * @param value the new value
   */
  public void set(boolean value) {
    VALUE.setVolatile(memory(), 0L, word(value));
  }

  /**
   * Sets the value and returns the one before.
   *
   * @param value the new value
   * @return the value before
   */
  public boolean getAndSet(boolean value) {
    return (int) VALUE.getAndSet(memory(), 0L, word(value)) != 0;
  }

  /**
   * Sets the value if it is {@code expected}; false if it is not.
   *
   * @param expected what it must be
   * @param value the new value
   * @return whether it was set
   */
  public boolean compareAndSet(boolean expected, boolean value) {
    return VALUE.compareAndSet(memory(), 0L, word(expected), word(value));
  }

  /** {@code true} or {@code false}; {@code closed} if it is. */
  @Override
  public String toString() {
    return backing.handle().isOpen() ? Boolean.toString(get()) : "closed";
  }

  @Override
  public Lock lock() {
    return backing.lock();
  }

  @Override
  public void close() {
    backing.close();
  }

  /**
   * Sends a ticket.
   *
   * @return where to find it
   */
  private Object writeReplace() {
    return new ValueTicket(Element.BOOLEAN, backing.address(), backing.given());
  }

  /**
   * Refuses what is none of our tickets.
   *
   * @param in not read
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("sent as a ticket");
  }
}
