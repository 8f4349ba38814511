package dev.procession.internal.wire;

import dev.procession.internal.passing.ChannelTicket;
import dev.procession.internal.shm.Parcel;
import dev.procession.internal.shm.ParcelShelf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A growing array of bytes that numbers are written to in big-endian order. Used by one thread. */
public final class WireOutput {
  /** The largest array a JVM is sure to make. */
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private byte[] bytes;
  private ByteBuffer view;
  private int position;

  private boolean many;

  /** The tickets that have been written; null if none has. */
  private @Nullable List<Promise> promised;

  /** See {@link #foreignLoader()}. */
  private @Nullable ClassLoader foreign;

  /** Where large values go; null if they are written here. */
  private final @Nullable ParcelShelf shelf;

  /** The parcels of large values; null if there are none. */
  private @Nullable List<ParcelShelf.Sent> parcels;

  /** How many bytes are in them. */
  private long parcelBytes;

  /** Starts with room for {@code capacity} bytes. */
  public WireOutput(int capacity) {
    this(capacity, null);
  }

  /** The same; large values are put into parcels of a shelf, if there is one. */
  WireOutput(int capacity, @Nullable ParcelShelf shelf) {
    this.shelf = shelf;
    bytes = new byte[capacity];
    view = ByteBuffer.wrap(bytes);
  }

  /** How many bytes have been written. */
  public int position() {
    return position;
  }

  /** Forgets what was written after {@code position}, and takes back what was promised there. */
  public void rewind(int position) {
    this.position = position;
    if (promised != null) {
      takeBack(position, promised);
    }
    if (parcels != null && shelf != null) {
      shelf.giveBack(parcels, position);
    }
  }

  /** What has been written has been sent: what was promised in it is not taken back any more. */
  public void sent() {
    promised = null;
    parcels = null;
    parcelBytes = 0;
  }

  /** Begins anew; what has been written has been sent. */
  public void restart() {
    sent();
    rewind(0);
  }

  /** Where large values go; null if they are written here. */
  @Nullable ParcelShelf shelf() {
    return shelf;
  }

  /** What is written next is the address of a large value. */
  void carry(Parcel parcel, long size) {
    if (parcels == null) {
      parcels = new ArrayList<>();
    }
    parcels.add(new ParcelShelf.Sent(position, parcel));
    parcelBytes += size;
  }

  /** The parcels of what has been written, in order; not to be changed. */
  List<ParcelShelf.Sent> parcels() {
    return parcels == null ? List.of() : parcels;
  }

  /** How many bytes are in parcels, and may have been in such as were given back. */
  long parcelBytes() {
    return parcelBytes;
  }

  /** Several processes will read what is written from now on. */
  public WireOutput forMany() {
    many = true;
    return this;
  }

  /** Whether several processes will read what is written. */
  boolean isForMany() {
    return many;
  }

  /** Whether something has been written that is kept here to be fetched. */
  public boolean hasPromises() {
    return promised != null && !promised.isEmpty();
  }

  /** What is written next is a ticket. */
  void promise(ChannelTicket ticket) {
    if (promised == null) {
      promised = new ArrayList<>();
    }
    promised.add(new Promise(position, ticket));
  }

  private static void takeBack(int position, List<Promise> promised) {
    promised.removeIf(
        promise -> {
          boolean unsent = promise.position >= position;
          if (unsent) {
            promise.ticket.takeBack();
          }
          return unsent;
        });
  }

  /** A ticket that has been written. */
  private record Promise(int position, ChannelTicket ticket) {}

  /**
   * The bytes; only those before {@link #position()} mean something, and only until the next write.
   */
  public byte[] array() {
    return bytes;
  }

  /** A copy of the bytes written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, position);
  }

  /** Says that a value has been written that needs this class to be read. */
  public void note(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    if (loader != foreign && ForeignLoaders.isForeign(type)) {
      foreign = ForeignLoaders.wider(foreign, loader);
    }
  }

  /**
   * The class loader by which what was written can be read again in this process: null if that is
   * one that every process has. If several are needed it is the one that delegates to the others;
   * if there is no such loader, the one that was needed first.
   */
  public @Nullable ClassLoader foreignLoader() {
    return foreign;
  }

  /** Writes the low eight bits. */
  public void writeByte(int value) {
    reserve(1);
    bytes[position++] = (byte) value;
  }

  /** Writes two bytes. */
  public void writeShort(int value) {
    reserve(2);
    view.putShort(position, (short) value);
    position += 2;
  }

  /** Writes four bytes. */
  public void writeInt(int value) {
    reserve(4);
    view.putInt(position, value);
    position += 4;
  }

  /** Writes eight bytes. */
  public void writeLong(long value) {
    reserve(8);
    view.putLong(position, value);
    position += 8;
  }

  /** Writes a piece of an array, without its length. */
  public void writeBytes(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, position, length);
    position += length;
  }

  /** Writes the length of an array (4), then the array. */
  public void writeSized(byte[] source) {
    writeInt(source.length);
    writeBytes(source, 0, source.length);
  }

  /** Writes text: the length of its UTF-8 form (4), then that. */
  public void writeText(String text) {
    writeSized(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Overwrites four bytes written before. */
  public void setInt(int at, int value) {
    view.putInt(at, value);
  }

  /** Makes room for {@code length} bytes, skips them, and gives a view of them to be filled. */
  public ByteBuffer skip(int length) {
    reserve(length);
    ByteBuffer hole = view.slice(position, length);
    position += length;
    return hole;
  }

  /** Makes room. */
  private void reserve(int length) {
    if (length > bytes.length - position) {
      grow(length);
    }
  }

  private void grow(int length) {
    long needed = (long) position + length;
    if (length < 0 || needed > LARGEST) {
      throw new IllegalArgumentException("a message is limited to 2 GiB: needed=" + needed);
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(needed, 2L * bytes.length)));
    view = ByteBuffer.wrap(bytes);
  }
}
