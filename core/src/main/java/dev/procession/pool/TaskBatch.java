package dev.procession.pool;

import dev.procession.internal.wire.ItemSlice;
import dev.procession.internal.wire.Items;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Single tasks, or items that came in chunks of one, that travel to a worker together, since each
 * of them takes less time than a message. It passes on what becomes of each. Exists only while a
 * worker holds the chunk: what comes back from there are the chunks of one. Used by the loop alone.
 */
final class TaskBatch implements Call {
  private static final int MOST = 64;
  private static final int MOST_BYTES = 32 << 10;

  /** So much work may be in a batch, by what is known of the tasks before. */
  private static final double NANOS = 200_000;

  private static final double WEIGHT = 0.2;

  /** The tasks' own chunks, of one item each. */
  private final List<Chunk> members;

  private TaskBatch(List<Chunk> members) {
    this.members = members;
  }

  /** How long tasks take. */
  static final class Pace {
    /** Smoothed; 0 as long as nothing is known. */
    private double nanosPerTask;

    void observe(int tasks, long nanos) {
      double sample = Math.max(1, (double) nanos / tasks);
      nanosPerTask = nanosPerTask == 0 ? sample : (1 - WEIGHT) * nanosPerTask + WEIGHT * sample;
    }

    /** How many to send at a time. */
    private int size() {
      return nanosPerTask == 0 ? 1 : (int) Math.clamp(NANOS / nanosPerTask, 1, MOST);
    }
  }

  /** Whether a chunk holds items that came one by one. */
  static boolean isOfSingles(Chunk chunk) {
    return chunk.call instanceof TaskBatch || chunk.count() == 1;
  }

  /**
   * Takes the first chunk from the queue, and more tasks that can go with it.
   *
   * @param share how many there may be at most
   * @return that chunk, or one of all
   */
  static Chunk gather(Queue<Chunk> ready, Pace pace, int share) {
    int most = Math.min(share, pace.size());
    Chunk first = ready.element();
    if (most < 2 || first.items().count() > 1) {
      return ready.remove();
    }
    List<Chunk> members = new ArrayList<>();
    int bytes = 0;
    for (Chunk next : ready) {
      if (members.size() == most
          || bytes >= MOST_BYTES
          || (next != first && !goTogether(first, next))) {
        break;
      }
      members.add(next);
      bytes += next.items().length();
    }
    Chunk all =
        members.size() == 1
            ? first
            : Chunk.of(
                new TaskBatch(members), Items.join(members.stream().map(Chunk::items).toList()), 0);
    // Not before: if something goes wrong they are to be found there.
    for (int i = 0; i < members.size(); i++) {
      ready.remove();
    }
    return all;
  }

  private static boolean goTogether(Chunk first, Chunk next) {
    return next.items().count() == 1
        && next.items().format() == first.items().format()
        && next.isUntried()
        && first.isUntried()
        && numberOf(next) == numberOf(first)
        && Objects.equals(next.call.options(), first.call.options())
        && next.call.loader() == first.call.loader()
        && !next.call.cancelled();
  }

  private static int numberOf(Chunk chunk) {
    CallFunction function = chunk.call.function();
    return function == null ? Protocol.CALL_ITEM : function.number();
  }

  Chunk member(int item) {
    return members.get(item);
  }

  boolean hasItemOf(Call call) {
    return members.stream().anyMatch(member -> member.call == call);
  }

  /** Whether nobody wants one of some items any more. */
  boolean anyCancelled(int first, int last) {
    for (int item = first; item < last; item++) {
      if (members.get(item).call.cancelled()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable CallFunction function() {
    return members.getFirst().call.function();
  }

  @Override
  public int loader() {
    return members.getFirst().call.loader();
  }

  @Override
  public ClassLoader resultLoader() {
    return members.getFirst().call.resultLoader();
  }

  @Override
  public CallOptions options() {
    return members.getFirst().call.options();
  }

  @Override
  public boolean cancelled() {
    return false;
  }

  @Override
  public void arrived(Arrival.Batch batch) {
    int item = (int) batch.index();
    for (ItemSlice one : batch.items().split()) {
      Chunk member = members.get(item++);
      if (member.call.cancelled()) {
        one.parcels().drop();
        member.call.dropped(1);
      } else {
        member.call.arrived(new Arrival.Batch(member.index(0), batch.attempts(), batch.pid(), one));
      }
    }
  }

  @Override
  public void arrived(Arrival.Failed failed) {
    members.get((int) failed.index()).fail(0, failed.error());
  }

  @Override
  public void dropped(int items) {
    throw new IllegalStateException("a batch of tasks is never cancelled as a whole");
  }

  @Override
  public void observe(int items, long nanos) {
    members.getFirst().call.observe(items, nanos);
  }

  @Override
  public @Nullable Runnable asRunnable() {
    return null;
  }
}
