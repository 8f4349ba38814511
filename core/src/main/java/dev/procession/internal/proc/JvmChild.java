package dev.procession.internal.proc;

import dev.procession.ChildStartException;
import dev.procession.Context;
import dev.procession.internal.ship.ClassServer;
import dev.procession.internal.shm.ProcessSlot;
import dev.procession.internal.shm.ProcessTable;
import dev.procession.internal.shm.ScratchFiles;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

  private static final int LONGEST_CRASH_REPORT = 64 << 10;

  /** Sweeping once per process is enough: it removes what earlier programs could not. */
  private static boolean swept;

  private final Process process;
  private final ProcessSlot slot;
  private final OutputRelay output;
  private final Path crashReport;
  private final Rendezvous.Ticket ticket;
  private final CompletableFuture<ChildSockets> sockets = new CompletableFuture<>();
  private final CompletableFuture<ChildDeath> death = new CompletableFuture<>();

  private JvmChild(Process process, ProcessSlot slot, Path crashReport, Rendezvous.Ticket ticket) {
    this.process = process;
    this.slot = slot;
    this.crashReport = crashReport;
    this.ticket = ticket;
    this.output = new OutputRelay(process);
  }

  /**
   * Starts a child that will run {@code body}.
   *
   * @throws ChildStartException if the process could not be started; nothing is left of it then
   */
  public static JvmChild start(Context context, Class<? extends ChildBody> body) {
    sweepOnce();
    ProcessTable table = ProcessTable.own();
    ProcessSlot slot = table.take();
    Path crashReport = ScratchFiles.crashReport(ScratchFiles.random());
    Rendezvous.Ticket ticket = null;
    Process process = null;
    try {
      ticket = Rendezvous.instance().expect();
      List<String> command = JavaCommand.of(context, crashReport);
      command.addAll(
          new ChildArguments(
                  ticket.socket(), ticket.launch(), table.address(), slot.index(), body.getName())
              .toList());
      var builder = new ProcessBuilder(command);
      builder.environment().putAll(context.environment());
      Path directory = context.workingDirectory();
      if (directory != null) {
        builder.directory(directory.toFile());
      }
      process = builder.start();
      process.getOutputStream().close();
      var child = new JvmChild(process, slot, crashReport, ticket);
      child.watch();
      return child;
    } catch (IOException | RuntimeException | Error e) {
      if (process != null) {
        // There may be no memory or no thread left to look after it.
        process.destroyForcibly();
      }
      if (ticket != null) {
        Rendezvous.instance().forget(ticket);
      }
      table.release(slot);
      throw new ChildStartException("could not start a child JVM: " + e.getMessage(), e);
    }
  }

  private static synchronized void sweepOnce() {
    if (!swept) {
      swept = true;
      Thread.ofPlatform().daemon().name("procession-sweep").start(ScratchFiles::sweep);
    }
  }

  private void watch() {
    ticket
        .sockets()
        .whenComplete(
            (pair, failure) -> {
              if (pair != null && !sockets.complete(pair)) {
                // The child has died meanwhile, and nobody will use them.
                pair.close();
              }
            });
    Thread.ofVirtual().name("procession-reaper-" + pid()).start(this::reap);
  }

  private void reap() {
    try {
      ExitStatus status = ExitStatus.ofExitValue(process.waitFor());
      output.awaitEnd(LAST_WORDS);
      Rendezvous.instance().forget(ticket);
      String report = readCrashReport();
      var end = new ChildDeath(pid(), status.orCrash(report), output.lastLines(), report);
      sockets.completeExceptionally(
          new ChildStartException(end.describe("a child JVM ended before it reported"), null));
      death.complete(end);
    } catch (InterruptedException impossible) {
      // Nobody has a reference to this thread.
      throw new IllegalStateException(impossible);
    }
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

  /**
   * Completes when the child has reported; fails with {@link ChildStartException} if it ended
   * first.
   */
  public CompletableFuture<ChildSockets> sockets() {
    return sockets;
  }

  /**
   * Expects the child to connect once more, and answers there what it asks about classes until it
   * ends. The offer is to be sent to the child.
   */
  public ClassOffer offerClasses() throws IOException {
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

  /** Gives the shared memory back, after the child's death. */
  public void release() {
    ProcessTable.own().release(slot);
  }
}
