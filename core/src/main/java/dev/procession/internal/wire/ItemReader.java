package dev.procession.internal.wire;

import java.nio.BufferUnderflowException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of a batch one after the other. An item that cannot be rebuilt throws, and the
 * next can be read all the same. Used by one thread at a time.
 */
public final class ItemReader {
  private final WireInput in;
  private final int format;
  private final int count;
  private int read;

  /** Reads a batch that was made in this process. */
  ItemReader(Items items) {
    this.in = new WireInput(items.bytes(), 0, items.length());
    this.format = items.format();
    this.count = items.count();
  }

  /** Reads a batch that was received. */
  ItemReader(ItemSlice slice) {
    this.in = new WireInput(slice.bytes(), slice.from(), slice.length(), slice.parcels());
    this.format = slice.format();
    this.count = slice.count();
  }

  /** How many items the batch has. */
  public int count() {
    return count;
  }

  /** Where the next item begins, as an index into the array. */
  int position() {
    return in.position();
  }

  /** What the next item is. */
  public sealed interface Item {
    /** A value. */
    record Value(@Nullable Object value) implements Item {}

    /** The failure of an item. */
    record Failure(Throwable error) implements Item {}
  }

  /**
   * Reads a value.
   *
   * @throws dev.procession.NotSendableException if it cannot be rebuilt here
   */
  public @Nullable Object nextValue(ClassLoader loader, String what) {
    if (format != ItemFormat.VALUES) {
      return nextNumber();
    }
    int end = beginItem();
    try {
      in.readByte();
      return ObjectCodec.read(in, loader, what);
    } finally {
      in.position(end);
    }
  }

  /**
   * Reads a result.
   *
   * @throws dev.procession.NotSendableException if it is a value that cannot be rebuilt here
   */
  public Item next(ClassLoader loader, String what) {
    if (format != ItemFormat.VALUES) {
      return new Item.Value(nextNumber());
    }
    int end = beginItem();
    try {
      return in.readByte() == ItemFormat.ERROR
          ? new Item.Failure(ErrorCodec.read(in, loader))
          : new Item.Value(ObjectCodec.read(in, loader, what));
    } finally {
      in.position(end);
    }
  }

  /**
   * Whether the batch is numbers, all of them values; then {@link #nextNumber()} is the fast way.
   */
  public boolean numbers() {
    return format != ItemFormat.VALUES;
  }

  /** Reads a number of a batch of {@link #numbers()}. */
  public Object nextNumber() {
    read++;
    return switch (format) {
      case ItemFormat.INTS -> in.readInt();
      case ItemFormat.LONGS -> in.readLong();
      default -> Double.longBitsToDouble(in.readLong());
    };
  }

  /** Whether all that is left is values of the JDK's simplest types. */
  boolean isPlain() {
    while (read < count) {
      int end = beginItem();
      if (in.readByte() != ItemFormat.VALUE || in.readByte() >= Tag.ENUM) {
        return false;
      }
      in.position(end);
    }
    return true;
  }

  /** Passes over an item; says whether it is a failure. */
  public boolean skip() {
    if (format != ItemFormat.VALUES) {
      var unused = nextNumber();
      return false;
    }
    int end = beginItem();
    boolean failure = in.readByte() == ItemFormat.ERROR;
    in.position(end);
    return failure;
  }

  /** Reads the length of the next item; returns where it ends. */
  private int beginItem() {
    if (read == count) {
      throw new BufferUnderflowException();
    }
    read++;
    int length = in.readLength(1);
    return in.position() + length;
  }
}
