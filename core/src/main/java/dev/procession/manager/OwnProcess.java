package dev.procession.manager;

import dev.procession.ChildProcess;
import dev.procession.ProcessionException;
import dev.procession.StartMethod;
import dev.procession.channel.Pipe;
import dev.procession.internal.shm.ScratchFiles;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A manager in a child process. If it keeps a journal and dies, another one is started in its
 * place, with the same key and at the same address.
 */
final class OwnProcess implements ManagerHost {
  private static final System.Logger LOGGER = System.getLogger("dev.procession.manager");
  private static final Duration OBITUARY_WAIT = Duration.ofMillis(500);

  /** So many starts in so much time, and it is given up. */
  private static final int MOST_STARTS = 5;

  private static final long STARTS_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ManagerConfig config;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Where the first one listens, so do those after it. Written by the opener. */
  private ServerPlan plan;

  /** Guarded by the lock. */
  private ChildProcess process;

  /** Guarded by the lock. */
  private boolean closed;

  /** Whether no manager is there any more, nor will be. Guarded by the lock. */
  private boolean over;

  /** Guarded by the lock. */
  private int starts;

  private long firstStart = System.nanoTime();

  /** Null if the manager listens where the program has said. */
  private final @Nullable SocketFolder folder;

  private OwnProcess(ManagerConfig config) {
    this.config = config;
    ServerPlan wanted = config.plan();
    this.folder = wanted.socket() == null ? SocketFolder.make() : null;
    this.plan = folder == null ? wanted : wanted.at(folder.socket());
    boolean started = false;
    try {
      this.process = start();
      started = true;
    } finally {
      if (!started) {
        deleteFolder();
      }
    }
  }

  private void deleteFolder() {
    if (folder != null) {
      folder.delete();
    }
  }

  /** Starts it; returns when it listens. */
  static OwnProcess open(ManagerConfig config) {
    return new OwnProcess(config);
  }

  private ChildProcess start() {
    try (var pipe = Pipe.oneWay()) {
      var child =
          ChildProcess.of(
                  new ManagerProcess(plan, folder == null ? null : folder.path(), pipe.second()))
              .name("manager")
              .daemon(true)
              .context(config.contextOrStandard())
              .start();
      if (config.contextOrStandard().startMethod() != StartMethod.THREAD) {
        // A thread has no copy of its own of what it reports by.
        pipe.second().close();
      }
      boolean listens = false;
      try {
        plan = plan.at(report(pipe, child));
        listens = true;
      } finally {
        if (!listens) {
          child.kill();
        }
      }
      var unused = child.onExit().thenAccept(this::ended);
      return child;
    }
  }

  private static SocketAddress report(Pipe pipe, ChildProcess child) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          Object report = pipe.first().receive();
          if (report instanceof SocketAddress socket) {
            return socket;
          }
          Throwable failure = report instanceof Throwable t ? t : null;
          throw new ProcessionException(
              "the manager could not be started: "
                  + (failure == null ? report : failure.getMessage()),
              failure);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (EOFException e) {
      throw new ProcessionException("the manager ended before it listened: process=" + child, e);
    } catch (IOException e) {
      throw new ProcessionException("the manager could not be started", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  ServerPlan plan() {
    return plan;
  }

  SocketAddress address() {
    SocketAddress there = plan.socket();
    if (there == null) {
      throw new IllegalStateException("not started");
    }
    return there;
  }

  /**
   * The process has ended: if that was not meant, and there is a journal, another one is started.
   */
  private void ended(ChildProcess dead) {
    lock.lock();
    try {
      if (closed || !plan.isDurable() || tooMany()) {
        end();
        return;
      }
      LOGGER.log(
          System.Logger.Level.WARNING,
          "the manager has died and is started anew from its journal: " + dead);
      removeSocket();
      process = start();
    } catch (RuntimeException e) {
      end();
      LOGGER.log(System.Logger.Level.ERROR, "the manager could not be started anew", e);
    } finally {
      lock.unlock();
    }
  }

  private void removeSocket() {
    if (folder != null) {
      folder.removeSocket();
    } else if (plan.socket() instanceof UnixDomainSocketAddress socket) {
      ScratchFiles.delete(socket.getPath());
    }
  }

  /** No manager is there any more. Called with the lock held. */
  private void end() {
    over = true;
    deleteFolder();
    changed.signalAll();
  }

  private boolean tooMany() {
    long now = System.nanoTime();
    if (now - firstStart > STARTS_WITHIN_NANOS) {
      firstStart = now;
      starts = 0;
    }
    return ++starts > MOST_STARTS;
  }

  /** What to tell who has lost the manager: how its process ended, if that comes out soon. */
  ManagerDiedException obituary(String message, long pid) {
    ChildProcess present;
    lock.lock();
    try {
      present = process;
    } finally {
      lock.unlock();
    }
    if (present.pid() != pid) {
      return new ManagerDiedException(message, pid, null, null);
    }
    boolean interrupted = Thread.interrupted();
    try {
      present.join(OBITUARY_WAIT);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    OptionalInt code = present.exitCode();
    return new ManagerDiedException(
        message + ", process=" + present, pid, code.isPresent() ? code.getAsInt() : null, null);
  }

  @Override
  public long pid() {
    lock.lock();
    try {
      return process.pid();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean join(Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (!over) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** From now on its end is meant. */
  void beginClosing() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    ChildProcess present;
    lock.lock();
    try {
      closed = true;
      present = process;
    } finally {
      lock.unlock();
    }
    boolean interrupted = Thread.interrupted();
    try {
      if (!present.join(config.shutdownTimeout())) {
        present.stop(config.shutdownTimeout());
      }
    } catch (InterruptedException e) {
      interrupted = true;
      present.kill();
    } finally {
      deleteFolder();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
