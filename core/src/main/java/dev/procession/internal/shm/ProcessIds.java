package dev.procession.internal.shm;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who a process is, in one number that a word of shared memory can hold beside a few flags.
 *
 * <pre>
 *   pid (22 bits) | when it started (34 bits) | 0 (8 bits, for the flags of the word)
 * </pre>
 *
 * A pid that is used again belongs to a process that started at another time, so it is never taken
 * for its predecessor. No table of processes is needed, and none can fill up or go stale. On Linux
 * the start is counted in ticks of the kernel, the same for whoever asks; elsewhere in
 * milliseconds. Pids on Linux have at most 22 bits.
 */
public final class ProcessIds {
  /** No process. */
  public static final long NOBODY = 0;

  /**
   * Dead for whoever looks: the highest pid, started before any process. Stands for threads of a
   * living process that have been cut off from the memory.
   */
  static final long CUT_OFF = ((1L << 22) - 1) << 42;

  /** The bits that a word may use as it likes. */
  public static final long FLAGS = 0xFF;

  private static final int PID_SHIFT = 42;
  private static final int START_SHIFT = 8;
  private static final long START_MASK = (1L << 34) - 1;
  private static final long PID_MASK = (1L << 22) - 1;

  private static final long GONE = -1;
  private static final long UNKNOWN = -2;

  /** Fifty-odd numbers of at most twenty digits, and a name of at most 64. */
  private static final int LONGEST_STAT = 2048;

  private static final int STATE_FIELD = 0;
  private static final int THREADS_FIELD = 17;
  private static final int START_FIELD = 19;

  /** For how long a process that was seen alive is not looked at again, unless in doubt. */
  private static final long FRESH_NANOS = 5_000_000;

  private static final int MOST_REMEMBERED = 1024;

  private static final boolean HAS_PROC = Files.isReadable(Path.of("/proc/self/stat"));

  private static final long SELF = findSelf();

  /** When a process was last seen alive. A cache: anyone may drop what is in it. */
  private static final ConcurrentHashMap<Long, Seen> SEEN_ALIVE = new ConcurrentHashMap<>();

  /** How often somebody was in doubt: a look that began before that is worth nothing after it. */
  private static final AtomicInteger DOUBTS = new AtomicInteger();

  /** A look at a process that was alive. */
  private record Seen(long at, int doubts) {}

  private ProcessIds() {}

  /** A process that took itself for nobody would take locks that stay free. */
  private static long findSelf() {
    long pid = ProcessHandle.current().pid();
    long self = find(pid);
    if (self == NOBODY) {
      throw new IllegalStateException(
          "could not find out when this process started: pid="
              + pid
              + "; /proc must show the processes of this pid namespace, and one descriptor be free");
    }
    return self;
  }

  /** This process. */
  public static long self() {
    return SELF;
  }

  /** The pid in a word. */
  public static long pid(long word) {
    return word >>> PID_SHIFT & PID_MASK;
  }

  /** A word without its flags. */
  public static long of(long word) {
    return word & ~FLAGS;
  }

  /** The identity of the process that has the pid now; {@link #NOBODY} if there is none. */
  public static long find(long pid) {
    return id(pid, start(pid));
  }

  private static long id(long pid, long start) {
    return start < 0 ? NOBODY : pid << PID_SHIFT | (start & START_MASK) << START_SHIFT;
  }

  private static long start(long pid) {
    if (pid <= 0 || pid > PID_MASK) {
      return GONE;
    }
    return HAS_PROC ? startByProc(pid) : startByHandle(pid);
  }

  /**
   * Whether the process is gone: it will never again touch memory. A process that has been killed
   * but still has a thread on a processor is not.
   */
  public static boolean isDead(long word) {
    long id = of(word);
    if (id == SELF) {
      return false;
    }
    long start = start(pid(id));
    return start != UNKNOWN && id(pid(id), start) != id;
  }

  /** Like {@link #isDead}, but takes a process seen alive a few milliseconds ago for alive. */
  public static boolean isDeadAsFarAsKnown(long word) {
    long id = of(word);
    if (id == SELF) {
      return false;
    }
    long now = System.nanoTime();
    int doubts = DOUBTS.get();
    Seen seen = SEEN_ALIVE.get(id);
    if (seen != null && seen.doubts == doubts && now - seen.at < FRESH_NANOS) {
      return false;
    }
    if (isDead(id)) {
      SEEN_ALIVE.remove(id);
      return true;
    }
    if (SEEN_ALIVE.size() >= MOST_REMEMBERED) {
      SEEN_ALIVE.clear();
    }
    SEEN_ALIVE.put(id, new Seen(now, doubts));
    return false;
  }

  /** Has the next look at any process be a real one. */
  static void doubt() {
    DOUBTS.incrementAndGet();
  }

  /**
   * When a process started, in ticks; {@link #GONE}, or {@link #UNKNOWN} where that cannot be found
   * out, as when this process has no descriptor left: who is not known to be dead counts as alive,
   * or a lock would have two holders. A zombie is gone as soon as none of its other threads is
   * left.
   */
  private static long startByProc(long pid) {
    byte[] text = new byte[LONGEST_STAT];
    int length;
    try (var stat = new FileInputStream("/proc/" + pid + "/stat")) {
      length = stat.read(text);
    } catch (IOException goneOrNoDescriptor) {
      return Files.notExists(Path.of("/proc/" + pid)) ? GONE : UNKNOWN;
    }
    // The name, in parentheses, may hold anything; the fields after it are numbers and a letter.
    int at = length - 1;
    while (at > 0 && text[at] != ')') {
      at--;
    }
    boolean ended = false;
    for (int field = STATE_FIELD; field < START_FIELD; field++) {
      at = afterSpace(text, at, length);
      if (field == STATE_FIELD) {
        ended = text[at] == 'Z' || text[at] == 'X';
      } else if (field == THREADS_FIELD && ended && number(text, at) <= 1) {
        return GONE;
      }
    }
    return number(text, afterSpace(text, at, length));
  }

  private static int afterSpace(byte[] text, int from, int end) {
    int at = from;
    while (at < end && text[at] != ' ') {
      at++;
    }
    return at + 1;
  }

  private static long number(byte[] text, int from) {
    long number = 0;
    for (int at = from; text[at] >= '0' && text[at] <= '9'; at++) {
      number = number * 10 + text[at] - '0';
    }
    return number;
  }

  private static long startByHandle(long pid) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return GONE;
    }
    return process.get().info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
