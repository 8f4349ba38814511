package dev.procession.internal.shm;

import static dev.procession.internal.shm.PartyLayout.ASLEEP;
import static dev.procession.internal.shm.PartyLayout.HELD;
import static dev.procession.internal.shm.PartyLayout.MARK;
import static dev.procession.internal.shm.PartyLayout.NAME;
import static dev.procession.internal.shm.PartyLayout.NAME_SIZE;
import static dev.procession.internal.shm.PartyLayout.PROCESS;
import static dev.procession.internal.shm.ProcessIds.NOBODY;
import static dev.procession.internal.shm.SegmentLayout.PARTIES;
import static dev.procession.internal.shm.SegmentLayout.PARTIES_EVER;
import static dev.procession.internal.shm.SegmentLayout.PARTY_ROOM;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.procession.ProcessionException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/**
 * The processes that use a segment, and what each of them has of it.
 *
 * <p>A process joins as it attaches and leaves as it closes. It has one place at most, which it
 * finds again when it attaches anew. When it ends it stays in the table; what it held is given back
 * by the kind's own recovery, which then {@linkplain #bury buries} it. A table that is full counts
 * no more processes; what depends on being counted says so by an exception.
 */
public final class PartyTable {
  /** What {@link #own} returns for a process that found no room. */
  public static final int NONE = -1;

  /** In a place's process: it is not in the table, but clears the place of a dead one. */
  private static final long BURYING = 1;

  /** Says what this process is called. Set once by the layer that knows. */
  private static volatile Supplier<String> ownName = () -> "";

  private final Segment segment;
  private final int offset;
  private final int room;

  /** The party of this process. Guarded by this; read by anyone. */
  private volatile int own = NONE;

  /** The place that it has given back. Likewise. */
  private volatile int former = NONE;

  /** Set when it has left for good: threads still at work here do not join again. Likewise. */
  private boolean left;

  PartyTable(Segment segment) {
    this.segment = segment;
    this.offset = segment.getInt(PARTIES);
    this.room = segment.getInt(PARTY_ROOM);
  }

  /** Has parties that join from now on called so. */
  public static void nameBy(Supplier<String> name) {
    ownName = name;
  }

  // ---- this process -----------------------------------------------------------------------------

  /** Takes a place for this process, if there is one and it has none. */
  synchronized void join() {
    if (left) {
      throw new IllegalStateException(
          "closed in this process: " + segment.kind().text() + "=" + segment.id());
    }
    if (own == NONE) {
      resume();
    }
    for (int party = 0; own == NONE && party < room; party++) {
      take(party, NOBODY);
    }
    for (int party = 0; own == NONE && party < room; party++) {
      long process = process(party);
      if (held(party) == 0 && ProcessIds.isDead(process)) {
        take(party, process);
      }
    }
  }

  /**
   * Goes on in the place that this process has already: it dropped the segment without closing it,
   * or held something as it closed it.
   */
  private void resume() {
    for (int party = 0; own == NONE && party < ever(); party++) {
      if (process(party) == ProcessIds.self()) {
        segment.setInt(at(party, ASLEEP), 0);
        own = party;
      }
    }
  }

  private void take(int party, long predecessor) {
    if (segment.compareAndSetLong(at(party, PROCESS), predecessor, ProcessIds.self())) {
      segment.setInt(at(party, ASLEEP), 0);
      segment.setLong(at(party, MARK), 0);
      raiseEver(party + 1);
      segment.text(at(party, NAME), NAME_SIZE, ownName.get());
      own = party;
    }
  }

  private void raiseEver(int count) {
    int ever = segment.getInt(PARTIES_EVER);
    while (ever < count && !segment.compareAndSetInt(PARTIES_EVER, ever, count)) {
      ever = segment.getInt(PARTIES_EVER);
    }
  }

  /** The party of this process, or {@link #NONE}. */
  public int own() {
    if (own == NONE) {
      // Others may have left since.
      join();
    }
    return own;
  }

  /**
   * The party of this process, which cannot do without.
   *
   * @throws ProcessionException if there is no room for it
   */
  public int ownOrFail() {
    return ownOrFail("");
  }

  /**
   * The party of this process, which cannot do without.
   *
   * @param alternative what else may be done about it, as the end of a sentence
   * @throws ProcessionException if there is no room for it
   */
  public int ownOrFail(String alternative) {
    int party = own();
    if (party == NONE) {
      throw new ProcessionException(
          "too many processes use the "
              + segment.kind().text()
              + ": processes="
              + ever()
              + "; close it where it is not needed"
              + alternative,
          null);
    }
    return party;
  }

  /**
   * Gives the place back, unless the process holds something.
   *
   * @return whether there was a mark, which may be news to others
   */
  synchronized boolean leave() {
    left = own == NONE || held(own) == 0;
    if (own == NONE || !left) {
      return false;
    }
    boolean marked = mark(own) != 0;
    segment.setLong(at(own, MARK), 0);
    segment.setLong(at(own, PROCESS), NOBODY);
    former = own;
    own = NONE;
    return marked;
  }

  /** The place that this process had until it left; {@link #NONE} if it had none, or stays. */
  int former() {
    return former;
  }

  /**
   * Whether there is something in a place that this process has left: a thread of it that has been
   * cut off since had got that at the last moment.
   */
  boolean hasLeft(SegmentFile file, int party) throws IOException {
    return file.number(at(party, HELD)) != 0;
  }

  /**
   * Takes a place that was left with something in it, so that it is given back with the process.
   */
  void takeAgain(int party) {
    segment.compareAndSetLong(at(party, PROCESS), NOBODY, ProcessIds.self());
  }

  /**
   * The process ends in order: it takes part in nothing any more, unless it holds something. Its
   * place stays taken, so that others see it dead if it still has what is not counted here, such as
   * a lock.
   */
  synchronized void retire() {
    if (own != NONE && held(own) == 0) {
      segment.setLong(at(own, MARK), 0);
    }
  }

  /** The same in memory whose segment was dropped: nothing here uses it any more. */
  static void leave(MemorySegment memory) {
    int end = Math.min(memory.get(JAVA_INT, PARTIES_EVER), memory.get(JAVA_INT, PARTY_ROOM));
    for (int party = 0; party < end; party++) {
      long at = memory.get(JAVA_INT, PARTIES) + (long) party * PartyLayout.SIZE;
      if (memory.get(JAVA_LONG, at + PROCESS) == ProcessIds.self()
          && memory.get(JAVA_INT, at + HELD) == 0) {
        memory.set(JAVA_LONG, at + MARK, 0);
        JAVA_LONG.varHandle().setRelease(memory, at + PROCESS, NOBODY);
      }
    }
  }

  /** A thread of this process is about to sleep; returns as which party it is counted. */
  int fallAsleep() {
    int party = own();
    if (party != NONE) {
      segment.getAndAddInt(at(party, ASLEEP), 1);
    }
    return party;
  }

  /** A thread of this process, counted as that party, sleeps no more. */
  void wakeUp(int party) {
    if (party != NONE) {
      segment.getAndAddInt(at(party, ASLEEP), -1);
    }
  }

  // ---- all of them ------------------------------------------------------------------------------

  /** Parties from here on have never been used. */
  public int ever() {
    return Math.max(0, Math.min(segment.getInt(PARTIES_EVER), room));
  }

  /** Who has the place; {@link ProcessIds#NOBODY} if nobody. */
  public long process(int party) {
    return segment.getLong(at(party, PROCESS));
  }

  /** What the process was called as it joined. */
  public String name(int party) {
    return segment.text(at(party, NAME), NAME_SIZE);
  }

  /** What a process in the table was called; empty if it is not there. */
  public String nameOf(long process) {
    for (int party = 0; party < ever(); party++) {
      if (process(party) == ProcessIds.of(process)) {
        return name(party);
      }
    }
    return "";
  }

  /** How many threads of living processes sleep here, as far as they are counted. */
  public int asleep() {
    int sum = 0;
    for (int party = 0; party < ever(); party++) {
      int asleep = asleep(party);
      if (asleep > 0 && process(party) != NOBODY && !ProcessIds.isDead(process(party))) {
        sum += asleep;
      }
    }
    return sum;
  }

  /** How many threads of the party sleep here, or slept here when it died. */
  public int asleep(int party) {
    return segment.getInt(at(party, ASLEEP));
  }

  /** Whether a thread may sleep here; the dead count too. In a full table not all are counted. */
  boolean mayBeAsleep() {
    if (ever() == room) {
      return true;
    }
    for (int party = 0; party < ever(); party++) {
      if (asleep(party) > 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether the party is taken by a process that is dead. */
  public boolean isDead(int party) {
    long process = process(party);
    return process != NOBODY && ProcessIds.isDeadAsFarAsKnown(process);
  }

  /**
   * Clears the place of a dead process. Called by one at a time: the kind's lock is held. Does
   * nothing if another process has taken the place over, which needs no lock.
   */
  public void bury(int party) {
    long dead = process(party);
    // Until it is cleared the place is this process's, so that nobody can take it over half-way.
    if (!ProcessIds.isDeadAsFarAsKnown(dead)
        || !segment.compareAndSetLong(at(party, PROCESS), dead, ProcessIds.self() | BURYING)) {
      return;
    }
    Steps.at("party before clearing");
    segment.setInt(at(party, HELD), 0);
    segment.setInt(at(party, ASLEEP), 0);
    segment.setLong(at(party, MARK), 0);
    segment.setLong(at(party, PROCESS), NOBODY);
  }

  /** A number that means something to the kind. */
  public int held(int party) {
    return segment.getInt(at(party, HELD));
  }

  /** Sets it. */
  public void held(int party, int value) {
    segment.setInt(at(party, HELD), value);
  }

  /** Another number that means something to the kind. */
  public long mark(int party) {
    return segment.getLong(at(party, MARK));
  }

  /** Sets it. */
  public void mark(int party, long value) {
    segment.setLong(at(party, MARK), value);
  }

  /** Sets it if it is what is expected. */
  boolean mark(int party, long expected, long value) {
    return segment.compareAndSetLong(at(party, MARK), expected, value);
  }

  private long at(int party, int field) {
    return offset + (long) party * PartyLayout.SIZE + field;
  }
}
