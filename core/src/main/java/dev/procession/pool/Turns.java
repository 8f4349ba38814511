package dev.procession.pool;

import dev.procession.internal.shm.Bell;
import dev.procession.internal.shm.Spin;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Has a pool's rounds done, by one thread at a time: whoever has the {@link #turn}.
 *
 * <p>There is a thread of its own for it, which sleeps until something happens. But to wake it, and
 * to be woken by it, takes far longer than a round. So a thread that has a command takes a turn by
 * itself if nobody has it, and a thread that waits for a result looks for it for some microseconds
 * before it sleeps ({@link #assist}). A small task that a caller waits for thus needs no thread but
 * the caller's and the worker's.
 *
 * <p>Nothing that happens is missed, since somebody always looks after it has:
 *
 * <ul>
 *   <li>Who adds a command tries to take the turn. If another thread has it, that one looks at the
 *       inbox and the bell once more after it has given the turn up.
 *   <li>A worker that rings the bell wakes the thread of its own, unless somebody looks. Whoever
 *       looks tries to take the turn, as above, and looks a last time after having said that it
 *       looks no more.
 *   <li>The thread of its own says that it is about to sleep, and then looks at everything.
 * </ul>
 *
 * <p>What could be harmed by an interrupt of a caller's thread, which is all that is done with
 * sockets, is left to the thread of its own ({@link #postOwn}).
 */
final class Turns implements Runnable {
  /** So many looks between two at the clock. */
  private static final int LOOKS = 8;

  /** So many rounds does a thread in a row whose business is another. */
  private static final int MOST_ROUNDS = 16;

  /** What is done in turns. All methods but the last are called by who has the turn. */
  interface Rounds {
    /** Deals with commands, messages and timers; must not wait, nor run user code. */
    void round();

    /** When the next timer is due, in the time of {@link System#nanoTime()}. */
    long next();

    /** How many numbers of workers the bell may be rung with. */
    int numbers();

    /** There are no rounds any more. Called by the thread of its own. */
    void ended();
  }

  private final Bell bell;
  private final Rounds rounds;

  /** The one of its own. */
  private final Thread thread;

  private final StackRoom stack = new StackRoom();

  /** Held for a round. Nobody waits for it but the thread of its own. */
  private final ReentrantLock turn = new ReentrantLock();

  /** Commands for who has the turn. Written by any thread. */
  private final ConcurrentLinkedQueue<Runnable> inbox = new ConcurrentLinkedQueue<>();

  /** Commands for the thread of its own. Written by any thread. */
  private final ConcurrentLinkedQueue<Runnable> own = new ConcurrentLinkedQueue<>();

  /** Set by any thread before it wakes the own one, which clears it before it looks at anything. */
  private volatile boolean called;

  /** Until when the own thread sleeps; it is to be woken for a timer before that. */
  private volatile long asleepUntil;

  /** See {@link Rounds#numbers}. Written by who has the turn, read by any thread. */
  private volatile int numbers = 1;

  /** Set by who has the turn as the last act; then whoever posts a command does it. */
  private volatile boolean over;

  Turns(String name, Bell bell, Rounds rounds) {
    this.bell = bell;
    this.rounds = rounds;
    thread = Thread.ofPlatform().daemon().name("procession-" + name).unstarted(this);
  }

  /** Does something with the turn, then starts the thread of its own. */
  void start(Runnable first) {
    turn.lock();
    try {
      first.run();
      thread.start();
    } finally {
      turn.unlock();
    }
  }

  // ---- any thread -------------------------------------------------------------------------------

  /** As {@link StackRoom#require}. */
  void requireStack() {
    stack.require();
  }

  /**
   * Has something done with the turn, by the thread of its own if the caller has hardly any stack.
   * Commands of one thread are done in order.
   */
  void post(Runnable command) {
    // In a round it is done with the next, and nothing need be looked at.
    if (over || turn.isHeldByCurrentThread() || stack.suffices()) {
      postHere(command);
    } else {
      inbox.add(command);
      call();
    }
  }

  /** The same for a caller who has {@linkplain #requireStack looked} at its stack. */
  void postHere(Runnable command) {
    inbox.add(command);
    if (over) {
      takeCommands();
    } else {
      takeTurns();
    }
  }

  /** Has the thread of its own do something, with the turn. */
  void postOwn(Runnable command) {
    own.add(command);
    if (over) {
      takeCommands();
    } else {
      call();
    }
  }

  /** Wakes the thread of its own. */
  void call() {
    if (called) {
      return;
    }
    called = true;
    try {
      bell.ring();
    } catch (IllegalStateException bellClosed) {
      expectEnd(bellClosed);
    }
  }

  /**
   * Looks for results for some microseconds, in place of the thread of its own.
   *
   * @param done whether the caller has what it wants
   */
  void assist(BooleanSupplier done) {
    if (!stack.suffices()) {
      return;
    }
    try {
      bell.beginToLook();
      try {
        var spin = new Spin();
        while (!done.getAsBoolean() && spin.goesOn()) {
          look();
        }
      } finally {
        bell.endToLook();
      }
    } catch (IllegalStateException bellClosed) {
      expectEnd(bellClosed);
    }
    if (isRung()) {
      takeTurns();
    }
  }

  private void look() {
    for (int i = 0; i < LOOKS; i++) {
      if (bell.isRung(numbers)) {
        takeTurns();
        return;
      }
      Thread.onSpinWait();
    }
  }

  /**
   * Does rounds as long as there is something to do, unless another thread is at it. After some the
   * caller, which has other things to do, leaves the rest to the thread of its own.
   */
  private void takeTurns() {
    for (int i = 0; i < MOST_ROUNDS; i++) {
      // In a round the thread has the turn already, and looks afterwards.
      if (turn.isHeldByCurrentThread() || !turn.tryLock()) {
        return;
      }
      try {
        round();
        long next = rounds.next();
        if (asleepUntil - next > 0) {
          asleepUntil = next;
          call();
        }
      } finally {
        turn.unlock();
      }
      if (inbox.isEmpty() && !isRung()) {
        return;
      }
    }
    if (over) {
      takeCommands();
    } else {
      call();
    }
  }

  private boolean isRung() {
    try {
      return !over && bell.isRung(numbers);
    } catch (IllegalStateException bellClosed) {
      expectEnd(bellClosed);
      return false;
    }
  }

  /** The bell is closed when everything is over, and only then. */
  private void expectEnd(IllegalStateException bellClosed) {
    if (!over) {
      throw bellClosed;
    }
  }

  // ---- who has the turn -------------------------------------------------------------------------

  private void round() {
    if (over) {
      takeCommands();
      return;
    }
    rounds.round();
    if (!over && numbers < rounds.numbers()) {
      numbers = rounds.numbers();
    }
  }

  /** Does what has been posted. */
  void takeCommands() {
    exclusively(this::takeAll);
  }

  private void takeAll() {
    for (Runnable command = inbox.poll(); command != null; command = inbox.poll()) {
      command.run();
    }
    for (Runnable command = over ? own.poll() : null; command != null; command = own.poll()) {
      command.run();
    }
  }

  /** Does something while no command is done: after the end there are no turns any more. */
  synchronized void exclusively(Runnable action) {
    action.run();
  }

  /** Whether the calling thread is the one of its own. */
  boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  /** There will be no more rounds. */
  void end() {
    over = true;
    takeCommands();
    call();
  }

  /** Whether there will be none. Called by any thread. */
  boolean isOver() {
    return over;
  }

  // ---- the thread of its own --------------------------------------------------------------------

  @Override
  public void run() {
    try {
      doRounds();
    } finally {
      over = true;
      rounds.ended();
    }
  }

  private void doRounds() {
    while (!over) {
      turn.lock();
      try {
        called = false;
        for (Runnable command = own.poll(); command != null; command = own.poll()) {
          inbox.add(command);
        }
        round();
        asleepUntil = rounds.next();
      } finally {
        turn.unlock();
      }
      if (!over) {
        awaitEvents();
      }
    }
  }

  /** Waits for a call by a thread or a worker, or until a timer is due. */
  private void awaitEvents() {
    int enlisted = bell.enlist();
    if (!called && inbox.isEmpty() && !bell.isRung(numbers)) {
      bell.sleep(enlisted, asleepUntil - System.nanoTime());
    }
  }
}
