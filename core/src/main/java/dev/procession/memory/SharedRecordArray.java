package dev.procession.memory;

import dev.procession.Fn;
import dev.procession.internal.proc.SharedTicket;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records in memory that processes share, all of one class.
 *
 * {@snippet lang="java" :
 * var points = SharedRecordArray.create(Point.class, 1000);
 * points.set(7, new Point(1, 2));
 * points.field(Point::x).at(7).getAndAddInt(1);
 * }
 *
 * <p>Each of them behaves as a {@link SharedRecord}: snapshots, changes that happen at one instant,
 * readers without a lock. Writers of all of them share one lock.
 *
 * <p>May be used by any thread; see the {@linkplain dev.procession.memory package} for how it
 * travels and when it goes.
 *
 * <p>Python: {@code multiprocessing.Array(StructureType, …)}.
 *
 * @param <R> the record
 */
public final class SharedRecordArray<R extends Record> implements SharedData, Serializable {
  private static final long serialVersionUID = 1L;

  private final transient Backing backing;
  private final transient RecordCells cells;
  private final transient long length;

  private SharedRecordArray(Segment segment, @Nullable Lock given, RecordSlot slot, long length) {
    this.backing = new Backing(segment, this, given);
    this.cells = new RecordCells(backing, slot, length);
    this.length = length;
  }

  /**
   * Makes an array of records whose numbers are 0, whose texts are empty and whose enums have their
   * first constant.
   *
   * @param type their class
   * @param length how many; may be 0
   * @param <R> the record
   * @return what is to be closed after its last use
   * @throws IllegalArgumentException if the class cannot be laid out, naming the component, or if
   *     the length is negative
   * @throws dev.procession.ProcessionException if there is no room, which is found out before any
   *     is taken, or no descriptor
   */
  public static <R extends Record> SharedRecordArray<R> create(Class<R> type, long length) {
    return create(type, length, config -> config);
  }

  /**
   * Makes an array of records whose numbers are 0, whose texts are empty and whose enums have their
   * first constant.
   *
   * @param type their class
   * @param length how many; may be 0
   * @param configure changes what is not to be as usual
   * @param <R> the record
   * @return what is to be closed after its last use
   * @throws IllegalArgumentException if the class cannot be laid out, naming the component, or if
   *     the length is negative
   * @throws dev.procession.ProcessionException if there is no room, which is found out before any
   *     is taken, or no descriptor
   */
  public static <R extends Record> SharedRecordArray<R> create(
      Class<R> type, long length, UnaryOperator<MemoryConfig> configure) {
    MemoryConfig config = Backing.configured(configure);
    RecordSlot slot = RecordSlots.of(type);
    Segment segment = RecordCells.create(SegmentKind.ARRAY, config, slot, length);
    return new SharedRecordArray<>(segment, config.lock(), slot, length);
  }

  /**
   * Makes an array of records that are there.
   *
   * @param type their class
   * @param initial the records, in order
   * @param <R> the record
   * @return what is to be closed after its last use
   * @throws IllegalArgumentException if the class cannot be laid out or a component has no room,
   *     naming the component
   * @throws NullPointerException if one of them or a component of one is null
   * @throws dev.procession.ProcessionException if there is no room or no descriptor
   */
  public static <R extends Record> SharedRecordArray<R> create(
      Class<R> type, List<? extends R> initial) {
    SharedRecordArray<R> made = create(type, initial.size());
    try {
      long index = 0;
      for (R record : initial) {
        made.set(index++, record);
      }
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  /**
   * How many there are.
   *
   * @return the number of elements
   */
  public long length() {
    return length;
  }

  /**
   * One of them now. If the constructor throws, so does this.
   *
   * @param index where it is, from 0
   * @return the value
   * @throws IndexOutOfBoundsException if there is none
   */
  @SuppressWarnings("unchecked")
  public R get(long index) {
    return (R) cells.get(cells.cell(index));
  }

  /**
   * Sets one of them.
   *
   * @param index where it is, from 0
   * @param value the new value
   * @throws IllegalArgumentException if a component has no room, naming it
   * @throws IndexOutOfBoundsException if there is none
   * @throws NullPointerException if it or a component of it is null
   */
  public void set(long index, R value) {
    cells.set(cells.cell(index), value);
  }

  /**
   * Replaces one of them by what a function makes of it. The function runs once, in this thread,
   * with writers kept out: it should be short. If it throws, nothing changes.
   *
   * @param index where it is, from 0
   * @param change gets the value, gives the new one
   * @return the new value
   * @throws IllegalArgumentException if a component has no room, naming it
   * @throws IndexOutOfBoundsException if there is none
   */
  public R update(long index, UnaryOperator<R> change) {
    Objects.requireNonNull(change, "change");
    return cells
        .cell(index)
        .locked(
            () -> {
              R updated = change.apply(get(index));
              set(index, updated);
              return updated;
            });
  }

  /**
   * One component of all of them.
   *
   * @param accessor a method reference such as {@code Point::x}
   * @param <V> the type of the component, a wrapper if it is primitive
   * @return the component; keep it, to find it takes time
   * @throws IllegalArgumentException if it is none
   */
  public <V> RecordColumn<V> field(Fn<R, V> accessor) {
    return new RecordColumn<>(
        cells, RecordPath.of(cells.slot(), Objects.requireNonNull(accessor, "accessor")));
  }

  /**
   * One component of all of them, also of a record or array in the record: {@code "position.x"},
   * {@code "values[3]"}.
   *
   * @param path the names that lead to it
   * @param <V> the type of the component, a wrapper if it is primitive; not checked
   * @return the component; keep it, to find it takes time
   * @throws IllegalArgumentException if there is none
   * @throws IndexOutOfBoundsException if an array in the path is not as long
   */
  public <V> RecordColumn<V> field(String path) {
    return new RecordColumn<>(
        cells, RecordPath.of(cells.slot(), Objects.requireNonNull(path, "path")));
  }

  /**
   * The records in order, each read as it is asked for.
   *
   * @return a new stream
   */
  public Stream<R> stream() {
    backing.checkOpen();
    return LongStream.range(0, length).mapToObj(this::get);
  }

  /** Class and length; {@code closed} if it is. */
  @Override
  public String toString() {
    return backing.handle().isOpen()
        ? cells.slot().type().getSimpleName() + "[" + length + "]"
        : "closed";
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
  private static final class Ticket extends SharedTicket {
    private static final long serialVersionUID = 1;

    private final @Nullable Lock lock;
    private final Class<?> type;
    private final long length;

    Ticket(SegmentAddress address, @Nullable Lock lock, Class<?> type, long length) {
      super(address);
      this.lock = lock;
      this.type = type;
      this.length = length;
    }

    /**
     * Finds it.
     *
     * @return the thing itself
     */
    private Object readResolve() {
      RecordSlot slot = RecordSlots.of(type);
      return new SharedRecordArray<>(
          RecordCells.attach(address(), SegmentKind.ARRAY, slot, length), lock, slot, length);
    }
  }

  /**
   * Sends a ticket.
   *
   * @return where to find it
   */
  private Object writeReplace() {
    return new Ticket(backing.address(), backing.given(), cells.slot().type(), length);
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
