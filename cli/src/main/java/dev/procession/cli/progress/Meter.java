package dev.procession.cli.progress;

import dev.procession.pool.PoolListener;
import dev.procession.pool.WorkerDiedException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What has been done so far.
 *
 * <p>One thread writes, another reads now and then. The numbers may be from different moments,
 * which nobody sees in a display.
 */
public final class Meter {
  private final String task;
  private final String noun;
  private final long total;
  private final boolean bytes;

  /** How far, in the unit of {@link #total}. Written by the working thread. */
  private volatile long position;

  /** How many things are done, failures included. Written by the working thread. */
  private volatile long done;

  /** How many things failed. Written by the working thread. */
  private volatile long failed;

  /** How many workers died. Counted by the threads of the pools' listeners. */
  private final AtomicLong deaths = new AtomicLong();

  private Meter(String task, String noun, long total, boolean bytes) {
    this.task = task;
    this.noun = noun;
    this.total = total;
    this.bytes = bytes;
  }

  /**
   * Measures in bytes.
   *
   * @param task a word for the work, such as {@code map}
   * @param noun what is counted besides bytes, in the plural
   * @param total how many bytes there are
   * @return all zero
   */
  public static Meter ofBytes(String task, String noun, long total) {
    return new Meter(task, noun, total, true);
  }

  /**
   * Counts things.
   *
   * @param task a word for the work
   * @param noun what is counted, in the plural
   * @param total how many there are; -1 if that is not known
   * @return all zero
   */
  public static Meter ofCount(String task, String noun, long total) {
    return new Meter(task, noun, total, false);
  }

  /**
   * Takes over what an earlier run has done.
   *
   * @param doneBefore how many things
   * @param failedBefore how many of them failed
   * @param bytesBefore how many bytes, if bytes are measured
   */
  public void startFrom(long doneBefore, long failedBefore, long bytesBefore) {
    done = doneBefore;
    failed = failedBefore;
    position = bytes ? bytesBefore : doneBefore;
  }

  /**
   * One more thing is done. Called by one thread only.
   *
   * @param size its bytes
   * @param success whether it went well
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  public void add(long size, boolean success) {
    done++;
    if (!success) {
      failed++;
    }
    position += bytes ? size : 1;
  }

  /**
   * Counts workers that die. What they do is counted where it is used, by {@link #add}.
   *
   * @return for the pools that do the work
   */
  public PoolListener listener() {
    return new PoolListener() {
      @Override
      public void workerDied(WorkerDiedException report) {
        deaths.getAndIncrement();
      }
    };
  }

  /**
   * A word for the work.
   *
   * @return such as {@code map}
   */
  public String task() {
    return task;
  }

  /**
   * How far the work will go.
   *
   * @return bytes or things; -1 if not known
   */
  public long total() {
    return total;
  }

  /**
   * How far the work is.
   *
   * @return bytes or things, at most {@link #total()} if that is known
   */
  public long position() {
    return total < 0 ? position : Math.min(position, total);
  }

  /**
   * Whether {@link #total} and {@link #position} are bytes.
   *
   * @return false if they are things
   */
  public boolean isBytes() {
    return bytes;
  }

  /**
   * The counts in words.
   *
   * @return such as {@code 1200 records, 3 failed, 1 worker died}
   */
  public String counts() {
    long failures = failed;
    long dead = deaths.get();
    return done
        + " "
        + noun
        + (failures == 0 ? "" : ", " + failures + " failed")
        + (dead == 0 ? "" : ", " + dead + (dead == 1 ? " worker died" : " workers died"));
  }
}
