package dev.procession.sync;

import static dev.procession.internal.shm.ProcessIds.NOBODY;
import static dev.procession.sync.ReadWriteLayout.DECEASED;
import static dev.procession.sync.ReadWriteLayout.GATE;
import static dev.procession.sync.ReadWriteLayout.GUARD;
import static dev.procession.sync.ReadWriteLayout.INHERITED;
import static dev.procession.sync.ReadWriteLayout.ONE_READER;
import static dev.procession.sync.ReadWriteLayout.ONE_WRITER;
import static dev.procession.sync.ReadWriteLayout.QUEUE;
import static dev.procession.sync.ReadWriteLayout.READERS;
import static dev.procession.sync.ReadWriteLayout.REFUSED;
import static dev.procession.sync.ReadWriteLayout.SINCE;
import static dev.procession.sync.ReadWriteLayout.THREAD;
import static dev.procession.sync.ReadWriteLayout.TOLD;
import static dev.procession.sync.ReadWriteLayout.TURN;
import static dev.procession.sync.ReadWriteLayout.WRITER;

import dev.procession.internal.shm.Deadline;
import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.PartyTable;
import dev.procession.internal.shm.ProcessIds;
import dev.procession.internal.shm.RobustLock;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.Steps;
import dev.procession.internal.shm.Waiter;

/**
 * Which processes hold the read lock and which one the write lock, and who waits for them.
 *
 * <p>The truth is one number for each process that reads, and one word that names the process that
 * writes. To take either lock or to free it is to store one of these, with the guard held. The sums
 * are kept only so that nobody has to add up: whoever gets the guard from the dead, and whoever
 * finds that it has to wait, adds up again without the dead. So at whatever step a process is
 * killed, it has the lock or it has not, and what it had is gone with it.
 *
 * <p>A dead writer is cleared by the first who wants either lock. Before that its death is written
 * down as news, which stays until the next writer has been told, by the same store that makes it
 * the writer.
 *
 * <p>Sleepers are counted before they sleep, so who frees the lock knows whether to wake; if one
 * dies before it has woken anybody, or the woken one dies, all are woken because of that death: by
 * the parent of the dead, or by one of them.
 */
final class ReadWriteState {
  private static final int READER_BIT = 1;
  private static final int WRITER_BIT = 2;

  private final Segment segment;
  private final RobustLock guard;
  private final PartyTable parties;
  private final boolean fair;
  private final boolean strict;

  ReadWriteState(Segment segment) {
    this.segment = segment;
    this.guard = new RobustLock(segment, GUARD);
    this.parties = segment.parties();
    this.fair = (segment.options() & LockConfig.FAIR) != 0;
    this.strict = (segment.options() & LockConfig.STRICT) != 0;
  }

  // ---- taking and freeing, for a thread that holds neither unless said so -----------------------

  /** Takes the read lock, or the write lock; false if the time is up. */
  boolean acquire(boolean write, long nanos, boolean interruptible) throws InterruptedException {
    Deadline deadline = Deadline.in(nanos);
    boolean queued = false;
    try {
      while (true) {
        int gate;
        enter();
        try {
          if (!mayTake(write)) {
            sweep();
          }
          if (mayTake(write)) {
            checkConsistent();
            if (queued) {
              queued = false;
              changeQueue(write ? -ONE_WRITER : -ONE_READER);
            }
            take(write);
            return true;
          }
          if (deadline.hasPassed()) {
            return false;
          }
          if (!queued) {
            changeQueue(write ? ONE_WRITER : ONE_READER);
            queued = true;
          }
          gate = segment.getInt(GATE);
        } finally {
          guard.unlock();
        }
        Steps.at("read-write before sleep");
        int bit = write ? WRITER_BIT : READER_BIT;
        segment.sleep(GATE, gate, bit, deadline.left(), interruptible);
        Steps.at("read-write after sleep");
      }
    } finally {
      if (queued) {
        giveUp(write);
      }
    }
  }

  /** Takes the read lock for a thread that holds the write lock. */
  void downgrade() {
    enter();
    try {
      takeRead();
    } finally {
      guard.unlock();
    }
  }

  void releaseRead() {
    enter();
    try {
      int own = parties.ownOrFail();
      parties.held(own, Math.max(0, parties.held(own) - 1));
      Steps.at("read-write read freed");
      segment.setInt(READERS, Math.max(0, segment.getInt(READERS) - 1));
      if (segment.getInt(READERS) == 0) {
        wakeNext();
      }
    } finally {
      guard.unlock();
    }
  }

  void releaseWrite() {
    enter();
    try {
      if (fair && ReadWriteLayout.readers(segment.getLong(QUEUE)) > 0) {
        segment.setInt(TURN, 1);
      }
      Steps.at("read-write before free");
      segment.setLong(WRITER, NOBODY);
      Steps.at("read-write write freed");
      wakeNext();
    } finally {
      guard.unlock();
    }
  }

  private void giveUp(boolean write) {
    enter();
    try {
      changeQueue(write ? -ONE_WRITER : -ONE_READER);
      // This thread may have been woken in place of another, or have kept readers waiting.
      wakeNext();
    } finally {
      guard.unlock();
    }
  }

  // ---- with the guard held ----------------------------------------------------------------------

  private void enter() {
    guard.lock();
    if (guard.isInherited()) {
      sweep();
    }
  }

  private boolean mayTake(boolean write) {
    if (segment.getLong(WRITER) != NOBODY) {
      return false;
    }
    boolean readersTurn = segment.getInt(TURN) != 0;
    return write
        ? segment.getInt(READERS) == 0 && !readersTurn
        : readersTurn || ReadWriteLayout.writers(segment.getLong(QUEUE)) == 0;
  }

  private void take(boolean write) {
    if (write) {
      boolean news = segment.getLong(DECEASED) != segment.getLong(TOLD);
      Steps.at("read-write before write");
      segment.setLong(WRITER, ProcessIds.self() | (news ? INHERITED : 0));
      Steps.at("read-write write taken");
      segment.setLong(TOLD, segment.getLong(DECEASED));
      segment.setLong(THREAD, Thread.currentThread().threadId());
      segment.setLong(SINCE, 0);
    } else {
      takeRead();
    }
  }

  private void takeRead() {
    int own = parties.ownOrFail();
    Steps.at("read-write before read");
    parties.held(own, parties.held(own) + 1);
    Steps.at("read-write read taken");
    segment.setInt(READERS, segment.getInt(READERS) + 1);
  }

  private void changeQueue(long by) {
    int own = parties.ownOrFail();
    parties.mark(own, parties.mark(own) + by);
    Steps.at("read-write queue changed");
    segment.setLong(QUEUE, segment.getLong(QUEUE) + by);
    endTurnIfNobodyWaits();
  }

  private void endTurnIfNobodyWaits() {
    if (ReadWriteLayout.readers(segment.getLong(QUEUE)) == 0) {
      segment.setInt(TURN, 0);
    }
  }

  private void wakeNext() {
    long queue = segment.getLong(QUEUE);
    if (queue == 0 || segment.getLong(WRITER) != NOBODY) {
      return;
    }
    boolean toWriter = segment.getInt(TURN) == 0 && ReadWriteLayout.writers(queue) > 0;
    if (toWriter && segment.getInt(READERS) > 0) {
      // It could not take the lock, and would wake another writer as it looks, that one another.
      return;
    }
    segment.setInt(GATE, segment.getInt(GATE) + 1);
    Steps.at("read-write before wake");
    if (toWriter) {
      segment.wake(GATE, 1, WRITER_BIT);
    } else {
      segment.wake(GATE, Waiter.ALL, READER_BIT);
    }
  }

  /** Takes from the dead what they hold, and adds up. */
  private void sweep() {
    long writer = segment.getLong(WRITER);
    if (writer != NOBODY && ProcessIds.isDeadAsFarAsKnown(writer)) {
      if (strict) {
        segment.setLong(REFUSED, ProcessIds.of(writer));
      }
      segment.setLong(DECEASED, ProcessIds.of(writer));
      Steps.at("read-write death written");
      segment.setLong(WRITER, NOBODY);
    }
    int readers = 0;
    long queue = 0;
    for (int party = 0; party < parties.ever(); party++) {
      int held = parties.held(party);
      long mark = parties.mark(party);
      if (held == 0 && mark == 0) {
        continue;
      }
      if (parties.isDead(party)) {
        parties.bury(party);
      } else {
        readers += held;
        queue += mark;
      }
    }
    segment.setInt(READERS, readers);
    segment.setLong(QUEUE, queue);
    endTurnIfNobodyWaits();
    wakeNext();
  }

  private void checkConsistent() {
    long dead = strict ? segment.getLong(REFUSED) : NOBODY;
    if (dead != NOBODY) {
      throw new HolderDiedException(segment.title(), ProcessIds.pid(dead), parties.nameOf(dead));
    }
  }

  // ---- looking at it ----------------------------------------------------------------------------

  /** The process that writes; {@code NOBODY} if none. */
  long writer() {
    return ProcessIds.of(segment.getLong(WRITER));
  }

  /** As others see it: who writes, and since when. */
  LockWord.Holder holder() {
    long writer = writer();
    if (writer == NOBODY) {
      return new LockWord.Holder(NOBODY, 0, 0);
    }
    segment.compareAndSetLong(SINCE, 0, System.currentTimeMillis());
    return new LockWord.Holder(writer, segment.getLong(THREAD), segment.getLong(SINCE));
  }

  /** Threads of living processes that hold the read lock. */
  int readers() {
    enter();
    try {
      sweep();
      return segment.getInt(READERS);
    } finally {
      guard.unlock();
    }
  }

  /** Whether the writer, which is of this process, has been told of a death. */
  boolean isWriterHeir() {
    return segment.getLong(WRITER) == (ProcessIds.self() | INHERITED);
  }

  /** Whether a writer has died and no other has written since. */
  boolean isNews() {
    return segment.getLong(DECEASED) != segment.getLong(TOLD);
  }

  long deceased() {
    return segment.getLong(DECEASED);
  }

  boolean makeConsistent() {
    return segment.getAndSetLong(REFUSED, NOBODY) != NOBODY;
  }

  boolean isFair() {
    return fair;
  }
}
