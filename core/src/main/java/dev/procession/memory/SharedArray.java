package dev.procession.memory;

import dev.procession.internal.proc.SharedTicket;
import dev.procession.internal.shm.DamagedSegmentException;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.memory.DataLayout.Element;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.StringJoiner;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * What arrays of numbers in shared memory have in common whatever their elements are.
 *
 * <p>May be used by any thread; see the {@linkplain dev.procession.memory package} for how it
 * travels and when it goes.
 *
 * <p>Python: {@code multiprocessing.Array}.
 */
// Public so that code may mix arrays: List.of(ints, longs) has it as inferred type. Access to one
// element is left to the subclasses: only a constant VarHandle of theirs makes it one instruction.
public abstract sealed class SharedArray implements SharedData, Serializable
    permits SharedByteArray, SharedDoubleArray, SharedIntArray, SharedLongArray {
  private static final long serialVersionUID = 1L;

  final transient Backing backing;

  /** The elements, none before and none after. */
  final transient MemorySegment elements;

  /** Where in the data the elements begin: not at 0 in a slice. */
  final transient long first;

  final transient long length;
  private final transient Element element;
  private final transient boolean view;

  SharedArray(Element element, Segment segment, @Nullable Lock given, long first, long length) {
    this.element = element;
    this.backing = new Backing(segment, this, given);
    this.first = first;
    this.length = length;
    this.elements = backing.data().asSlice(first * element.size(), length * element.size());
    this.view = false;
  }

  /** A view that is open as long as what it is a view of. */
  SharedArray(SharedArray of, long from, long to) {
    of.backing.checkOpen();
    Backing.checkRange("slice", from, to - from, of.length);
    this.element = of.element;
    this.backing = of.backing;
    this.first = of.first + from;
    this.length = to - from;
    this.elements = of.elements.asSlice(from * element.size(), length * element.size());
    this.view = true;
  }

  /** The index, if it is one and this is open. */
  final long checked(long index) {
    backing.checkOpen();
    return Backing.checkIndex(index, length);
  }

  /** An element, for people. */
  abstract String text(long index);

  /**
   * How many elements there are.
   *
   * @return the number of elements
   */
  public long length() {
    return length;
  }

  /**
   * Copies elements from an array.
   *
   * @param source of primitives as the elements are
   * @param size how many the array has
   */
  final void copyFrom(Object source, int size, int from, long index, int count) {
    Backing.checkRange("source", from, count, size);
    Backing.checkRange("target", index, count, length);
    MemorySegment.copy(source, from, asSegment(), element.layout, index * element.size(), count);
    Reference.reachabilityFence(this);
  }

  /**
   * Copies elements to an array.
   *
   * @param target of primitives as the elements are
   * @param size how many the array has
   */
  final void copyTo(long index, Object target, int size, int to, int count) {
    Backing.checkRange("source", index, count, length);
    Backing.checkRange("target", to, count, size);
    MemorySegment.copy(asSegment(), element.layout, index * element.size(), target, to, count);
    Reference.reachabilityFence(this);
  }

  /**
   * A view of some elements: the same memory, counted from 0. It is open as long as this is, and
   * needs no closing. Sent to another process it is there an array of its own.
   *
   * <p>Python: the slice {@code array[from:to]}, which is a copy there.
   *
   * @param from the first element
   * @param to the one after the last
   * @return the view
   * @throws IndexOutOfBoundsException if this has fewer, or if {@code from} is after {@code to}
   */
  public abstract SharedArray slice(long from, long to);

  /**
   * The memory itself, of this length, in the byte order of the machine. It can be used until all
   * handles of this process are closed or dropped, so keep this as long as it; use after that
   * throws {@link IllegalStateException}.
   *
   * <p>Python: {@code get_obj()}.
   *
   * @return the memory
   */
  public MemorySegment asSegment() {
    backing.checkOpen();
    return elements;
  }

  /** The first elements, in brackets, and how many there are if not all are shown. */
  @Override
  public String toString() {
    if (!backing.handle().isOpen()) {
      return "closed";
    }
    var text = new StringJoiner(", ", "[", "]");
    for (long i = 0; i < Math.min(length, Backing.MOST_SHOWN); i++) {
      text.add(text(i));
    }
    if (length > Backing.MOST_SHOWN) {
      text.add("… length=" + length);
    }
    return text.toString();
  }

  @Override
  public Lock lock() {
    return backing.lock();
  }

  /** Does nothing to a {@linkplain #slice slice}, which goes with what it was made from. */
  @Override
  public void close() {
    if (!view) {
      backing.close();
    }
  }

  /** What is sent: where to find it. */
  private static final class Ticket extends SharedTicket {
    private static final long serialVersionUID = 1;

    private final Element element;
    private final @Nullable Lock lock;
    private final long first;
    private final long length;

    Ticket(Element element, SegmentAddress address, @Nullable Lock lock, long first, long length) {
      super(address);
      this.element = element;
      this.lock = lock;
      this.first = first;
      this.length = length;
    }

    /**
     * Finds it.
     *
     * @return the thing itself
     */
    private Object readResolve() {
      return switch (element) {
        case BYTE -> new SharedByteArray(attach(), lock, first, length);
        case DOUBLE -> new SharedDoubleArray(attach(), lock, first, length);
        case INT -> new SharedIntArray(attach(), lock, first, length);
        case LONG -> new SharedLongArray(attach(), lock, first, length);
        case BOOLEAN, RECORD -> throw new DamagedSegmentException("array of element=" + element);
      };
    }

    private Segment attach() {
      if (first < 0
          || length < 0
          || first > DataLayout.MOST_BYTES
          || length > DataLayout.MOST_BYTES) {
        throw new DamagedSegmentException("first=" + first + ", length=" + length);
      }
      return Backing.attach(
          address(), SegmentKind.ARRAY, element, (first + length) * element.size());
    }
  }

  /**
   * Sends a ticket. Inherited: serialization calls it for the subclasses.
   *
   * @return where to find it
   */
  final Object writeReplace() {
    return new Ticket(element, backing.address(), backing.given(), first, length);
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
