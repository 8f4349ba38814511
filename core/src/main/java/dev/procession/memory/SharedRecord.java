package dev.procession.memory;

import dev.procession.Fn;
import dev.procession.internal.proc.SharedTicket;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.StructLayout;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A record laid out in memory that processes share.
 *
 * {@snippet lang="java" :
 * record Sensor(@Length(40) String name, int count, @Length(16) double[] values) {}
 *
 * var shared = SharedRecord.create(Sensor.class);
 * shared.set(new Sensor("north", 1, new double[16]));
 * shared.update(s -> new Sensor(s.name(), s.count() + 1, s.values()));
 * shared.field(Sensor::count).getAndAddInt(1);
 * }
 *
 * <p>Its components may be primitives, enums, other such records, and, with a {@link Length}, texts
 * and arrays of primitives. They are in shared memory as they are, with no pointers, in their
 * order.
 *
 * <p>{@code get} gives a snapshot: all components are from one moment. Any change, of one component
 * or all, happens at one instant; a process that is killed while it makes one has made all of it or
 * none. Readers take no lock. Writers take the lock that the record {@linkplain SharedData#lock()
 * comes with}, so a change costs some 30 ns more than a read, and a thread that holds that lock
 * keeps all writers out.
 *
 * <p>All processes must have the same version of the class: a process in which it is laid out
 * differently gets an exception that shows both layouts, instead of the record. In a module, the
 * package of the record must be open to {@code dev.procession}.
 *
 * <p>May be used by any thread; see the {@linkplain dev.procession.memory package} for how it
 * travels and when it goes.
 *
 * <p>Python: {@code multiprocessing.Value(StructureType, …)}.
 *
 * @param <R> the record
 */
public final class SharedRecord<R extends Record> implements SharedData, Serializable {
  private static final long serialVersionUID = 1L;

  private final transient Backing backing;
  private final transient RecordCells cells;
  private final transient RecordCell cell;

  private SharedRecord(Segment segment, @Nullable Lock given, RecordSlot slot) {
    this.backing = new Backing(segment, this, given);
    this.cells = new RecordCells(backing, slot, 1);
    this.cell = cells.cell(0);
  }

  /**
   * Makes one.
   *
   * @param initial its first value
   * @param <R> the record
   * @return what is to be closed after its last use
   * @throws IllegalArgumentException if its class cannot be laid out or a component has no room,
   *     naming the component
   * @throws NullPointerException if it or a component of it is null
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static <R extends Record> SharedRecord<R> create(R initial) {
    return create(initial, config -> config);
  }

  /**
   * Makes one.
   *
   * @param initial its first value
   * @param configure changes what is not to be as usual
   * @param <R> the record
   * @return what is to be closed after its last use
   * @throws IllegalArgumentException if its class cannot be laid out or a component has no room,
   *     naming the component
   * @throws NullPointerException if it or a component of it is null
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static <R extends Record> SharedRecord<R> create(
      R initial, UnaryOperator<MemoryConfig> configure) {
    MemoryConfig config = Backing.configured(configure);
    RecordSlot slot = RecordSlots.of(initial.getClass());
    Segment segment = RecordCells.create(SegmentKind.RECORD, config, initial, 1);
    return new SharedRecord<>(segment, config.lock(), slot);
  }

  /**
   * Makes one whose numbers are 0, whose texts are empty and whose enums have their first constant.
   *
   * @param type its class
   * @param <R> the record
   * @return what is to be closed after its last use
   * @throws IllegalArgumentException if the class cannot be laid out, naming the component
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static <R extends Record> SharedRecord<R> create(Class<R> type) {
    return create(type, config -> config);
  }

  /**
   * Makes one whose numbers are 0, whose texts are empty and whose enums have their first constant.
   *
   * @param type its class
   * @param configure changes what is not to be as usual
   * @param <R> the record
   * @return what is to be closed after its last use
   * @throws IllegalArgumentException if the class cannot be laid out, naming the component
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static <R extends Record> SharedRecord<R> create(
      Class<R> type, UnaryOperator<MemoryConfig> configure) {
    MemoryConfig config = Backing.configured(configure);
    RecordSlot slot = RecordSlots.of(type);
    Segment segment = RecordCells.create(SegmentKind.RECORD, config, slot, 1);
    return new SharedRecord<>(segment, config.lock(), slot);
  }

  /**
   * The layout of a record class in shared memory.
   *
   * @param type its class
   * @return the layout
   * @throws IllegalArgumentException if it cannot be laid out, naming the component
   */
  public static StructLayout layout(Class<? extends Record> type) {
    return RecordSlots.of(type).layout();
  }

  /**
   * The value now. If the constructor throws, so does this.
   *
   * @return the value
   */
  @SuppressWarnings("unchecked")
  public R get() {
    return (R) cells.get(cell);
  }

  /**
   * Sets the value.
   *
   * @param value the new value
   * @throws IllegalArgumentException if a component has no room, naming it
   * @throws NullPointerException if it or a component of it is null
   */
  public void set(R value) {
    cells.set(cell, value);
  }

  /**
   * Sets the value and returns the one before.
   *
   * @param value the new value
   * @return the value before
   * @throws IllegalArgumentException if a component has no room, naming it
   */
  public R getAndSet(R value) {
    backing.checkOpen();
    return cell.locked(
        () -> {
          R before = get();
          set(value);
          return before;
        });
  }

  /**
   * Sets the value if it {@code equals} what is expected; false if it does not. Records with arrays
   * never do.
   *
   * @param expected what it must be
   * @param value the new value
   * @return whether it was set
   * @throws IllegalArgumentException if a component has no room, naming it
   */
  public boolean compareAndSet(R expected, R value) {
    Objects.requireNonNull(expected, "expected");
    backing.checkOpen();
    return cell.locked(
        () -> {
          if (!expected.equals(get())) {
            return false;
          }
          set(value);
          return true;
        });
  }

  /**
   * Replaces the value by what a function makes of it. The function runs once, in this thread, with
   * writers kept out: it should be short. If it throws, nothing changes.
   *
   * @param change gets the value, gives the new one
   * @return the new value
   * @throws IllegalArgumentException if a component has no room, naming it
   */
  public R update(UnaryOperator<R> change) {
    Objects.requireNonNull(change, "change");
    backing.checkOpen();
    return cell.locked(
        () -> {
          R updated = change.apply(get());
          set(updated);
          return updated;
        });
  }

  /**
   * One component.
   *
   * @param accessor a method reference such as {@code Point::x}
   * @param <V> the type of the component, a wrapper if it is primitive
   * @return the component; keep it, to find it takes time
   * @throws IllegalArgumentException if it is none
   */
  public <V> RecordField<V> field(Fn<R, V> accessor) {
    return new RecordField<>(
        backing.handle(),
        cell,
        RecordPath.of(cells.slot(), Objects.requireNonNull(accessor, "accessor")));
  }

  /**
   * One component, also of a record or array in this record: {@code "position.x"}, {@code
   * "values[3]"}.
   *
   * @param path the names that lead to it
   * @param <V> the type of the component, a wrapper if it is primitive; not checked
   * @return the component; keep it, to find it takes time
   * @throws IllegalArgumentException if there is none
   * @throws IndexOutOfBoundsException if an array in the path is not as long
   */
  public <V> RecordField<V> field(String path) {
    return new RecordField<>(
        backing.handle(), cell, RecordPath.of(cells.slot(), Objects.requireNonNull(path, "path")));
  }

  /** The value, as text; {@code closed} if it is. */
  @Override
  public String toString() {
    return backing.handle().isOpen() ? get().toString() : "closed";
  }

  @Override
  public Lock lock() {
    return backing.lock();
  }

  @Override
  public void close() {
    backing.close();
  }

  /** What is sent: where to find it, and what it is. */
  static final class Ticket extends SharedTicket {
    private static final long serialVersionUID = 1;

    private final @Nullable Lock lock;
    private final Class<?> type;

    Ticket(SegmentAddress address, @Nullable Lock lock, Class<?> type) {
      super(address);
      this.lock = lock;
      this.type = type;
    }

    /**
     * Finds it.
     *
     * @return the thing itself
     */
    private Object readResolve() {
      RecordSlot slot = RecordSlots.of(type);
      return new SharedRecord<>(
          RecordCells.attach(address(), SegmentKind.RECORD, slot, 1), lock, slot);
    }
  }

  /**
   * Sends a ticket.
   *
   * @return where to find it
   */
  private Object writeReplace() {
    return new Ticket(backing.address(), backing.given(), cells.slot().type());
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
