package dev.procession.internal.proc;

import dev.procession.ChildStartException;
import dev.procession.Context;
import dev.procession.internal.log.ChildLog;
import dev.procession.internal.log.LogEvent;
import dev.procession.internal.ship.ClassServer;
import dev.procession.internal.shm.Deaths;
import dev.procession.internal.shm.ProcessSlot;
import dev.procession.internal.shm.ProcessTable;
import dev.procession.internal.shm.ScratchFiles;
import dev.procession.internal.wire.FrameReader;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The parent's view of one child JVM, from its start until it has been reaped.
 *
 * <p>Two futures tell the story: {@link #sockets()} completes when the child has reported, or fails
 * if it ended before; {@link #onDeath()} completes when it has been reaped and its last words have
 * been read. Both complete on a thread of their own, never on one of the caller's.
 */
public final class JvmChild {
  /**
   * Output written before the death has nearly always arrived by then; a report waits no longer.
   */
  private static final Duration LAST_WORDS = Duration.ofMillis(3);

  /**
   * What a child says that never reported is all that there is to tell, and it has started nobody
   * who could hold its output open.
   */
  private static final Duration ONLY_WORDS = Duration.ofSeconds(1);

  /** What a socket takes though nobody reads. */
  private static final int FITS = 32 << 10;

  /** A parent whose heap is full tries so often to find out all about a death. */
  private static final int MOST_REAPS = 1000;

  private static final long REAP_PAUSE_NANOS = 10_000_000;

  private static final long UNKNOWN = -1;

  private static final int LONGEST_CRASH_REPORT = 64 << 10;

  private final Process process;
  private final ProcessSlot slot;
  private final OutputRelay output;
  private final Path crashReport;
  private final Rendezvous.Ticket ticket;

  /** The child waits to be told who it is. */
  private final CompletableFuture<ChildSockets> reported = new CompletableFuture<>();

  /** The child has been told. */
  private final CompletableFuture<ChildSockets> sockets = new CompletableFuture<>();

  private final CompletableFuture<ChildDeath> death = new CompletableFuture<>();

  /** The child will say no more out of turn, and the listener has all of it. */
  private final CompletableFuture<Void> saidAll = new CompletableFuture<>();

  /** Where the child's log records go, whatever its body is. */
  private final ChildLog log = new ChildLog(this::readOn);

  /** Whether the child has been told where to ask for classes. */
  private final AtomicBoolean offered = new AtomicBoolean();

  /** Whether the slot has been given back. */
  private final AtomicBoolean released = new AtomicBoolean();

  /** Set before the child is told who it is, read by the supervisor. */
  private volatile Consumer<FrameReader.Frame> listener = frame -> {};

  /** Set by the thread that tells the child who it is, and read by it. */
  private volatile boolean spare;

  /** For {@link JvmLaunch} only, which calls {@link #watch()} next. */
  JvmChild(
      Process process,
      ProcessSlot slot,
      OutputRelay output,
      Path crashReport,
      Rendezvous.Ticket ticket) {
    this.process = process;
    this.slot = slot;
    this.output = output;
    this.crashReport = crashReport;
    this.ticket = ticket;
  }

  /** Begins to wait for what the child has to say, and for its end. */
  void watch() {
    ticket
        .sockets()
        .whenComplete(
            (pair, failure) -> {
              if (pair != null) {
                onReported(pair);
              } else {
                refuse(failure);
              }
            });
    // Not a virtual thread: those of the program may keep all processors that such threads have.
    Thread.ofPlatform().daemon().name("procession-reaper-" + pid()).start(this::reap);
  }

  private void onReported(ChildSockets pair) {
    try {
      Supervisor.instance().watch(pair.control(), new Ear());
      if (reported.complete(pair)) {
        return;
      }
    } catch (IOException | RuntimeException | Error e) {
      refuse(e);
    }
    // The child has died meanwhile or is about to, and nobody will use them.
    close(pair);
  }

  /** The child cannot be heard, as for want of descriptors or threads. */
  private void refuse(Throwable why) {
    var refused =
        new ChildStartException(
            "could not connect to a child JVM: pid=" + pid() + ": " + why.getMessage(), why);
    if (reported.completeExceptionally(refused)) {
      sockets.completeExceptionally(refused);
      log.end();
      saidAll.complete(null);
    }
    kill();
  }

  /**
   * Tells the child who it is, as soon as it has reported: at once for one that has, else on the
   * thread that greets it.
   *
   * @param prepared whether it is a spare, so that what the context wants preloaded has been
   * @param listener takes what the child's body says out of turn, on the supervisor's thread
   */
  void become(
      Context context, boolean prepared, byte[] assignment, Consumer<FrameReader.Frame> listener) {
    this.listener = listener;
    this.spare = prepared;
    output.redirect(context.output());
    reported.whenComplete(
        (pair, failure) -> {
          boolean apart = assignment.length > FITS || Thread.currentThread().isInterrupted();
          if (pair != null && prepared && apart) {
            // The caller must not wait for a spare that does not read, and if it is interrupted the
            // socket would be closed.
            Thread.ofPlatform()
                .daemon()
                .name("procession-telling-" + pid())
                .start(() -> tell(pair, context, true, assignment));
          } else if (pair != null) {
            tell(pair, context, prepared, assignment);
          }
        });
  }

  private void tell(ChildSockets pair, Context context, boolean prepared, byte[] assignment) {
    try {
      if (!prepared && Preparation.isNeeded(context)) {
        Launcher.prepare(this, pair, context, "");
      }
      LaunchFrames.write(pair.data(), LaunchFrames.ASSIGN, assignment);
      if (sockets.complete(pair)) {
        return;
      }
    } catch (ChildStartException refused) {
      sockets.completeExceptionally(refused);
    } catch (IOException gone) {
      death.thenAccept(end -> sockets.completeExceptionally(early(end)));
    } catch (RuntimeException | Error e) {
      // The preload hook cannot be sent.
      sockets.completeExceptionally(
          new ChildStartException("could not prepare a child JVM: " + e.getMessage(), e));
    }
    kill();
    close(pair);
  }

  /** Hears what the child says out of turn, on the supervisor's thread. */
  private final class Ear implements Supervisor.Listener {
    @Override
    public boolean onFrame(FrameReader.Frame frame) {
      if (frame.type() == LogEvent.FRAME) {
        return log.accept(frame.payload());
      }
      listener.accept(frame);
      return true;
    }

    @Override
    public void onEnd() {
      log.end();
      saidAll.complete(null);
    }
  }

  /** Enough log records have been published; the child waits to send more. */
  private void readOn() {
    reported.thenAccept(pair -> Supervisor.instance().readOn(pair.control()));
  }

  private void reap() {
    long start = UNKNOWN;
    // Whoever waits for the child waits for this thread: whatever happens, it has to tell.
    for (int attempt = 1; !death.isDone(); attempt++) {
      try {
        start = start == UNKNOWN ? ScratchFiles.startOf(process.toHandle()) : start;
        death.complete(attempt < MOST_REAPS ? awaitDeath(start) : bareDeath());
      } catch (OutOfMemoryError | LinkageError fullForTheMoment) {
        LockSupport.parkNanos(REAP_PAUSE_NANOS);
      } catch (InterruptedException meantForAllThreads) {
        // Nobody else has a reference to this one. It begins again.
      } catch (RuntimeException | Error defect) {
        report(defect);
        attempt = MOST_REAPS;
      }
    }
    if (start > 0 && death.join().status().signal() != null) {
      ScratchFiles.removeOf(pid(), start);
    }
  }

  private static void report(Throwable defect) {
    Thread self = Thread.currentThread();
    try {
      self.getUncaughtExceptionHandler().uncaughtException(self, defect);
    } catch (RuntimeException | Error ofTheHandler) {
      // A JVM that calls a handler does not look at what it throws either.
    }
  }

  /** All there is to say is that it has ended, and how. */
  private ChildDeath bareDeath() throws InterruptedException {
    var end = new ChildDeath(pid(), ExitStatus.ofExitValue(process.waitFor()), List.of(), null);
    endReport(end);
    return end;
  }

  private ChildDeath awaitDeath(long start) throws InterruptedException {
    ExitStatus status = ExitStatus.ofExitValue(process.waitFor());
    Deaths.tell();
    output.awaitEnd(reported.isDone() ? LAST_WORDS : ONLY_WORDS);
    Rendezvous.instance().forget(ticket);
    String report = readCrashReport();
    var end = new ChildDeath(pid(), status.orCrash(report), output.lastLines(), report);
    endReport(end);
    log.awaitPublished(LAST_WORDS);
    MemoryEnd.childEnded(pid(), start, end.status());
    return end;
  }

  /** If it has not reported, it never will. */
  private void endReport(ChildDeath end) {
    ChildStartException early = early(end);
    // One that has reported may be done before the thread that tells it who it is goes on.
    if (reported.completeExceptionally(early)) {
      sockets.completeExceptionally(early);
      log.end();
      saidAll.complete(null);
    }
  }

  private static ChildStartException early(ChildDeath end) {
    return new ChildStartException(end.describe("a child JVM ended before it reported"), null);
  }

  private @Nullable String readCrashReport() {
    if (!Files.exists(crashReport)) {
      return null;
    }
    try (var in = Files.newInputStream(crashReport)) {
      return new String(in.readNBytes(LONGEST_CRASH_REPORT), Charset.defaultCharset());
    } catch (IOException unreadable) {
      return null;
    } finally {
      ScratchFiles.delete(crashReport);
    }
  }

  /** The child's process id. */
  public long pid() {
    return process.pid();
  }

  /** The memory shared with the child; not to be touched after {@link #release()}. */
  public ProcessSlot slot() {
    return slot;
  }

  /** Completes when the child waits to be told who it is; fails as {@link #sockets()}. */
  CompletableFuture<ChildSockets> reported() {
    return reported;
  }

  /**
   * Completes when the child knows who it is; fails with {@link ChildStartException} if it ended
   * first.
   */
  public CompletableFuture<ChildSockets> sockets() {
    return sockets;
  }

  /**
   * Expects the child to connect once more, and answers there what it asks about classes until it
   * ends.
   *
   * @return the offer, which is to be sent to the child; null if it has one already
   */
  public @Nullable ClassOffer offerClasses() throws IOException {
    if (!offered.compareAndSet(false, true)) {
      return null;
    }
    var connected = new CompletableFuture<SocketChannel>();
    Rendezvous.Ticket classes = Rendezvous.instance().expectClasses(connected);
    connected.thenAccept(channel -> ClassServer.start(channel, Long.toString(pid())));
    death.thenRun(() -> Rendezvous.instance().forget(classes));
    return new ClassOffer(classes.launch(), classes.socket());
  }

  /** Completes when the child has been reaped. */
  public CompletableFuture<ChildDeath> onDeath() {
    return death;
  }

  /**
   * Completes when the listener has heard all that the child has said. The kernel reports the end
   * of the socket and that of the process apart, so this may be later than {@link #onDeath()}; it
   * does not happen at all if this side closes the sockets first.
   */
  public CompletableFuture<Void> saidAll() {
    return saidAll;
  }

  /** Whether the child stood by before it was told who it is. */
  public boolean wasSpare() {
    return spare;
  }

  /** Whether the child has not been reaped yet. */
  public boolean isAlive() {
    return !death.isDone();
  }

  /** Completes when all of the child's output has been passed on and nobody can write any more. */
  public CompletableFuture<Void> outputEnd() {
    return output.ended().copy();
  }

  /** Completes when all log records that the child has sent have been published. */
  public CompletableFuture<Void> logEnd() {
    return log.published().copy();
  }

  /** Asks the child to end with SIGTERM: its shutdown hooks run. */
  public void terminate() {
    process.destroy();
  }

  /** Kills the child with SIGKILL. */
  public void kill() {
    process.destroyForcibly();
  }

  /**
   * Kills the child and all processes below it. Takes milliseconds, since it looks at every process
   * of the system.
   */
  public void killTree() {
    List<ProcessHandle> below = process.descendants().toList();
    kill();
    below.forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * Ends a child that nobody will use, and waits until it has been reaped. Its sockets are closed,
   * whether it has reported or not.
   */
  public void discard() {
    kill();
    death.join();
    reported.whenComplete(
        (pair, failure) -> {
          if (pair != null) {
            close(pair);
          }
        });
    release();
  }

  /** Closes the child's sockets. */
  public static void close(ChildSockets pair) {
    pair.close();
    Supervisor.instance().wake();
  }

  /** Gives the shared memory back, after the child's death. Doing so again does nothing. */
  public void release() {
    // The slot may be another child's by now.
    if (released.compareAndSet(false, true)) {
      ProcessTable.own().release(slot);
    }
  }
}
