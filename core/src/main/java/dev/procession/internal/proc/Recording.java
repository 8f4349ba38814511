package dev.procession.internal.proc;

import dev.procession.ChildStartException;
import dev.procession.Context;
import dev.procession.Output;
import dev.procession.StartMethod;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The life of one child, from its start as a spare to its end, while the JVM takes notes. */
final class Recording {
  /** Recording slows a JVM down, and the processor may be wanted for better things. */
  private static final long LIMIT_SECONDS = 120;

  private static final long REAPING_MILLIS = 300;

  /** What most spares become. */
  private static final String WARMED_UP = "dev.procession.internal.child.ProcessBody";

  private final List<String> prefix;
  private final List<String> java;
  private final Map<String, String> environment;
  private final Context context = Context.initial().output(Output.discard());
  private final List<String> preloaded;

  /** Guarded by this. */
  private @Nullable JvmChild child;

  /** Guarded by this. */
  private boolean killed;

  Recording(
      List<String> prefix,
      List<String> java,
      Map<String, String> environment,
      List<String> preloaded) {
    this.prefix = prefix;
    this.java = java;
    this.environment = environment;
    this.preloaded = preloaded;
  }

  /** Does it; returns an empty text, or what went wrong. */
  String run() throws IOException, InterruptedException {
    JvmChild started;
    try {
      started = launch();
    } catch (ChildStartException e) {
      return String.valueOf(e.getMessage());
    }
    if (started == null) {
      return "abandoned";
    }
    try {
      CompletableFuture<ChildDeath> end = started.onDeath();
      try {
        ChildSockets sockets = started.reported().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        end.copy()
            .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
            .exceptionally(
                late -> {
                  started.kill();
                  return null;
                });
        direct(started, sockets);
      } catch (IOException | ExecutionException | TimeoutException | ChildStartException e) {
        started.kill();
      }
      ChildDeath death = end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return death.status().code() == 0
          ? ""
          : death.describe("the child whose classes were to be recorded failed");
    } catch (ExecutionException | TimeoutException e) {
      return "the child whose classes were to be recorded did not end: " + e;
    } finally {
      started.discard();
    }
  }

  private synchronized @Nullable JvmChild launch() {
    if (killed) {
      return null;
    }
    var plan =
        new LaunchPlan(
            prefix, java, JavaCommand.main(), environment, null, ArchiveChoice.none("recording"));
    child = JvmLaunch.launch(plan, context.output());
    return child;
  }

  private void direct(JvmChild started, ChildSockets sockets) throws IOException {
    Launcher.prepare(started, sockets, context, WARMED_UP);
    Identity identity = Identity.current().child(1, "recording", true, StartMethod.SPAWN);
    var assignment =
        new Assignment(
            RehearsalBody.class.getName(), child -> new byte[0], identity, Context.initial());
    started.become(context, true, assignment.encode(new byte[0]), frame -> {});
    var names = new WireOutput(256);
    TrainingOrder.write(names, preloaded);
    LaunchFrames.write(sockets.data(), RehearsalBody.CLASSES, names.toByteArray());
    echo(sockets.data());
  }

  /** See {@link Rehearsal}. */
  private static void echo(SocketChannel data) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 << 10);
    while (data.read(bytes) >= 0) {
      bytes.flip();
      while (bytes.hasRemaining()) {
        data.write(bytes);
      }
      bytes.clear();
    }
  }

  /** Ends the child at once, and waits a moment for it: its socket's folder goes with it. */
  void kill() {
    JvmChild victim;
    synchronized (this) {
      killed = true;
      victim = child;
    }
    if (victim == null) {
      return;
    }
    victim.kill();
    try {
      victim.onDeath().get(REAPING_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException late) {
      // The next program that uses Procession sweeps the folder.
    }
  }
}
