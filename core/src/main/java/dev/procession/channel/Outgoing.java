package dev.procession.channel;

import dev.procession.internal.shm.Records;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireOutput;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Items as records, encoded before any lock is taken. Each thread keeps one of these; code of the
 * user's that runs while it is in use, such as {@code writeObject}, gets another one.
 */
final class Outgoing {
  private static final int USUAL_BYTES = 256;

  /** A thread keeps no more. */
  private static final int KEPT_BYTES = 1 << 16;

  private static final ThreadLocal<@Nullable Outgoing> OWN = new ThreadLocal<>();

  private final Records records = new Records();
  private WireOutput out = new WireOutput(USUAL_BYTES);

  private Outgoing() {}

  /** One that nobody uses; to be {@linkplain #release released}. */
  static Outgoing borrow() {
    Outgoing own = OWN.get();
    if (own == null) {
      return new Outgoing();
    }
    OWN.set(null);
    return own;
  }

  void release() {
    records.clear();
    out.rewind(0);
    // It would hold on to the class loader of what was sent.
    if (out.array().length > KEPT_BYTES || out.foreignLoader() != null) {
      out = new WireOutput(USUAL_BYTES);
    }
    OWN.set(this);
  }

  /** Some of the items have been put: what others are to fetch for them must be kept here. */
  void sent() {
    out.sent();
  }

  /**
   * Adds an item.
   *
   * @throws dev.procession.NotSendableException if it cannot be sent; then it is not added
   */
  void add(Object item) {
    if (item instanceof Integer number) {
      records.addWord(ItemFormat.INTEGER, number);
      return;
    }
    int format = ItemFormat.of(item);
    if (format != ItemFormat.VALUE) {
      records.add(format, ItemFormat.memory(item));
      return;
    }
    int start = out.position();
    ObjectCodec.write(out, item, "the item");
    records.add(ItemFormat.VALUE, start, out.position() - start);
  }

  /** The records of all items added. */
  Records records() {
    if (out.position() > 0) {
      records.common(MemorySegment.ofArray(out.array()));
    }
    return records;
  }

  int count() {
    return records.count();
  }

  /** How many bytes have been encoded. */
  int bytes() {
    return out.position();
  }
}
