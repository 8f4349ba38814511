package dev.procession.internal.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A parcel as its receiver has it mapped, for as long as it is used or kept to be used again. Used
 * by any thread.
 */
public final class ParcelView {
  private static final VarHandle STATE = JAVA_INT.varHandle();

  private final Arena arena;
  private final MemorySegment memory;
  private final long capacity;

  /** The desk's own use, and those of who reads. */
  private final AtomicInteger uses = new AtomicInteger(1);

  ParcelView(Arena arena, MemorySegment memory, long capacity) {
    this.arena = arena;
    this.memory = memory;
    this.capacity = capacity;
  }

  long capacity() {
    return capacity;
  }

  /** The value that is in it now. */
  public MemorySegment bytes(long size) {
    return memory.asSlice(ParcelLayout.DATA, size);
  }

  /** For who has it already, in one way or another. */
  void retain() {
    uses.getAndIncrement();
  }

  /** Ends a use; the last one unmaps it. */
  public void release() {
    if (uses.decrementAndGet() == 0) {
      arena.close();
    }
  }

  /** Tells the sender that the value cannot be lost any more. */
  void hold() {
    STATE.setRelease(memory, (long) ParcelLayout.STATE, ParcelLayout.HELD);
  }

  /** Tells the sender that it may use the parcel again. */
  public void free() {
    STATE.setRelease(memory, (long) ParcelLayout.STATE, ParcelLayout.FREE);
  }
}
