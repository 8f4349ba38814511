package dev.procession.memory;

import dev.procession.internal.shm.SharedHandle;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * One component of a {@linkplain SharedRecord record in shared memory}, which is read and written
 * without making the record.
 *
 * {@snippet lang="java" :
 * RecordField<Integer> x = point.field(Point::x);
 * x.getAndAddInt(1);
 * }
 *
 * <p>Every operation is atomic, and moves the record from one value to the next as {@code set}
 * does. Those with a type in their name make no objects. Finding a component takes some time: keep
 * its field. It is open as long as the record, needs no closing and is not sent.
 *
 * @param <V> the type of the component, a wrapper if it is primitive
 */
public final class RecordField<V> {
  private final SharedHandle handle;
  private final RecordCell cell;
  private final Slot slot;
  private final long offset;

  RecordField(SharedHandle handle, RecordCell cell, RecordPath path) {
    this.handle = handle;
    this.cell = cell;
    this.slot = path.slot();
    this.offset = path.offset();
  }

  /**
   * The component now.
   *
   * @return the value
   */
  @SuppressWarnings("unchecked")
  public V get() {
    handle.checkOpen();
    long size = slot.layout().byteSize();
    MemorySegment copy = RecordSlots.scratch(size);
    cell.read(offset, copy, size);
    return (V) slot.read(copy, 0);
  }

  /**
   * Sets the component; the others stay as they are.
   *
   * @param value the new value
   * @throws IllegalArgumentException if it does not fit: a text that is too long, an array of
   *     another length
   */
  public void set(V value) {
    handle.checkOpen();
    long size = slot.layout().byteSize();
    MemorySegment copy = RecordSlots.scratch(size);
    slot.write(copy, 0, value);
    cell.write(offset, copy, size);
  }

  /**
   * Replaces the component by what a function makes of it. The function runs once, in this thread,
   * with writers kept out: it should be short. If it throws, nothing changes.
   *
   * @param change gets the value, gives the new one
   * @return the new value
   * @throws IllegalArgumentException if that does not fit
   */
  public V update(UnaryOperator<V> change) {
    Objects.requireNonNull(change, "change");
    handle.checkOpen();
    return cell.locked(
        () -> {
          V updated = change.apply(get());
          set(updated);
          return updated;
        });
  }

  // ---- whole numbers ----------------------------------------------------------------------------

  /**
   * The component, which is a {@code byte}, {@code short}, {@code char} or {@code int}.
   *
   * @return the value
   * @throws UnsupportedOperationException if it is not
   */
  public int getInt() {
    return (int) read(integral(false));
  }

  /**
   * Sets the component, which is a {@code byte}, {@code short}, {@code char} or {@code int}.
   *
   * @param value the new value
   * @throws IllegalArgumentException if it cannot hold the number
   * @throws UnsupportedOperationException if it is of another type
   */
  public void setInt(int value) {
    set(integral(false), value);
  }

  /**
   * Adds to the component, which is a {@code byte}, {@code short}, {@code char} or {@code int}. An
   * {@code int} overflows as usual.
   *
   * @param delta what is added
   * @return the value before
   * @throws IllegalArgumentException if it cannot hold the sum, which only an {@code int} can
   * @throws UnsupportedOperationException if it is of another type
   */
  public int getAndAddInt(int delta) {
    PrimitiveSlot number = integral(false);
    boolean whole = number.type() == int.class;
    return (int) update(number, seen -> whole ? (int) seen + delta : seen + delta);
  }

  /**
   * The component, which is a whole number of any size.
   *
   * @return the value
   * @throws UnsupportedOperationException if it is none
   */
  public long getLong() {
    return read(integral(true));
  }

  /**
   * Sets the component, which is a whole number of any size.
   *
   * @param value the new value
   * @throws IllegalArgumentException if it cannot hold the number
   * @throws UnsupportedOperationException if it is no whole number
   */
  public void setLong(long value) {
    set(integral(true), value);
  }

  /**
   * Adds to the component, which is a whole number of any size. A {@code long} overflows as usual.
   *
   * @param delta what is added
   * @return the value before
   * @throws IllegalArgumentException if it cannot hold the sum, which only a {@code long} can
   * @throws UnsupportedOperationException if it is no whole number
   */
  public long getAndAddLong(long delta) {
    return update(integral(true), seen -> seen + delta);
  }

  // ---- others -----------------------------------------------------------------------------------

  /**
   * The component, which is a {@code double} or {@code float}.
   *
   * @return the value
   * @throws UnsupportedOperationException if it is not
   */
  public double getDouble() {
    return Double.longBitsToDouble(read(floating()));
  }

  /**
   * Sets the component, which is a {@code double}, or a {@code float}, to which it is rounded.
   *
   * @param value the new value
   * @throws UnsupportedOperationException if it is neither
   */
  public void setDouble(double value) {
    set(floating(), Double.doubleToRawLongBits(value));
  }

  /**
   * Adds to the component, which is a {@code double}, or a {@code float}, to which it is rounded.
   *
   * @param delta what is added
   * @return the value before
   * @throws UnsupportedOperationException if it is neither
   */
  public double getAndAddDouble(double delta) {
    return Double.longBitsToDouble(
        update(
            floating(), bits -> Double.doubleToRawLongBits(Double.longBitsToDouble(bits) + delta)));
  }

  /** The value, as text. */
  @Override
  public String toString() {
    return handle.isOpen() ? String.valueOf(get()) : "closed";
  }

  private PrimitiveSlot integral(boolean alsoLong) {
    if (slot instanceof PrimitiveSlot number
        && number.isIntegral()
        && (alsoLong || number.type() != long.class)) {
      return number;
    }
    throw new UnsupportedOperationException(
        "no "
            + (alsoLong ? "whole number" : "int")
            + ": "
            + slot.place()
            + "; use get and set, or the methods of its type");
  }

  private PrimitiveSlot floating() {
    if (slot instanceof PrimitiveSlot number && number.isFloating()) {
      return number;
    }
    throw new UnsupportedOperationException(
        "no double: " + slot.place() + "; use get and set, or the methods of its type");
  }

  private long read(PrimitiveSlot number) {
    handle.checkOpen();
    return cell.readBits(number, offset);
  }

  private void set(PrimitiveSlot number, long bits) {
    update(number, _ -> bits);
  }

  private long update(PrimitiveSlot number, LongUnaryOperator change) {
    handle.checkOpen();
    return cell.update(
        number,
        offset,
        seen -> {
          long updated = change.applyAsLong(seen);
          number.checkFits(updated);
          return updated;
        });
  }
}
