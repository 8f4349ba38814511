package dev.procession.internal.shm;

import static dev.procession.internal.shm.SegmentLayout.CREATED;
import static dev.procession.internal.shm.SegmentLayout.CREATOR;
import static dev.procession.internal.shm.SegmentLayout.DATA;
import static dev.procession.internal.shm.SegmentLayout.DATA_SIZE;
import static dev.procession.internal.shm.SegmentLayout.GATES;
import static dev.procession.internal.shm.SegmentLayout.GATE_COUNT;
import static dev.procession.internal.shm.SegmentLayout.ID;
import static dev.procession.internal.shm.SegmentLayout.KIND;
import static dev.procession.internal.shm.SegmentLayout.LABEL;
import static dev.procession.internal.shm.SegmentLayout.LABEL_SIZE;
import static dev.procession.internal.shm.SegmentLayout.MAGIC;
import static dev.procession.internal.shm.SegmentLayout.MAGIC_OFFSET;
import static dev.procession.internal.shm.SegmentLayout.OPTIONS;
import static dev.procession.internal.shm.SegmentLayout.OUTLINE_LOCK;
import static dev.procession.internal.shm.SegmentLayout.OUTLINE_MASK;
import static dev.procession.internal.shm.SegmentLayout.OUTLINE_NAME;
import static dev.procession.internal.shm.SegmentLayout.OUTLINE_NAME_SIZE;
import static dev.procession.internal.shm.SegmentLayout.OUTLINE_NUMBER;
import static dev.procession.internal.shm.SegmentLayout.OUTLINE_TICKETS;
import static dev.procession.internal.shm.SegmentLayout.PARTIES;
import static dev.procession.internal.shm.SegmentLayout.PARTY_ROOM;
import static dev.procession.internal.shm.SegmentLayout.SIZE;
import static dev.procession.internal.shm.SegmentLayout.SLEEP;
import static dev.procession.internal.shm.SegmentLayout.VERSION;
import static dev.procession.internal.shm.SegmentLayout.VERSION_OFFSET;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.procession.ProcessionException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes segments, and finds those that other processes made. Used by any thread. */
public final class Segments {
  /** Lets go of memory whose handles were dropped without being closed. */
  private static final Cleaner CLEANER = Cleaner.create();

  /** By id. Guarded by the class; the cleaner drops the entries of unreachable segments. */
  private static final Map<String, WeakReference<Segment>> OPEN = new HashMap<>();

  private Segments() {}

  /**
   * Makes a segment for this process and those that it will be handed to.
   *
   * @throws ProcessionException if there is no room or no permission
   */
  public static Segment create(SegmentPlan plan) {
    try {
      return Uninterrupted.run(() -> createOnce(plan));
    } catch (IOException | OutOfMemoryError e) {
      throw new ProcessionException(
          "could not make shared memory: kind="
              + plan.kind().text()
              + ", size="
              + plan.size()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static Segment createOnce(SegmentPlan plan) throws IOException {
    SegmentFile file = SegmentFile.create(plan.kind().text().replace(' ', '-'), plan.size());
    Arena arena = Arena.ofShared();
    try {
      MemorySegment memory = file.map(plan.size(), arena);
      ThreadLocalRandom random = ThreadLocalRandom.current();
      String place = file.place().toString();
      var address = new SegmentAddress(random.nextLong(), random.nextLong(), place, place);
      writeHeader(memory, plan, address);
      return opened(memory, arena, file, address);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      arena.close();
      file.close();
      throw e;
    }
  }

  static void writeHeader(MemorySegment memory, SegmentPlan plan, SegmentAddress address) {
    memory.set(JAVA_INT, VERSION_OFFSET, VERSION);
    memory.set(JAVA_INT, KIND, plan.kind().ordinal());
    memory.set(JAVA_LONG, SIZE, plan.size());
    memory.set(JAVA_LONG, ID, address.idHigh());
    memory.set(JAVA_LONG, ID + Long.BYTES, address.idLow());
    memory.set(JAVA_LONG, CREATOR, ProcessIds.self());
    memory.set(JAVA_LONG, CREATED, System.currentTimeMillis());
    memory.set(JAVA_INT, SLEEP, Waiter.kindHere());
    memory.set(JAVA_INT, OPTIONS, plan.options());
    memory.set(JAVA_INT, PARTIES, plan.partiesOffset());
    memory.set(JAVA_INT, PARTY_ROOM, plan.partyRoom());
    memory.set(JAVA_INT, GATE_COUNT, plan.gates().length);
    for (int i = 0; i < plan.gates().length; i++) {
      memory.set(JAVA_INT, GATES + (long) i * Integer.BYTES, plan.gates()[i]);
    }
    memory.set(JAVA_INT, DATA, plan.dataOffset());
    memory.set(JAVA_LONG, DATA_SIZE, plan.dataSize());
    Segment.writeText(memory, LABEL, LABEL_SIZE, plan.label());
    Outline outline = plan.outline();
    memory.set(JAVA_INT, OUTLINE_LOCK, outline.lock());
    memory.set(JAVA_INT, OUTLINE_TICKETS, outline.tickets());
    memory.set(JAVA_INT, OUTLINE_NUMBER, outline.number());
    memory.set(JAVA_LONG, OUTLINE_MASK, outline.mask());
    Segment.writeText(memory, OUTLINE_NAME, OUTLINE_NAME_SIZE, outline.numberName());
    memory.set(JAVA_LONG, MAGIC_OFFSET, MAGIC);
  }

  /**
   * Finds a segment that this or another process made.
   *
   * @throws ProcessionException if it is gone, may not be opened, or is not of that kind
   * @throws DamagedSegmentException if its header cannot be
   */
  public static Segment attach(SegmentAddress address, SegmentKind kind) {
    try {
      Segment segment = attach(address);
      if (segment.kind() != kind) {
        segment.release();
        throw new DamagedSegmentException(
            "kind=" + segment.kind().text() + ", expected=" + kind.text());
      }
      return segment;
    } catch (AccessDeniedException e) {
      throw new ProcessionException(
          "the shared "
              + kind.text()
              + " must not be opened here: this process has another user, another user namespace or"
              + " fewer capabilities than the one that sent it; run both with the same: place="
              + address.place(),
          e);
    } catch (IOException e) {
      throw new ProcessionException(
          "the shared "
              + kind.text()
              + " is gone: the process that sent it has ended or closed it; keep it open until it"
              + " has arrived: place="
              + address.place()
              + ": "
              + e,
          e);
    }
  }

  private static synchronized Segment attach(SegmentAddress address) throws IOException {
    Segment known = known(address);
    if (known != null && known.retain()) {
      return known;
    }
    try {
      return Uninterrupted.run(() -> map(address, address.place()));
    } catch (IOException senderGone) {
      try {
        return Uninterrupted.run(() -> map(address, address.origin()));
      } catch (IOException creatorGone) {
        throw senderGone;
      }
    }
  }

  private static Segment map(SegmentAddress sent, String place) throws IOException {
    SegmentFile file = SegmentFile.open(Path.of(place));
    Arena arena = Arena.ofShared();
    try {
      SegmentHeader header = SegmentHeader.read(file);
      if (header.idHigh() != sent.idHigh() || header.idLow() != sent.idLow()) {
        throw new IOException("another file is there now: place=" + place);
      }
      MemorySegment memory = file.map(header.size(), arena);
      var own =
          new SegmentAddress(sent.idHigh(), sent.idLow(), file.place().toString(), sent.origin());
      return opened(memory, arena, file, own);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      arena.close();
      file.close();
      throw e;
    }
  }

  private static synchronized Segment opened(
      MemorySegment memory, Arena arena, SegmentFile file, SegmentAddress address) {
    var mapping = new Segment.Mapping(arena, file);
    String id = Segment.idOf(address);
    Runnable unmapping =
        () -> {
          try {
            forget(id, memory);
          } finally {
            mapping.run();
          }
        };
    var segment = new Segment(memory, mapping, unmapping, address, CLEANER);
    OPEN.put(id, new WeakReference<>(segment));
    segment.parties().join();
    Deaths.matter();
    return segment;
  }

  /** A segment was dropped, unless there is another one of the same memory by now. */
  private static synchronized void forget(String id, MemorySegment memory) {
    WeakReference<Segment> reference = OPEN.get(id);
    if (reference != null && reference.get() == null) {
      OPEN.remove(id);
      PartyTable.leave(memory);
    }
  }

  private static @Nullable Segment known(SegmentAddress address) {
    String id = Segment.idOf(address);
    WeakReference<Segment> reference = OPEN.get(id);
    return reference == null ? null : reference.get();
  }

  static void release(Segment segment) {
    synchronized (Segments.class) {
      if (!segment.releaseUse()) {
        return;
      }
      if (!segment.isReadOnly()) {
        OPEN.remove(segment.id());
        // Who attaches anew from here on takes a place of its own.
        if (segment.parties().leave()) {
          segment.announceLeave();
        }
      }
      // With the lock held: when this process attaches the memory again, it has left it before.
      boolean interrupted = Thread.interrupted();
      try {
        segment.unmap(file -> view(segment, file));
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** Maps a segment a second time; {@link Segment#closeView} undoes it. */
  private static Segment view(Segment segment, SegmentFile file) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment memory = file.map(segment.size(), arena);
      return new Segment(memory, new Segment.Mapping(arena, file), segment.address(), CLEANER);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      arena.close();
      throw e;
    }
  }

  /**
   * Maps a segment of others only to look at it: nothing in it changes. The caller releases it.
   *
   * @throws DamagedSegmentException if it is none
   * @throws IOException if it is not there
   */
  public static Segment look(Path place) throws IOException {
    SegmentFile file = SegmentFile.look(place);
    Arena arena = Arena.ofShared();
    try {
      SegmentHeader header = SegmentHeader.read(file);
      MemorySegment memory = file.map(header.size(), arena);
      String path = place.toString();
      var address = new SegmentAddress(header.idHigh(), header.idLow(), path, path);
      return new Segment(memory, new Segment.Mapping(arena, file), address, CLEANER);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      arena.close();
      file.close();
      throw e;
    }
  }

  /** Those that this process has open. */
  public static synchronized List<Segment> open() {
    List<Segment> open = new ArrayList<>();
    for (WeakReference<Segment> reference : OPEN.values()) {
      Segment segment = reference.get();
      if (segment != null) {
        open.add(segment);
      }
    }
    return open;
  }

  /**
   * Has everybody look again who sleeps on a segment that this process knows too: a process has
   * died. Without this {@link Watch} would find out, but later.
   */
  static void onDeath() {
    // Or a fair lock, freed some milliseconds later, might be handed to the dead one.
    ProcessIds.doubt();
    withEach(Segment::wakeAll);
  }

  /** Leaves all segments at the end of this process, in order: it takes nothing with it. */
  public static void onExit() {
    withEach(segment -> segment.parties().retire());
  }

  private static void withEach(Consumer<Segment> action) {
    for (Segment segment : open()) {
      try {
        action.accept(segment);
      } catch (IllegalStateException | InternalError closedMeanwhileOrCutOff) {
        // Whoever uses it is told so. The others are to have their turn.
      }
    }
  }
}
