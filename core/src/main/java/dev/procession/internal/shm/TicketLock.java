package dev.procession.internal.shm;

import static dev.procession.internal.shm.ProcessIds.NOBODY;
import static dev.procession.internal.shm.TicketLockLayout.DECEASED;
import static dev.procession.internal.shm.TicketLockLayout.GATE;
import static dev.procession.internal.shm.TicketLockLayout.INHERITED;
import static dev.procession.internal.shm.TicketLockLayout.NEXT;
import static dev.procession.internal.shm.TicketLockLayout.PROCESS;
import static dev.procession.internal.shm.TicketLockLayout.ROOM;
import static dev.procession.internal.shm.TicketLockLayout.SERVED;
import static dev.procession.internal.shm.TicketLockLayout.SINCE;
import static dev.procession.internal.shm.TicketLockLayout.THREAD;
import static dev.procession.internal.shm.TicketLockLayout.TICKETS;
import static dev.procession.internal.shm.TicketLockLayout.TICKET_SIZE;

/**
 * A fair lock between processes that outlives its holder: threads of all processes get it in the
 * order in which they came.
 *
 * <p>Who comes draws a ticket and has the lock when that ticket is served. Everything is changed
 * with a {@link RobustLock}, the guard, held for some tens of nanoseconds; and everything that
 * happens is one store: to draw a ticket is to raise {@code next}, to free the lock is to raise
 * {@code served}. A process that dies in between, guard in hand, has done the one or not begun it,
 * so its heir has nothing to repair.
 *
 * <p>The lock is free when {@code served} has caught up with {@code next}. Its holder is whoever
 * drew the served ticket. Tickets of those who gave up waiting are passed over by who frees the
 * lock, those of the dead by who comes and by who waits, before it sleeps and when it wakes.
 *
 * <p>The sleepers share one gate but each has a bit of its own, so only the next one is woken.
 */
public final class TicketLock implements LockWord {
  private static final long GIVEN_UP = 1;
  private static final int BITS = 32;
  private static final int SPINS = Waiter.spins(200);

  private final Segment segment;
  private final RobustLock guard;
  private final long base;

  /**
   * The lock whose bytes begin at {@code offset} and whose guard is at {@code guard}. It is free
   * while all bytes are zero.
   */
  public TicketLock(Segment segment, long guard, long offset) {
    this.segment = segment;
    this.guard = new RobustLock(segment, guard);
    this.base = offset;
  }

  @Override
  public boolean tryLock() {
    guard.lock();
    try {
      passOverTheGone(true);
      if (served() != next()) {
        return false;
      }
      draw();
      return true;
    } finally {
      guard.unlock();
    }
  }

  @Override
  public boolean lock(long nanos, boolean interruptible) throws InterruptedException {
    Deadline deadline = Deadline.in(nanos);
    long ticket = awaitRoomAndDraw(deadline, interruptible);
    if (ticket < 0) {
      return false;
    }
    for (int i = 0; i < SPINS && !hasCome(ticket); i++) {
      Thread.onSpinWait();
    }
    try {
      while (!hasCome(ticket)) {
        int gate = segment.getInt(base + GATE);
        if (isMine(ticket)) {
          return true;
        }
        long left = deadline.left();
        if (left <= 0) {
          return !giveUp(ticket, true);
        }
        observeHolder();
        Steps.at("ticket before sleep");
        segment.sleep(base + GATE, gate, bit(ticket), left, interruptible);
        Steps.at("ticket after sleep");
      }
      return true;
    } catch (InterruptedException e) {
      giveUp(ticket, false);
      throw e;
    }
  }

  /** Draws a ticket; -1 if the time is up and there has been no room for a longer queue. */
  private long awaitRoomAndDraw(Deadline deadline, boolean interruptible)
      throws InterruptedException {
    while (true) {
      int gate = segment.getInt(base + GATE);
      guard.lock();
      try {
        passOverTheGone(true);
        if (next() - served() < ROOM) {
          return draw();
        }
      } finally {
        guard.unlock();
      }
      long left = deadline.left();
      if (left <= 0) {
        return -1;
      }
      segment.sleep(base + GATE, gate, Waiter.ANY, left, interruptible);
    }
  }

  /**
   * Whether the ticket's turn has come. It may even be over: any thread may free the lock as soon
   * as it sees it held, before the one who drew the ticket has looked.
   */
  private boolean hasCome(long ticket) {
    return served() >= ticket;
  }

  /** Passes over the gone; true if the ticket's turn has come then. */
  private boolean isMine(long ticket) {
    guard.lock();
    try {
      passOverTheGone(true);
      return hasCome(ticket);
    } finally {
      guard.unlock();
    }
  }

  /** Waits no more; false if the ticket's turn has come and is to be kept then. */
  private boolean giveUp(long ticket, boolean unlessMine) {
    guard.lock();
    try {
      if (unlessMine && hasCome(ticket)) {
        return false;
      }
      // Once it is over, its place may be that of another ticket.
      if (served() <= ticket) {
        segment.setLong(at(ticket, PROCESS), segment.getLong(at(ticket, PROCESS)) | GIVEN_UP);
        passOverTheGone(false);
      }
      return true;
    } finally {
      guard.unlock();
    }
  }

  @Override
  public void unlock() {
    guard.lock();
    try {
      if (served() == next()) {
        throw new IllegalMonitorStateException("the lock is not held: it is free");
      }
      Steps.at("ticket before free");
      segment.setInt(base + INHERITED, 0);
      serveNext();
      Steps.at("ticket freed");
      passOverTheGone(false);
    } finally {
      guard.unlock();
    }
  }

  /**
   * Gives up waiting in the name of threads of this process that have been cut off from the memory.
   * The ticket that is served stays: its thread may have the lock.
   */
  void renounce(long nanos) {
    if (!lockGuard(nanos)) {
      return;
    }
    try {
      for (long ticket = served() + 1; ticket < next(); ticket++) {
        long process = segment.getLong(at(ticket, PROCESS));
        if (process == ProcessIds.self()) {
          segment.setLong(at(ticket, PROCESS), process | GIVEN_UP);
        }
      }
      passOverTheGone(false);
    } finally {
      guard.unlock();
    }
  }

  private boolean lockGuard(long nanos) {
    try {
      return guard.lock(nanos, false);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  // ---- with the guard held ----------------------------------------------------------------------

  private long draw() {
    long ticket = next();
    segment.setLong(at(ticket, THREAD), Thread.currentThread().threadId());
    segment.setLong(at(ticket, PROCESS), ProcessIds.self());
    Steps.at("ticket before draw");
    segment.setLong(base + NEXT, ticket + 1);
    Steps.at("ticket drawn");
    return ticket;
  }

  private void serveNext() {
    giveUpForTheDead(served() + 1);
    segment.setLong(base + SINCE, 0);
    segment.setLong(base + SERVED, served() + 1);
    Steps.at("ticket before wake");
    segment.getAndAddInt(base + GATE, 1);
    if (served() != next()) {
      segment.wake(base + GATE, Waiter.ALL, bit(served()));
    }
  }

  /** Who died before its turn has held nothing: there is nothing to inherit from it. */
  private void giveUpForTheDead(long ticket) {
    if (ticket < next()) {
      long process = segment.getLong(at(ticket, PROCESS));
      if ((process & GIVEN_UP) == 0 && ProcessIds.isDeadAsFarAsKnown(process)) {
        segment.setLong(at(ticket, PROCESS), process | GIVEN_UP);
      }
    }
  }

  /**
   * Goes on to the next ticket as long as the served one is nobody's.
   *
   * @param evenDead whether to look for dead processes too: who frees the lock leaves that to those
   *     who wait
   */
  private void passOverTheGone(boolean evenDead) {
    while (served() != next()) {
      long process = segment.getLong(at(served(), PROCESS));
      if ((process & GIVEN_UP) == 0) {
        if (!evenDead || !ProcessIds.isDeadAsFarAsKnown(process)) {
          return;
        }
        segment.setLong(base + DECEASED, ProcessIds.of(process));
        segment.setInt(base + INHERITED, 1);
      }
      serveNext();
    }
  }

  private long served() {
    return segment.getLong(base + SERVED);
  }

  private long next() {
    return segment.getLong(base + NEXT);
  }

  private long at(long ticket, int field) {
    return base + TICKETS + (long) Math.floorMod(ticket, ROOM) * TICKET_SIZE + field;
  }

  private static int bit(long ticket) {
    return 1 << (int) (ticket % BITS);
  }

  @Override
  public long process() {
    long ticket = served();
    return ticket == next() ? NOBODY : ProcessIds.of(segment.getLong(at(ticket, PROCESS)));
  }

  // ---- for people -------------------------------------------------------------------------------

  /**
   * Who frees the lock does not look at the clock for the next one, so the first who waits does.
   */
  private void observeHolder() {
    segment.compareAndSetLong(base + SINCE, 0, System.currentTimeMillis());
  }

  @Override
  public Holder holder() {
    if (!segment.isReadOnly()) {
      observeHolder();
    }
    long ticket = served();
    if (ticket == next()) {
      return new Holder(NOBODY, 0, 0);
    }
    return new Holder(
        ProcessIds.of(segment.getLong(at(ticket, PROCESS))),
        segment.getLong(at(ticket, THREAD)),
        segment.getLong(base + SINCE));
  }

  @Override
  public boolean isLocked() {
    return served() != next();
  }

  @Override
  public boolean isInherited() {
    return segment.getInt(base + INHERITED) != 0;
  }

  @Override
  public long deceased() {
    return segment.getLong(base + DECEASED);
  }
}
