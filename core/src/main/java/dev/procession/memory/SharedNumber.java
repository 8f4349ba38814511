package dev.procession.memory;

import dev.procession.internal.shm.Segment;
import dev.procession.memory.DataLayout.Element;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * What numbers in shared memory have in common whatever their type is.
 *
 * <p>May be used by any thread; see the {@linkplain dev.procession.memory package} for how it
 * travels and when it goes.
 *
 * <p>Python: {@code multiprocessing.Value}.
 */
// Public so that code may mix numbers: List.of(int, long) has it as inferred type. Access is left
// to the subclasses: only a constant VarHandle of theirs makes it one instruction.
public abstract sealed class SharedNumber extends Number implements SharedData
    permits SharedDouble, SharedInt, SharedLong {
  private static final long serialVersionUID = 1L;

  private final transient Backing backing;
  private final transient MemorySegment memory;
  private final transient Element element;

  SharedNumber(Element element, Segment segment, @Nullable Lock given) {
    this.element = element;
    this.backing = new Backing(segment, this, given);
    this.memory = backing.data();
  }

  /** The number's bytes, if this is open. */
  final MemorySegment memory() {
    backing.checkOpen();
    return memory;
  }

  /** The value in decimal. */
  abstract String text();

  /** The value in decimal; {@code closed} if it is. */
  @Override
  public String toString() {
    return backing.handle().isOpen() ? text() : "closed";
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
   * Sends a ticket. Inherited: serialization calls it for the subclasses.
   *
   * @return where to find it
   */
  final Object writeReplace() {
    return new ValueTicket(element, backing.address(), backing.given());
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

  /**
   * Refuses a stream that leaves this class out, for which {@link #readObject} is not called.
   *
   * @throws ObjectStreamException always
   */
  private void readObjectNoData() throws ObjectStreamException {
    throw new InvalidObjectException("sent as a ticket");
  }
}
