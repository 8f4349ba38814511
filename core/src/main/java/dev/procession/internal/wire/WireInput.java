package dev.procession.internal.wire;

import dev.procession.internal.shm.ParcelSource;
import java.io.ObjectInputFilter;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A piece of an array of bytes that numbers are read from, as {@link WireOutput} wrote them. Used
 * by one thread. Reading beyond the end throws {@link BufferUnderflowException}.
 */
public final class WireInput {
  private final byte[] bytes;
  private final ByteBuffer view;
  private final ParcelSource parcels;

  /** See {@link #filter(ObjectInputFilter)}. */
  private @Nullable ObjectInputFilter filter;

  /** Reads all of an array. */
  public WireInput(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Reads a piece of an array. */
  public WireInput(byte[] bytes, int offset, int length) {
    this(bytes, offset, length, ParcelSource.NONE);
  }

  /** Reads a piece of an array; large values that it names are in {@code parcels}. */
  WireInput(byte[] bytes, int offset, int length, ParcelSource parcels) {
    this.parcels = parcels;
    this.bytes = bytes;
    this.view = ByteBuffer.wrap(bytes, offset, length);
  }

  /** Objects are to be made only of classes that this allows, beside what always holds. */
  public WireInput filter(ObjectInputFilter filter) {
    this.filter = filter;
    return this;
  }

  /** What decides about classes; null if only what always does. */
  @Nullable ObjectInputFilter filter() {
    return filter;
  }

  /** Where large values are. */
  ParcelSource parcels() {
    return parcels;
  }

  /** Where the next byte is read, as an index into the array. */
  public int position() {
    return view.position();
  }

  /** Continues elsewhere; not beyond the end. */
  public void position(int position) {
    if (position > view.limit()) {
      throw new BufferUnderflowException();
    }
    view.position(position);
  }

  /** How many bytes are left. */
  public int remaining() {
    return view.remaining();
  }

  /** The array that is read. */
  public byte[] array() {
    return bytes;
  }

  /** Reads one byte, 0 to 255. */
  public int readByte() {
    return view.get() & 0xFF;
  }

  /** Reads two bytes. */
  public short readShort() {
    return view.getShort();
  }

  /** Reads four bytes. */
  public int readInt() {
    return view.getInt();
  }

  /** Reads eight bytes. */
  public long readLong() {
    return view.getLong();
  }

  /** Reads a length: not negative, and no more than {@code unit} times it is left. */
  public int readLength(int unit) {
    int length = view.getInt();
    if (length < 0 || (long) length * unit > view.remaining()) {
      throw new BufferUnderflowException();
    }
    return length;
  }

  /** Reads bytes into a new array. */
  public byte[] readBytes(int length) {
    if (length < 0 || length > view.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] copy = new byte[length];
    view.get(copy);
    return copy;
  }

  /** Reads what {@link WireOutput#writeSized} wrote. */
  public byte[] readSized() {
    return readBytes(readLength(1));
  }

  /** Reads what {@link WireOutput#writeText} wrote. */
  public String readText() {
    return new String(readSized(), StandardCharsets.UTF_8);
  }

  /** A view of the next bytes, which are skipped. */
  public ByteBuffer skip(int length) {
    if (length < 0 || length > view.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer skipped = view.slice(view.position(), length);
    view.position(view.position() + length);
    return skipped;
  }
}
