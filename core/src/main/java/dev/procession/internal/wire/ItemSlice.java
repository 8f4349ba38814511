package dev.procession.internal.wire;

import dev.procession.internal.shm.ParcelDesk;
import dev.procession.internal.shm.ParcelSource;
import dev.procession.internal.shm.ReceivedParcels;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.List;

/**
 * A received batch of results, or a part of one, not decoded yet.
 *
 * @param format see {@link ItemFormat}
 * @param count how many items
 * @param bytes the message they are in
 * @param from where the items begin in it
 * @param to where they end
 * @param parcels where the large values are that they name
 */
public record ItemSlice(
    int format, int count, byte[] bytes, int from, int to, ParcelSource parcels) {
  private static final int LARGE = 64 << 10;

  /**
   * The rest of a message: format (4), count (4), items.
   *
   * @throws BufferUnderflowException if the message is too short for what it claims
   * @throws IllegalArgumentException if the format is unknown
   */
  public static ItemSlice of(WireInput in, ParcelSource parcels) {
    int format = in.readInt();
    int least = format == ItemFormat.VALUES ? Integer.BYTES + 1 : ItemFormat.stride(format);
    int count = in.readLength(least);
    int from = in.position();
    return new ItemSlice(format, count, in.array(), from, from + in.remaining(), parcels);
  }

  /** Reads what {@link ItemWriter#parcelPlaces} wrote. */
  public static int[] parcelPlaces(WireInput in) {
    int[] places = new int[in.readLength(Integer.BYTES)];
    for (int i = 0; i < places.length; i++) {
      places[i] = in.readInt();
    }
    return places;
  }

  /**
   * The same items with their large values opened, so that these last whatever the sender does.
   *
   * @param places where their addresses are
   * @throws IOException if one is not there, or not what was promised; none is open then
   */
  public ItemSlice openParcels(int[] places, ParcelDesk desk) throws IOException {
    var opened = new ReceivedParcels();
    boolean all = false;
    try {
      for (int place : places) {
        if (place < 0 || place >= length()) {
          throw new BufferUnderflowException();
        }
        var in = new WireInput(bytes, from + place, length() - place);
        if (in.readByte() != Tag.PARCEL) {
          throw new IOException("no large value is there: place=" + place);
        }
        boolean keep = in.readByte() == Tag.MEMORY;
        opened.open(desk, Parcels.readAddress(in), keep);
      }
      all = true;
    } finally {
      if (!all) {
        opened.drop();
      }
    }
    return new ItemSlice(format, count, bytes, from, to, opened);
  }

  /** Reads the items. */
  public ItemReader reader() {
    return new ItemReader(this);
  }

  /** How many bytes of the message the items take. */
  public int length() {
    return to - from;
  }

  /** How many bytes are kept for the items, in the message and beside it. */
  public long weight() {
    return length() + parcels.bytes();
  }

  /** Each item by itself. */
  public List<ItemSlice> split() {
    List<ItemSlice> parts = new ArrayList<>(count);
    ItemReader reader = reader();
    for (int i = 0; i < count; i++) {
      int start = reader.position();
      reader.skip();
      parts.add(new ItemSlice(format, 1, bytes, start, reader.position(), parcels));
    }
    return parts;
  }

  /** Whether reading the items takes no user code and little time. */
  public boolean isPlain() {
    try {
      return format != ItemFormat.VALUES || (length() < LARGE && reader().isPlain());
    } catch (BufferUnderflowException damaged) {
      // Whoever reads the items will hear of it.
      return false;
    }
  }

  /** Whether any item is a failure. */
  public boolean anyFailure() {
    if (format != ItemFormat.VALUES) {
      return false;
    }
    ItemReader reader = reader();
    for (int i = 0; i < count; i++) {
      if (reader.skip()) {
        return true;
      }
    }
    return false;
  }
}
