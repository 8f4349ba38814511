package dev.procession.internal.shm;

/**
 * The bytes of a {@link TicketLock}, behind its {@link RobustLock}, which guards all of them.
 *
 * <pre>
 *    0  served (8)     the ticket that has the lock; the truth about it
 *    8  next (8)       the ticket that the next one to come will draw
 *   16  gate (4)       changes with each service; where the queue sleeps
 *   20  inherited (4)  1 if the served ticket has the lock from a dead one
 *   24  deceased (8)   whose death made the last heir
 *   32  since (8)      when the served ticket's turn came, milliseconds since 1970
 *   64  ticket t at 64 + 16 * (t mod 1024)
 *         0  process (8)   who drew it, and {@code GIVEN_UP} if it waits no more
 *         8  thread (8)    number of the thread that drew it
 * </pre>
 */
public final class TicketLockLayout {
  static final int SERVED = 0;
  static final int NEXT = 8;
  static final int GATE = 16;
  static final int INHERITED = 20;
  static final int DECEASED = 24;
  static final int SINCE = 32;
  static final int TICKETS = 64;
  static final int TICKET_SIZE = 16;
  static final int PROCESS = 0;
  static final int THREAD = 8;

  static final int ROOM = 1024;

  /** How many bytes a lock takes. */
  public static final int SIZE = TICKETS + ROOM * TICKET_SIZE;

  private TicketLockLayout() {}

  /** Where the gate is, from the beginning of these bytes. */
  public static int gate() {
    return GATE;
  }
}
