package dev.procession.manager;

import dev.procession.Action;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A barrier in the manager: who has come, and what becomes of them.
 *
 * <p>Those who have come wait until there are enough. These are then a group, which is let go at
 * once, or when the action is done; it runs on a thread of its own, and one group has it at a time.
 */
final class BarrierServant implements ManagedBarrier, ClientWatcher {
  private static final System.Logger LOG = System.getLogger("dev.procession.manager");

  private final Guard guard = new Guard();
  private final int parties;
  private final @Nullable Action action;
  private final long timeout;

  /** Who has come and is in no group yet. Guarded by the guard. */
  private final SequencedSet<Party> waiting = new LinkedHashSet<>();

  /** Whose action runs; null if none does, or if its group has been broken. */
  private @Nullable Group acting;

  /** Whether the action runs, for whomever. Guarded by the guard. */
  private boolean busy;

  /** Why it is broken; null if it is not. Guarded by the guard. */
  private @Nullable String broken;

  BarrierServant(int parties, @Nullable Action action, long timeout) {
    if (parties <= 0) {
      throw new IllegalArgumentException("not positive: parties=" + parties);
    }
    this.parties = parties;
    this.action = action;
    this.timeout = timeout;
  }

  // ---- coming -----------------------------------------------------------------------------------

  @Override
  public int await() throws BrokenBarrierException {
    come(timeout, true);
    return 0;
  }

  @Override
  public int await(long time, TimeUnit unit) throws BrokenBarrierException {
    come(unit.toNanos(time), false);
    return 0;
  }

  /** Suspends the current call, always. */
  private void come(long nanos, boolean usual) throws BrokenBarrierException {
    guard.begin();
    try {
      if (broken != null) {
        throw new BrokenBarrierException(broken);
      }
      var party = new Party(Call.current(), nanos, usual);
      waiting.add(party);
      party.call.suspend(party);
      letGo();
      party.limit();
    } finally {
      guard.end();
    }
  }

  private void letGo() {
    while (!busy && waiting.size() >= parties) {
      var group = new Group(parties);
      while (group.members.size() < parties) {
        group.members.add(waiting.removeFirst());
      }
      if (action == null) {
        group.succeed();
      } else {
        busy = true;
        acting = group;
        Action now = action;
        guard.send(
            () ->
                Thread.ofVirtual().name("procession-manager-barrier").start(() -> act(now, group)));
      }
    }
  }

  private void act(Action now, Group group) {
    Throwable failure = null;
    try {
      now.perform();
    } catch (Throwable e) {
      failure = e;
    }
    acted(group, failure);
  }

  private void acted(Group group, @Nullable Throwable failure) {
    guard.run(
        () -> {
          busy = false;
          if (acting != group) {
            logUnseen(failure);
          } else if (failure == null) {
            acting = null;
            group.succeed();
          } else {
            group.members.getLast().fail(failure);
            breakBecause("the action failed");
          }
          letGo();
        });
  }

  /** Nobody waits for the outcome any more. */
  private void logUnseen(@Nullable Throwable failure) {
    if (failure != null) {
      guard.send(
          () ->
              LOG.log(
                  System.Logger.Level.WARNING,
                  "the action of a barrier failed after the barrier was broken: parties=" + parties,
                  failure));
    }
  }

  // ---- breaking ---------------------------------------------------------------------------------

  private void breakBecause(String reason) {
    broken = "the barrier is broken: " + reason + "; reset() makes it as new";
    List<Party> all = new ArrayList<>(waiting);
    waiting.clear();
    if (acting != null) {
      all.addAll(acting.members);
      acting = null;
    }
    String text = broken;
    all.forEach(party -> party.fail(new BrokenBarrierException(text)));
  }

  @Override
  public void reset() {
    guard.run(
        () -> {
          breakBecause("reset() was called");
          broken = null;
        });
  }

  @Override
  public void abort() {
    guard.run(
        () -> {
          if (broken == null) {
            breakBecause("abort() was called");
          }
        });
  }

  @Override
  public void gone(Client client) {
    guard.run(
        () -> {
          List<Party> all = new ArrayList<>(waiting);
          if (acting != null) {
            all.addAll(acting.members);
          }
          if (all.stream().anyMatch(party -> party.call.caller().client().equals(client))) {
            breakBecause("a process that waited has ended: process=" + client.describe());
          }
        });
  }

  // ---- looking at it ----------------------------------------------------------------------------

  @Override
  public boolean isBroken() {
    return guard.run(() -> broken != null);
  }

  @Override
  public int parties() {
    return parties;
  }

  @Override
  public int waiting() {
    return guard.run(() -> waiting.size() + (acting == null ? 0 : acting.members.size()));
  }

  @Override
  public String toString() {
    return guard.run(
        () ->
            "ManagedBarrier["
                + (broken == null ? "waiting=" + waiting() : "broken")
                + ", parties="
                + parties
                + "]");
  }

  /** Those who go on together, in the order in which they came. */
  private static final class Group {
    private final List<Party> members;

    Group(int size) {
      members = new ArrayList<>(size);
    }

    void succeed() {
      for (int i = 0; i < members.size(); i++) {
        members.get(i).succeed(i);
      }
    }
  }

  /**
   * One who has come. It leaves when its group is let go; when its time is up; when it is taken
   * back; when the barrier breaks.
   */
  private final class Party implements Call.Waiting {
    private final Call call;
    private final long nanos;

    /** Whether it waits as long as the barrier says. */
    private final boolean usual;

    private boolean answered;
    private @Nullable Future<?> alarm;

    Party(Call call, long nanos, boolean usual) {
      this.call = call;
      this.nanos = nanos;
      this.usual = usual;
    }

    void limit() {
      if (nanos <= 0) {
        expire();
      } else if (nanos != Line.FOREVER && !answered) {
        alarm = Alarms.in(nanos, this::expire);
      }
    }

    private void expire() {
      var late = new TimeoutException("others have not come in time: nanos=" + Math.max(0, nanos));
      Exception error = late;
      if (usual) {
        error =
            new BrokenBarrierException(
                "the barrier is broken: this thread has waited as long as the barrier allows:"
                    + " nanos="
                    + nanos);
        error.initCause(late);
      }
      leave(error, "somebody has waited as long as was allowed");
    }

    @Override
    public void cancel() {
      leave(
          new InterruptedException("interrupted while waiting at a barrier"),
          "somebody who waited was interrupted, or its process has ended");
    }

    private void leave(Exception error, String reason) {
      guard.run(
          () -> {
            if (!answered) {
              fail(error);
              breakBecause(reason);
            }
          });
    }

    void succeed(int index) {
      answer(() -> call.done(index));
    }

    void fail(Throwable error) {
      answer(() -> call.failed(error));
    }

    private void answer(Runnable how) {
      if (!answered) {
        answered = true;
        if (alarm != null) {
          alarm.cancel(false);
        }
        guard.send(how);
      }
    }
  }
}
