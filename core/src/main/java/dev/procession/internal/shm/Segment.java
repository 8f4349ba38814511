package dev.procession.internal.shm;

import static dev.procession.internal.shm.SegmentLayout.BELL;
import static dev.procession.internal.shm.SegmentLayout.CREATED;
import static dev.procession.internal.shm.SegmentLayout.CREATOR;
import static dev.procession.internal.shm.SegmentLayout.DATA;
import static dev.procession.internal.shm.SegmentLayout.DATA_SIZE;
import static dev.procession.internal.shm.SegmentLayout.GATES;
import static dev.procession.internal.shm.SegmentLayout.GATE_COUNT;
import static dev.procession.internal.shm.SegmentLayout.KIND;
import static dev.procession.internal.shm.SegmentLayout.LABEL;
import static dev.procession.internal.shm.SegmentLayout.LABEL_SIZE;
import static dev.procession.internal.shm.SegmentLayout.MOST_GATES;
import static dev.procession.internal.shm.SegmentLayout.OPTIONS;
import static dev.procession.internal.shm.SegmentLayout.SLEEP;

import dev.procession.ProcessionException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;

/**
 * Memory that several processes have mapped, with the header of {@link SegmentLayout}, and the
 * atomic access to its words.
 *
 * <p>A process has at most one of these for the same memory: {@link Segments} sees to it. Each
 * public handle counts as one use; with the last one closed, or when nobody can reach them any
 * more, the memory is unmapped here. Access after that throws {@link IllegalStateException}. The
 * kernel frees the memory when no process has it mapped or open.
 */
public final class Segment {
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private final MemorySegment memory;
  private final SegmentAddress address;
  private final Waiter waiter;
  private final SegmentKind kind;
  private final PartyTable parties;
  private final Mapping mapping;
  private final Cleaner.Cleanable cleanable;

  /** See {@link #local}. Guarded by itself. */
  private final Map<Class<?>, Object> locals = new HashMap<>(2);

  /** How many handles of this process use the memory. Guarded by {@link Segments}. */
  private int uses = 1;

  /** See {@link #whenLeft}. */
  private volatile Runnable whenLeft = () -> {};

  /** What it takes to let go of the memory. */
  record Mapping(Arena arena, SegmentFile file) implements Runnable {
    @Override
    public void run() {
      closeMemory();
      file.close();
    }

    /** Cuts off all threads of this process. */
    void closeMemory() {
      if (arena.scope().isAlive()) {
        arena.close();
      }
    }
  }

  /** Over memory with a header in it that nobody is to be told of when it goes. */
  Segment(MemorySegment memory, Mapping mapping, SegmentAddress address, Cleaner cleaner) {
    this(memory, mapping, mapping, address, cleaner);
  }

  /** Over memory with a header in it; {@code unmapping} lets go of the mapping, once. */
  Segment(
      MemorySegment memory,
      Mapping mapping,
      Runnable unmapping,
      SegmentAddress address,
      Cleaner cleaner) {
    this.memory = memory;
    this.mapping = mapping;
    this.address = address;
    this.kind = SegmentKind.of(getInt(KIND));
    this.waiter = Waiter.of(getInt(SLEEP));
    this.parties = new PartyTable(this);
    this.cleanable = cleaner.register(this, unmapping);
  }

  // ---- what it is -------------------------------------------------------------------------------

  /** What the segment holds. */
  public SegmentKind kind() {
    return kind;
  }

  /** Tells it from all others; equal in all processes. */
  public String id() {
    return idOf(address);
  }

  static String idOf(SegmentAddress address) {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(address.idHigh()) + hex.toHexDigits(address.idLow());
  }

  /** Bits that mean something to the kind. */
  public int options() {
    return getInt(OPTIONS);
  }

  /** Who made it. */
  public long creator() {
    return getLong(CREATOR);
  }

  /** When it was made, in milliseconds since 1970. */
  public long created() {
    return getLong(CREATED);
  }

  /** What people call it; may be empty. */
  public String label() {
    return text(LABEL, LABEL_SIZE);
  }

  /** What to call it in messages: its label, or its id if it has none. */
  public String title() {
    String label = label();
    return label.isEmpty() ? id() : label;
  }

  /** For people: type, label if it has one, and state. */
  public String describe(String type, String state) {
    String label = label();
    return type + "[" + (label.isEmpty() ? "" : label + ": ") + state + "]";
  }

  /** Whether this process only looks at it: then writing to it is an error. */
  public boolean isReadOnly() {
    return memory.isReadOnly();
  }

  /** Where the data begin, behind words and parties. */
  public long dataOffset() {
    return getInt(DATA);
  }

  /** How many bytes of data there are. */
  public long dataSize() {
    return getLong(DATA_SIZE);
  }

  /** How many bytes it has in all. */
  long size() {
    return memory.byteSize();
  }

  /** The data; of no use once the segment is closed. */
  public MemorySegment data() {
    return memory.asSlice(dataOffset(), dataSize());
  }

  /** The processes that use it. */
  public PartyTable parties() {
    return parties;
  }

  /**
   * What the threads of this process share about the segment but other processes must not see, such
   * as which thread it is that holds a lock. One object for each type.
   *
   * @param make makes it, the first time; it may ask for objects of other types
   */
  public <T> T local(Class<T> type, Function<Segment, T> make) {
    synchronized (locals) {
      Object known = locals.get(type);
      if (known == null) {
        known = make.apply(this);
        locals.put(type, known);
      }
      return type.cast(known);
    }
  }

  /** How to find it from elsewhere. */
  public SegmentAddress address() {
    return address;
  }

  // ---- what lies behind it ----------------------------------------------------------------------

  /** Where the part of the file ends that the header speaks of, and that is always mapped. */
  long end() {
    return memory.byteSize();
  }

  /** A piece of what is always mapped. */
  MemorySegment piece(long offset, long size) {
    return memory.asSlice(offset, size);
  }

  /**
   * Maps a piece of the file behind what the header speaks of; it goes with the rest.
   *
   * @throws DamagedSegmentException if the file is shorter
   */
  MemorySegment mapFurther(long offset, long size) {
    try {
      return Uninterrupted.apart(() -> mapping.file().map(offset, size, mapping.arena()));
    } catch (IOException | OutOfMemoryError e) {
      throw noRoom("map", size, e);
    }
  }

  /** Sees to it that a piece of the file has memory, filled with zeros; the file may grow. */
  void reserveFurther(long offset, long size) {
    try {
      Uninterrupted.apart(
          () -> {
            mapping.file().reserve(kind.text(), offset, size);
            return true;
          });
    } catch (IOException | OutOfMemoryError e) {
      throw noRoom("get", size, e);
    }
  }

  /** Gives the memory of a piece of the file back, if that can be done. */
  boolean giveBack(long offset, long size) {
    return mapping.file().punch(offset, size);
  }

  private ProcessionException noRoom(String what, long size, Throwable e) {
    if (!mapping.arena().scope().isAlive()) {
      throw new IllegalStateException("closed in this process: " + kind.text() + "=" + id(), e);
    }
    return new ProcessionException(
        "could not "
            + what
            + " more shared memory: kind="
            + kind.text()
            + ", size="
            + size
            + ": "
            + e.getMessage(),
        e);
  }

  // ---- its life here ----------------------------------------------------------------------------

  /** One more handle of this process uses it. Called with the lock of {@link Segments} held. */
  boolean retain() {
    if (uses == 0) {
      return false;
    }
    uses++;
    return true;
  }

  /**
   * A handle is closed; with the last one the memory goes. Threads of this process that sleep on it
   * are woken, and find it closed.
   */
  public void release() {
    Segments.release(this);
  }

  /** Called with the lock of {@link Segments} held; true when that was the last one. */
  boolean releaseUse() {
    uses--;
    return uses == 0;
  }

  /**
   * What to do when this process has left the others with the last handle closed, and what it had
   * marked as its own is gone; the memory is still there.
   */
  void whenLeft(Runnable action) {
    whenLeft = action;
  }

  /** Called with the lock of {@link Segments} held. */
  void announceLeave() {
    whenLeft.run();
  }

  /** Unmaps it. Called once, with the lock of {@link Segments} held. */
  void unmap(Farewell.Reopening reopening) {
    if (!isReadOnly()) {
      var farewell = new Farewell(this);
      mapping.closeMemory();
      // What goes past the memory is to end as well before others get the locks.
      mapping.file().retire();
      // Sleepers of this process find the memory gone when they look again.
      farewell.bid(mapping.file(), reopening);
    }
    cleanable.clean();
  }

  /** Unmaps a second view of memory, whose file belongs to the first. */
  void closeView() {
    mapping.closeMemory();
  }

  // ---- sleeping ---------------------------------------------------------------------------------

  /** Sleeps on a gate; see {@link Waiter#await}. Counted, so that wakers know. */
  public void sleep(long gate, int expected, int bits, long nanos, boolean interruptible)
      throws InterruptedException {
    int party = parties.fallAsleep();
    boolean watched = nanos > Watch.SHORT && !kind.isOfPool();
    if (watched) {
      Watch.begin(this);
    }
    try {
      waiter.await(this, gate, expected, bits, nanos, interruptible);
      if (getInt(gate) == expected) {
        // It was woken though nothing has changed: somebody has died, perhaps.
        ProcessIds.doubt();
      }
    } finally {
      if (watched) {
        Watch.end(this);
      }
      parties.wakeUp(party);
    }
  }

  /** Wakes sleepers; see {@link Waiter#wake}. */
  public void wake(long gate, int count, int bits) {
    waiter.wake(this, gate, count, bits);
  }

  /** Who holds the lock that others see of it; {@link ProcessIds#NOBODY} if nobody does. */
  long holder() {
    LockWord lock = Outline.lockOf(this);
    return lock == null ? ProcessIds.NOBODY : lock.process();
  }

  /** Has everybody who sleeps here look again, if anybody does. */
  public void wakeAll() {
    if (!parties.mayBeAsleep()) {
      return;
    }
    getAndAddInt(BELL, 1);
    int gates = Math.min(getInt(GATE_COUNT), MOST_GATES);
    for (int i = 0; i < gates; i++) {
      wake(getInt(GATES + (long) i * Integer.BYTES), Waiter.ALL, Waiter.ANY);
    }
  }

  // ---- words ------------------------------------------------------------------------------------

  /** Whether the memory is there; at its address may be another otherwise. */
  boolean isMapped() {
    return memory.scope().isAlive();
  }

  /** Where a word is in this process. */
  long address(long offset) {
    return memory.address() + offset;
  }

  /** Reads a word that others may write; what they wrote before is then seen too. */
  public int getInt(long offset) {
    return (int) INT.getAcquire(memory, offset);
  }

  /** Writes a word; who reads it sees what was written before. */
  public void setInt(long offset, int value) {
    INT.setRelease(memory, offset, value);
  }

  /** Writes a word if it is what is expected. */
  public boolean compareAndSetInt(long offset, int expected, int value) {
    return INT.compareAndSet(memory, offset, expected, value);
  }

  /** Adds and returns what was there before. */
  public int getAndAddInt(long offset, int delta) {
    return (int) INT.getAndAdd(memory, offset, delta);
  }

  /** Writes and returns what was there before. */
  public int getAndSetInt(long offset, int value) {
    return (int) INT.getAndSet(memory, offset, value);
  }

  /** Reads a word that others may write; what they wrote before is then seen too. */
  public long getLong(long offset) {
    return (long) LONG.getAcquire(memory, offset);
  }

  /** Writes a word; who reads it sees what was written before. */
  public void setLong(long offset, long value) {
    LONG.setRelease(memory, offset, value);
  }

  /** Writes a word if it is what is expected. */
  public boolean compareAndSetLong(long offset, long expected, long value) {
    return LONG.compareAndSet(memory, offset, expected, value);
  }

  /** Adds and returns what was there before. */
  public long getAndAddLong(long offset, long delta) {
    return (long) LONG.getAndAdd(memory, offset, delta);
  }

  /** Writes a word if it is what is expected; returns what was there before. */
  long compareAndExchangeLong(long offset, long expected, long value) {
    return (long) LONG.compareAndExchange(memory, offset, expected, value);
  }

  /** Writes a word that nobody's next step depends on. */
  void setPlainLong(long offset, long value) {
    LONG.setOpaque(memory, offset, value);
  }

  /** Writes and returns what was there before. */
  public long getAndSetLong(long offset, long value) {
    return (long) LONG.getAndSet(memory, offset, value);
  }

  /** A text of at most so many bytes, which zeros fill up. */
  String text(long offset, int room) {
    byte[] bytes = memory.asSlice(offset, room).toArray(ValueLayout.JAVA_BYTE);
    int length = 0;
    while (length < room && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** Writes a text, cut to the room at the end of a character. */
  void text(long offset, int room, String text) {
    writeText(memory, offset, room, text);
  }

  static void writeText(MemorySegment memory, long offset, int room, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, room);
    while (length > 0 && length < bytes.length && (bytes[length] & 0xC0) == 0x80) {
      length--;
    }
    MemorySegment target = memory.asSlice(offset, room);
    target.fill((byte) 0);
    MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, 0, length);
  }
}
