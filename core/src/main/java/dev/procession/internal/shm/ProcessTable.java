package dev.procession.internal.shm;

import static dev.procession.internal.shm.ProcessTableLayout.MAGIC;
import static dev.procession.internal.shm.ProcessTableLayout.MAGIC_OFFSET;
import static dev.procession.internal.shm.ProcessTableLayout.SIZE;
import static dev.procession.internal.shm.ProcessTableLayout.SLOT_COUNT;
import static dev.procession.internal.shm.ProcessTableLayout.SLOT_COUNT_OFFSET;
import static dev.procession.internal.shm.ProcessTableLayout.SLOT_SIZE;
import static dev.procession.internal.shm.ProcessTableLayout.VERSION;
import static dev.procession.internal.shm.ProcessTableLayout.VERSION_OFFSET;
import static dev.procession.internal.shm.ProcessTableLayout.slotOffset;

import dev.procession.ProcessionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One slot of shared memory for each child of this process.
 *
 * <p>The parent makes the table with its first child and hands out slots; a child maps the table
 * and uses its own slot only. Which slots are taken is known to the parent alone, in private
 * memory, so no child can damage it. A slot is free again when its child has been reaped.
 */
public final class ProcessTable {
  /** So much of the table is taken from the system at a time; a page. */
  private static final int PIECE = 4096;

  private static @Nullable ProcessTable own;

  private final SharedFile file;

  /** Guarded by this. */
  private final BitSet taken = new BitSet();

  /** How many bytes there is room for. Guarded by this. */
  private int reserved = PIECE;

  private ProcessTable(SharedFile file) {
    this.file = file;
    ByteBuffer memory = file.memory();
    memory.putInt(VERSION_OFFSET, VERSION);
    memory.putInt(SLOT_COUNT_OFFSET, SLOT_COUNT);
    memory.putLong(MAGIC_OFFSET, MAGIC);
  }

  /** The table of this process's children; lives as long as this process. */
  public static synchronized ProcessTable own() {
    ProcessTable table = own;
    if (table == null) {
      table = new ProcessTable(SharedFile.create("table", SIZE, PIECE));
      own = table;
    }
    return table;
  }

  /** What a child needs to attach. */
  public Path address() {
    return file.address();
  }

  /**
   * Takes a slot for a child about to be started.
   *
   * @throws ProcessionException if all are taken, or there is no room for more
   */
  public synchronized ProcessSlot take() {
    int index = taken.nextClearBit(0);
    if (index >= SLOT_COUNT) {
      throw new ProcessionException(
          "too many child processes: children=" + SLOT_COUNT + "; close some pools", null);
    }
    while (reserved < SIZE && slotOffset(index) + SLOT_SIZE > reserved) {
      int piece = Math.min(PIECE, SIZE - reserved);
      file.reserve(reserved, piece);
      reserved += piece;
    }
    taken.set(index);
    var slot = new ProcessSlot(file.memory(), index);
    slot.clear();
    return slot;
  }

  /** Gives a slot back; its child must have been reaped, or never started. */
  public synchronized void release(ProcessSlot slot) {
    taken.clear(slot.index());
  }

  /**
   * Maps the parent's table in a child.
   *
   * @throws IOException if it is gone, which means that the parent is, or if it is not a table
   */
  public static ProcessSlot attach(Path address, int index) throws IOException {
    ByteBuffer memory = SharedFile.attach(address, SIZE);
    long magic = memory.getLong(MAGIC_OFFSET);
    int version = memory.getInt(VERSION_OFFSET);
    int slots = memory.getInt(SLOT_COUNT_OFFSET);
    if (magic != MAGIC || version != VERSION || slots != SLOT_COUNT) {
      throw new IOException(
          "not a process table of this version: address=" + address + ", version=" + version);
    }
    if (index < 0 || index >= slots) {
      throw new IOException("no such slot: slot=" + index + ", slots=" + slots);
    }
    return new ProcessSlot(memory, index);
  }
}
