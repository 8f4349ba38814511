package dev.procession.internal.wire;

import dev.procession.NotSendableException;
import dev.procession.internal.shm.Parcel;
import dev.procession.internal.shm.ParcelShelf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch of arguments or results, each so that it can be read, or fail to be read, without
 * the others. Used by one thread at a time.
 */
public final class ItemWriter {
  private final WireOutput out;
  private int format = ItemFormat.VALUES;
  private int count;

  /** Where each item begins; used by {@link ItemFormat#VALUES} only. */
  private int[] offsets = new int[16];

  /** Is told of the large values of a batch. */
  @FunctionalInterface
  public interface ParcelVisitor {
    /** An item has a value in a parcel. */
    void visit(int item, Parcel parcel);
  }

  /** Starts an empty batch with room for so many bytes. */
  public ItemWriter(int capacity) {
    out = new WireOutput(capacity);
  }

  /** The same; large values are put into parcels. */
  public ItemWriter(int capacity, ParcelShelf shelf) {
    out = new WireOutput(capacity, shelf);
  }

  /** How many items have been added. */
  public int count() {
    return count;
  }

  /** How many bytes they take, in the message and beside it. */
  public long bytes() {
    return out.position() + out.parcelBytes();
  }

  /** Whether there are large values beside the message. */
  public boolean hasParcels() {
    return !out.parcels().isEmpty();
  }

  /** Tells of all large values beside the message. */
  public void forEachParcel(ParcelVisitor visitor) {
    int item = 0;
    for (ParcelShelf.Sent sent : out.parcels()) {
      while (item + 1 < count && offsets[item + 1] <= sent.position()) {
        item++;
      }
      visitor.visit(item, sent.parcel());
    }
  }

  /** Gives back the memory of large values: the batch is not sent after all. */
  public void discard() {
    out.rewind(0);
    clear();
  }

  /** See {@link WireOutput#foreignLoader()}. */
  public @Nullable ClassLoader foreignLoader() {
    return out.foreignLoader();
  }

  /** Begins a new batch in the same memory. */
  public void clear() {
    out.restart();
    count = 0;
    format = ItemFormat.VALUES;
  }

  /**
   * Adds a value.
   *
   * @throws NotSendableException if it cannot be sent; the batch is as before then
   */
  public void addValue(@Nullable Object value, String what) {
    if (!addNumber(value)) {
      int start = beginItem(ItemFormat.VALUE);
      try {
        ObjectCodec.write(out, value, what);
      } catch (NotSendableException | Error e) {
        out.rewind(start);
        throw e;
      }
      endItem(start);
    }
  }

  /** Adds a value if that takes no user code and cannot fail; false if it was not added. */
  public boolean addNumber(@Nullable Object value) {
    if (value == null) {
      return false;
    }
    int wanted = ItemFormat.of(value);
    if (wanted == ItemFormat.VALUES || (count > 0 && wanted != format)) {
      return false;
    }
    format = wanted;
    count++;
    if (value instanceof Integer i) {
      out.writeInt(i);
    } else if (value instanceof Long l) {
      out.writeLong(l);
    } else {
      out.writeLong(Double.doubleToRawLongBits((Double) value));
    }
    return true;
  }

  /** Adds the failure of an item. */
  public void addError(Throwable error) {
    int start = beginItem(ItemFormat.ERROR);
    ErrorCodec.write(out, error);
    endItem(start);
  }

  /** Adds the items of another batch. */
  public void addAll(ItemWriter other) {
    other.toValues();
    toValues();
    for (int i = 0; i < other.count; i++) {
      int from = other.offsets[i];
      int to = i + 1 < other.count ? other.offsets[i + 1] : other.out.position();
      noteOffset();
      out.writeBytes(other.out.array(), from, to - from);
      count++;
    }
  }

  /** The batch as it is now; it must not be changed as long as the result is used. */
  public Items items() {
    boolean numbers = format != ItemFormat.VALUES;
    return new Items(
        format, count, out.array(), out.position(), numbers ? null : Arrays.copyOf(offsets, count));
  }

  /**
   * Where the addresses of large values are, for {@link ItemSlice#openParcels}: how many (4), for
   * each its place behind the beginning of the items (4).
   */
  public ByteBuffer parcelPlaces() {
    List<ParcelShelf.Sent> parcels = out.parcels();
    ByteBuffer places = ByteBuffer.allocate(Integer.BYTES * (1 + parcels.size()));
    places.putInt(parcels.size());
    for (ParcelShelf.Sent sent : parcels) {
      places.putInt(sent.position());
    }
    return places.flip();
  }

  /** The batch to be sent: format (4), count (4), items. It must not be changed until then. */
  public ByteBuffer[] pieces() {
    ByteBuffer head = ByteBuffer.allocate(8).putInt(format).putInt(count).flip();
    return new ByteBuffer[] {head, ByteBuffer.wrap(out.array(), 0, out.position())};
  }

  private int beginItem(int status) {
    toValues();
    int start = out.position();
    out.writeInt(0);
    out.writeByte(status);
    return start;
  }

  private void endItem(int start) {
    out.setInt(start, out.position() - start - Integer.BYTES);
    noteOffset(start);
    count++;
  }

  private void noteOffset() {
    noteOffset(out.position());
  }

  private void noteOffset(int offset) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    offsets[count] = offset;
  }

  /** A batch of numbers that gets something else becomes a batch of values. */
  private void toValues() {
    if (format == ItemFormat.VALUES) {
      return;
    }
    byte[] copy = out.toByteArray();
    var numbers = new ItemReader(new Items(format, count, copy, copy.length, null));
    int size = count;
    clear();
    for (int i = 0; i < size; i++) {
      Object number = numbers.nextNumber();
      int start = beginItem(ItemFormat.VALUE);
      PlainWriter.write(out, number);
      endItem(start);
    }
  }
}
