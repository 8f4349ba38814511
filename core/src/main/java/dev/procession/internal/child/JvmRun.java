package dev.procession.internal.child;

import dev.procession.Action;
import dev.procession.ChildStartException;
import dev.procession.Context;
import dev.procession.internal.proc.Assignment;
import dev.procession.internal.proc.ChildClasses;
import dev.procession.internal.proc.ChildDeath;
import dev.procession.internal.proc.ControlMessage;
import dev.procession.internal.proc.ExitStatus;
import dev.procession.internal.proc.Identity;
import dev.procession.internal.proc.JvmChild;
import dev.procession.internal.proc.Launcher;
import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.ForeignLoaders;
import dev.procession.internal.wire.FrameReader.Frame;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A child that is a JVM of its own, as its parent sees it. */
public final class JvmRun implements ChildRun {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** Output written before the end has nearly always been passed on by then. */
  private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(1);

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  /** What the child has said is nearly always heard before its death. */
  private static final Duration FRAMES_LIMIT = Duration.ofSeconds(10);

  /** Handlers that take longer than this have hung, or are far behind. */
  private static final Duration LOG_LIMIT = Duration.ofSeconds(5);

  /** Kept while the child may ask for its classes; null if it will not. */
  private final @Nullable ClassLoader loader;

  private final JvmChild child;
  private final CompletableFuture<Void> adopted = new CompletableFuture<>();
  private final CompletableFuture<Void> running = new CompletableFuture<>();
  private final CompletableFuture<ExitStatus> exit;

  private JvmRun(Context context, Identity identity, WireOutput task) {
    loader = task.foreignLoader();
    child =
        Launcher.start(
            context,
            Assignment.of(ProcessBody.class, child -> work(child, task), identity),
            this::onFrame);
    exit =
        child
            .onDeath()
            .thenCompose(death -> afterOutput(death.status()))
            // With a full heap the wait for the output may fail; the child has ended all the same.
            .exceptionally(heapFull -> child.onDeath().join().status());
    child.onDeath().thenAccept(death -> child.release());
    CompletableFuture<ChildDeath> heard = child.onDeath().thenCompose(this::afterFrames);
    // A child that ends at once has begun all the same, and one that refuses has said why.
    heard.thenAccept(
        death -> {
          var early =
              new ChildStartException(
                  death.describe("the child ended before it began its task"), null);
          adopted.completeExceptionally(early);
          running.completeExceptionally(early);
        });
    heard.thenCombine(child.sockets(), (death, sockets) -> sockets).thenAccept(JvmChild::close);
  }

  private static byte[] work(JvmChild child, WireOutput task) throws IOException {
    var out = new WireOutput(task.position() + 128);
    ChildClasses.write(out, child, task.foreignLoader());
    out.writeBytes(task.array(), 0, task.position());
    return out.toByteArray();
  }

  /**
   * Starts a child and waits until it is about to begin its task.
   *
   * @throws dev.procession.NotSendableException if the task cannot be sent
   * @throws ChildStartException if the child could not be started, or this thread was interrupted;
   *     nothing is left of the child then
   */
  public static JvmRun start(Context context, Identity identity, Action task) {
    ProcessBody.requireTask();
    WireOutput encoded = TaskCodec.encode(task, context.startMethod());
    boolean begun = false;
    try {
      JvmRun run = start(context, identity, encoded);
      begun = true;
      return run;
    } finally {
      if (!begun) {
        // Nobody will fetch the channels in it.
        encoded.rewind(0);
      }
    }
  }

  private static JvmRun start(Context context, Identity identity, WireOutput encoded) {
    while (true) {
      var run = new JvmRun(context, identity, encoded);
      try {
        run.awaitTask();
        Launcher.refill(context, ProcessBody.class);
        return run;
      } catch (ChildStartException e) {
        boolean again = run.endsUntouched();
        run.child.discard();
        if (!again) {
          throw e;
        }
      } catch (RuntimeException | Error e) {
        run.child.discard();
        throw e;
      }
    }
  }

  /**
   * Ends the child; says whether it was a spare that had not looked at its task, so that another
   * can take over. Asked only when all that it has said has been heard: no task may run twice.
   */
  private boolean endsUntouched() {
    child.kill();
    child.onDeath().thenCompose(this::afterFrames).join();
    boolean untouched = !adopted.isDone() || adopted.isCompletedExceptionally();
    return untouched && child.wasSpare() && !Thread.currentThread().isInterrupted();
  }

  private void awaitTask() {
    try {
      child.sockets().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (child.wasSpare()) {
        // It stood by, so it answers at once, or it is frozen.
        adopted.get(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
      running.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refused(refusal);
      }
      if (Thread.currentThread().isInterrupted()) {
        // Telling a child its task ends its socket then, and so the child.
        throw interrupted(e);
      }
      // Made here, so that its stack is that of the caller.
      throw e.getCause() instanceof ChildStartException refused
          ? new ChildStartException(String.valueOf(refused.getMessage()), refused.getCause())
          : new ChildStartException("the child could not be started: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new ChildStartException(
          "the child did not begin its task in time: pid="
              + pid()
              + ", limit="
              + START_LIMIT.toSeconds()
              + " s",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  private ChildStartException interrupted(Exception cause) {
    return new ChildStartException("interrupted while the child was started: pid=" + pid(), cause);
  }

  /** Called by the supervisor. */
  private void onFrame(Frame frame) {
    if (frame.type() == StartFrames.WARMING_UP) {
      return;
    }
    // Whatever it says, it has the task.
    adopted.complete(null);
    switch (frame.type()) {
      case StartFrames.ADOPTED -> {}
      case StartFrames.RUNNING -> running.complete(null);
      // Read by the thread that starts the child: this one is there for all children.
      case StartFrames.REFUSED -> running.completeExceptionally(new Refusal(frame.payload()));
      default -> {
        // From a damaged child: its end will tell.
      }
    }
  }

  /** What a child says that cannot begin its task. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient byte[] error;

    Refusal(byte[] error) {
      super("refused", null, false, false);
      this.error = error;
    }
  }

  private ChildStartException refused(Refusal refusal) {
    var in = new WireInput(refusal.error);
    Throwable error = ErrorCodec.read(in, ForeignLoaders.orLocal(loader));
    return new ChildStartException(
        "the child could not begin its task: " + ErrorCodec.messageOf(error), error);
  }

  private CompletableFuture<ChildDeath> afterFrames(ChildDeath death) {
    return within(FRAMES_LIMIT, child.saidAll()).thenApply(nothing -> death);
  }

  private CompletableFuture<ExitStatus> afterOutput(ExitStatus status) {
    CompletableFuture<Void> output = within(OUTPUT_LIMIT, child.outputEnd());
    CompletableFuture<Void> log = within(LOG_LIMIT, child.logEnd());
    return output.thenCombine(log, (printed, logged) -> status);
  }

  private static CompletableFuture<Void> within(Duration limit, CompletableFuture<Void> end) {
    return end.isDone()
        ? end
        : end.copy().completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public long pid() {
    return child.pid();
  }

  @Override
  public CompletableFuture<ExitStatus> exit() {
    return exit;
  }

  @Override
  public void interrupt() {
    try {
      new ControlMessage(StartFrames.INTERRUPT, 0, 0).send(child.sockets().join().control());
    } catch (IOException goneOrStuck) {
      // Gone: nothing to interrupt. Stuck: only a signal helps, which is for the caller to send.
    }
  }

  @Override
  public void terminate() {
    child.terminate();
  }

  @Override
  public void kill() {
    child.kill();
  }

  @Override
  public Duration endAfterKill() {
    // Programs that the child has started may hold its output open.
    return OUTPUT_LIMIT.plus(LOG_LIMIT).plusSeconds(1);
  }

  @Override
  public Set<ProcessHandle> descendants() {
    return ProcessHandle.of(pid()).stream()
        .flatMap(ProcessHandle::descendants)
        .collect(Collectors.toSet());
  }
}
