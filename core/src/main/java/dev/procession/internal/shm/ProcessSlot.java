package dev.procession.internal.shm;

import static dev.procession.internal.shm.ProcessTableLayout.CLAIM;
import static dev.procession.internal.shm.ProcessTableLayout.DONE;
import static dev.procession.internal.shm.ProcessTableLayout.ITEM_BEGAN;
import static dev.procession.internal.shm.ProcessTableLayout.LANES;
import static dev.procession.internal.shm.ProcessTableLayout.LANE_STRIDE;
import static dev.procession.internal.shm.ProcessTableLayout.PID;
import static dev.procession.internal.shm.ProcessTableLayout.SLOT_SIZE;
import static dev.procession.internal.shm.ProcessTableLayout.slotOffset;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The words of one slot of the {@link ProcessTable}, with the memory ordering each is used with.
 */
public final class ProcessSlot {
  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer memory;
  private final int index;
  private final int offset;

  ProcessSlot(ByteBuffer memory, int index) {
    this.memory = memory;
    this.index = index;
    this.offset = slotOffset(index);
  }

  /** A slot of no table, in memory that nobody else has: for a rehearsal. */
  public static ProcessSlot alone() {
    return new ProcessSlot(ByteBuffer.allocateDirect(slotOffset(1)), 0);
  }

  /** Which slot of the table this is. */
  public int index() {
    return index;
  }

  /** The child's process id, or 0 as long as it has not said so. */
  public long pid() {
    return get(PID);
  }

  /** Says who uses the slot. Called by the child, once. */
  public void pid(long pid) {
    set(PID, pid);
  }

  /** When the item claimed last began, in the time of {@link System#nanoTime()}. */
  public long itemBegan() {
    return get(ITEM_BEGAN);
  }

  /** Says when the item to be claimed next begins. Called by the child. */
  public void itemBegan(long nanoTime) {
    set(ITEM_BEGAN, nanoTime);
  }

  /** The claims of one of the two chunks that the child may hold at a time. */
  public ItemClaims claims(int lane) {
    if (lane < 0 || lane >= LANES) {
      throw new IllegalArgumentException("no such lane: lane=" + lane + ", lanes=" + LANES);
    }
    return new ItemClaims(this, CLAIM + lane * LANE_STRIDE, DONE + lane * LANE_STRIDE);
  }

  /** How many chunks a child may hold at a time. */
  public static int lanes() {
    return LANES;
  }

  /** Forgets what the slot's last user wrote. */
  void clear() {
    for (int word = 0; word < SLOT_SIZE; word += Long.BYTES) {
      set(word, 0);
    }
  }

  long get(int field) {
    return (long) WORD.getAcquire(memory, offset + field);
  }

  void set(int field, long value) {
    WORD.setRelease(memory, offset + field, value);
  }

  boolean compareAndSet(int field, long expected, long value) {
    return WORD.compareAndSet(memory, offset + field, expected, value);
  }
}
