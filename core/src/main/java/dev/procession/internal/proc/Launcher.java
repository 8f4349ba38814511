package dev.procession.internal.proc;

import dev.procession.ChildStartException;
import dev.procession.Context;
import dev.procession.Output;
import dev.procession.PreloadFailure;
import dev.procession.StartMethod;
import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.FrameReader.Frame;
import dev.procession.internal.wire.WireInput;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Gives out children: a spare if one stands by, else a JVM started for the purpose. */
public final class Launcher {
  /** Preload failures that have been warned about. */
  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  private Launcher() {}

  /**
   * Starts a child, with or without the help of a spare, and has it become what {@code assignment}
   * says as soon as it has reported.
   *
   * @throws ChildStartException if the process could not be started; nothing is left of it then
   */
  public static JvmChild start(Context context, Assignment assignment) {
    return start(context, assignment, frame -> {});
  }

  /**
   * As {@link #start(Context, Assignment)}.
   *
   * @param listener takes what the child's body says out of turn; must not block
   */
  public static JvmChild start(Context context, Assignment assignment, Consumer<Frame> listener) {
    check(context);
    LaunchPlan plan = LaunchPlan.of(context);
    ReadyChild spare = usesSpares(context) ? Spares.instance().take(context, plan) : null;
    JvmChild child = spare == null ? JvmLaunch.launch(plan, context.output()) : spare.jvm();
    try {
      child.become(context, spare != null, assignment.encode(child), listener);
      if (spare == null) {
        AotTrainer.instance().consider(plan, child);
      }
      return child;
    } catch (IOException e) {
      child.discard();
      throw new ChildStartException("could not offer classes to a child: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      child.discard();
      throw e;
    }
  }

  /** Has spares started in the background for the next children of this context. */
  public static void refill(Context context, Class<? extends ChildBody> likelyBody) {
    if (usesSpares(context)) {
      Spares.instance().refill(context, LaunchPlan.of(context), likelyBody.getName());
    }
  }

  private static boolean usesSpares(Context context) {
    boolean warm =
        context.startMethod() == StartMethod.WARM || context.startMethod() == StartMethod.FORK;
    return warm && context.spares() > 0;
  }

  private static void check(Context context) {
    if (context.output() instanceof Output.ToFile file) {
      try {
        FileChannel.open(
                file.path(),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND)
            .close();
      } catch (IOException e) {
        throw new ChildStartException(
            "cannot write the child's output: file=" + file.path() + ": " + e, e);
      }
    }
  }

  /**
   * Has a child do its preparation, on a thread that may wait.
   *
   * @param body what a spare is to be warmed up for; empty for a child that is no spare
   * @throws ChildStartException if it fails and the context wants that to be an error
   * @throws IOException if the child is gone
   */
  static void prepare(JvmChild child, ChildSockets sockets, Context context, String body)
      throws IOException {
    byte[] preparation = Preparation.encode(child, context, body);
    LaunchFrames.write(sockets.data(), LaunchFrames.PREPARE, preparation);
    Frame answer = LaunchFrames.read(sockets.data());
    if (answer == null) {
      throw new IOException("the child ended while it was preloading");
    }
    if (answer.payload().length == 0 || context.preloadFailure() == PreloadFailure.IGNORE) {
      return;
    }
    var in = new WireInput(answer.payload());
    Throwable error = ErrorCodec.read(in, Preparation.loader(context));
    String message = "preloading failed in a child: " + ErrorCodec.describe(error);
    if (context.preloadFailure() == PreloadFailure.FAIL) {
      throw new ChildStartException(message, error);
    }
    if (WARNED.add(message)) {
      System.getLogger("dev.procession").log(System.Logger.Level.WARNING, message);
    }
  }
}
