package dev.procession.internal.wire;

import dev.procession.NotSendableException;
import dev.procession.internal.shm.Parcel;
import dev.procession.internal.shm.ParcelAddress;
import dev.procession.internal.shm.ParcelShelf;
import dev.procession.internal.shm.Steps;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import org.jspecify.annotations.Nullable;

/**
 * Large arrays and memory, which travel beside the message that names them: they are copied once
 * into shared memory, and from there at most once more.
 */
final class Parcels {
  private Parcels() {}

  /**
   * Puts a value into a parcel and appends its address, if it is large and there is a shelf for it;
   * else does nothing and returns false.
   *
   * @throws NotSendableException if there is no memory for it, or it cannot be read
   */
  static boolean write(WireOutput out, @Nullable Object value, String what) {
    ParcelShelf shelf = out.shelf();
    if (shelf == null || value == null) {
      return false;
    }
    int kind = ArrayKind.of(value);
    long size = ArrayKind.size(kind, value);
    if (size < ParcelShelf.LARGE || !shelf.hasRoom()) {
      return false;
    }
    Parcel parcel = fill(shelf, kind, value, size, what);
    out.carry(parcel, size);
    writeAddress(out, kind, parcel.address(size));
    return true;
  }

  private static Parcel fill(ParcelShelf shelf, int kind, Object value, long size, String what) {
    try {
      if (value instanceof MemorySegment memory) {
        return shelf.fill(memory);
      }
      Parcel parcel = shelf.take(size);
      ArrayKind.copyIn(kind, value, parcel.room(size));
      Steps.at("parcel filled");
      return parcel;
    } catch (IOException | OutOfMemoryError e) {
      throw new NotSendableException(
          "there is no shared memory for "
              + what
              + ": size="
              + size
              + ": "
              + e.getMessage()
              + "; send less at a time, or give the machine or container more memory",
          e);
    } catch (IllegalStateException | WrongThreadException e) {
      throw new NotSendableException(
          what + " is memory that cannot be read by the thread that sends it: size=" + size, e);
    }
  }

  private static void writeAddress(WireOutput out, int kind, ParcelAddress address) {
    out.writeByte(Tag.PARCEL);
    out.writeByte(kind);
    out.writeLong(address.size());
    out.writeLong(address.id());
    out.writeText(address.place());
  }

  /**
   * Reads a value; the tag has been read.
   *
   * @throws IOException if it is not there any more
   */
  static Object read(WireInput in) throws IOException {
    int kind = in.readByte();
    ParcelAddress address = readAddress(in);
    if (kind == Tag.MEMORY) {
      return in.parcels().keep(address);
    }
    long count = address.size() / ArrayKind.unit(kind);
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw new BufferUnderflowException();
    }
    return in.parcels().copy(address, bytes -> ArrayKind.copyOut(kind, (int) count, bytes));
  }

  /** Reads what comes after tag and kind. */
  static ParcelAddress readAddress(WireInput in) {
    long size = in.readLong();
    return new ParcelAddress(in.readLong(), size, in.readText());
  }
}
