package dev.procession.internal.proc;

import dev.procession.ChildStartException;
import dev.procession.Context;
import dev.procession.Output;
import dev.procession.StartMethod;
import dev.procession.internal.wire.FrameReader.Frame;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Has missing archives made: by a child of low priority, a while after the program's first child is
 * up, once in the life of a program.
 *
 * <p>Only the program itself does so; its children use what there is.
 */
final class AotTrainer {
  private static final AotTrainer INSTANCE = new AotTrainer();

  /**
   * A program that has ended by then is so short that it would not get its archive in any case, and
   * would only be held up.
   */
  private static final Duration DELAY = Duration.ofSeconds(1);

  private static final Duration CLEAN_UP = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** The archives that have been asked for; guarded by this. */
  private final Set<ArchiveKey> asked = new HashSet<>();

  /** The trainers at work; guarded by this. */
  private final Set<JvmChild> trainers = new HashSet<>();

  /** Set once this process ends; guarded by this. */
  private boolean retired;

  private AotTrainer() {}

  static AotTrainer instance() {
    return INSTANCE;
  }

  /** Sees whether there is an archive for this plan, and has it made if not. Takes no time. */
  void consider(LaunchPlan plan, JvmChild first) {
    ArchiveKey key = plan.archive().key();
    if (key == null || mayNotMake() || AotCache.isGood(key) || !isNew(key)) {
      return;
    }
    first
        .sockets()
        .thenRun(
            () ->
                Thread.ofPlatform()
                    .daemon()
                    .name("procession-training")
                    .start(() -> trainUnlessRefused(key)));
  }

  /** Whether children are to use what there is, and nothing is to be made in the background. */
  private static boolean mayNotMake() {
    return "use".equals(System.getProperty("dev.procession.aot"));
  }

  private synchronized boolean isNew(ArchiveKey key) {
    return !retired && Identity.current().parent() == null && asked.add(key);
  }

  private void trainUnlessRefused(ArchiveKey key) {
    ArchiveFiles files = AotCache.files(key);
    if (files == null || files.isRefused()) {
      return;
    }
    try {
      Thread.sleep(DELAY);
      CacheDirectory.prepare(files.directory());
      train(key, true);
    } catch (IOException | ChildStartException | InterruptedException e) {
      // Children start without an archive; `procession doctor` tells why.
    }
  }

  /**
   * Makes an archive and waits for it.
   *
   * @param gently whether at the lowest priority
   * @return an empty text, or why there is no archive
   */
  String train(ArchiveKey key, boolean gently) throws InterruptedException {
    Path directory = CacheDirectory.path();
    if (directory == null) {
      return "this user has no cache directory; set the property dev.procession.cache";
    }
    JvmChild trainer = start();
    if (trainer == null) {
      return "this program is ending";
    }
    ChildSockets sockets = null;
    try {
      sockets = trainer.sockets().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      var order = new TrainingOrder(key, directory, gently);
      LaunchFrames.write(sockets.data(), TrainingBody.ORDER, order.encode());
      Frame outcome = LaunchFrames.read(sockets.data());
      String text =
          outcome == null
              ? "the trainer ended early"
              : new String(outcome.payload(), StandardCharsets.UTF_8);
      trainer.onDeath().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      return text;
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      throw new InterruptedException();
    } catch (IOException | ExecutionException | TimeoutException e) {
      return "the trainer failed: " + e;
    } finally {
      if (sockets != null) {
        JvmChild.close(sockets);
        awaitEnd(trainer);
      }
      synchronized (this) {
        trainers.remove(trainer);
      }
      trainer.discard();
    }
  }

  /** Without its sockets it ends by itself; killed, it could not clean up. */
  private static void awaitEnd(JvmChild trainer) {
    boolean interrupted = Thread.interrupted();
    try {
      trainer.onDeath().get(CLEAN_UP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException | TimeoutException late) {
      // Then it is killed.
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable JvmChild start() {
    Context context =
        Context.initial()
            .startMethod(StartMethod.SPAWN)
            .aotCache(false)
            .inheritOptions(false)
            .jvmOptions("-XX:TieredStopAtLevel=1")
            .output(Output.discard());
    Identity identity = Identity.current().child(0, "procession-training", true, StartMethod.SPAWN);
    var assignment =
        new Assignment(
            TrainingBody.class.getName(), child -> new byte[0], identity, Context.initial());
    JvmChild trainer;
    synchronized (this) {
      if (retired) {
        return null;
      }
      trainer = JvmLaunch.launch(LaunchPlan.of(context), context.output());
      trainers.add(trainer);
    }
    trainer.become(context, false, assignment.encode(new byte[0]), frame -> {});
    return trainer;
  }

  /**
   * This process ends. The trainers are told by the end of their sockets: then they end what is
   * below them and leave no file half written, which they could not if they were killed.
   */
  void retire() {
    Set<JvmChild> atWork;
    synchronized (this) {
      retired = true;
      atWork = Set.copyOf(trainers);
    }
    for (JvmChild trainer : atWork) {
      ChildSockets sockets = trainer.sockets().getNow(null);
      if (sockets == null) {
        trainer.kill();
        // With the folder of the socket where it would have reported.
        trainer.onDeath().join();
      } else {
        sockets.close();
      }
    }
  }
}
