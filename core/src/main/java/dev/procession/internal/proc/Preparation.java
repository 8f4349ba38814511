package dev.procession.internal.proc;

import dev.procession.Action;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import org.jspecify.annotations.Nullable;

/**
 * What a child does before it is told who it is: the preloading that a context asks for, and, in a
 * spare, one round through the code that a start will need.
 */
final class Preparation {
  private static final int USUAL_SIZE = 256;

  private Preparation() {}

  /** Whether a child of this context has anything to preload. */
  static boolean isNeeded(Context context) {
    return !context.preloadedClasses().isEmpty() || context.preloadHook() != null;
  }

  /**
   * What to tell the child.
   *
   * @param body the class that a spare is to be warmed up for; empty for a child that is no spare
   */
  static byte[] encode(Context context, String body) {
    var out = new WireOutput(USUAL_SIZE);
    Assignment.writeText(out, body);
    out.writeByte(context.startMethod().ordinal());
    out.writeInt(context.preloadedClasses().size());
    for (String name : context.preloadedClasses()) {
      Assignment.writeText(out, name);
    }
    ObjectCodec.write(out, context.preloadHook(), "the preload hook");
    return out.toByteArray();
  }

  /** Does it, in the child; returns the answer: empty, or the first error, encoded. */
  static byte[] perform(byte[] encoded) throws ReflectiveOperationException {
    var in = new WireInput(encoded);
    String body = Assignment.readText(in);
    StartMethod method = StartMethod.values()[in.readByte()];
    Throwable failure = null;
    for (int left = in.readInt(); left > 0; left--) {
      failure = first(failure, load(Assignment.readText(in)));
    }
    failure = first(failure, runHook(in));
    if (!body.isEmpty()) {
      WarmUp.run(body, method);
    }
    // Whatever the hook has left behind must not hit the child's task.
    Thread.interrupted();
    if (failure == null) {
      return new byte[0];
    }
    var out = new WireOutput(USUAL_SIZE);
    ErrorCodec.write(out, failure);
    return out.toByteArray();
  }

  private static @Nullable Throwable first(@Nullable Throwable known, @Nullable Throwable next) {
    return known == null ? next : known;
  }

  private static @Nullable Throwable load(String className) {
    try {
      Class.forName(className, true, ClassLoader.getSystemClassLoader());
      return null;
    } catch (ClassNotFoundException | LinkageError e) {
      return e;
    }
  }

  private static @Nullable Throwable runHook(WireInput in) {
    try {
      ClassLoader loader = ClassLoader.getSystemClassLoader();
      if (ObjectCodec.read(in, loader, "the preload hook") instanceof Action hook) {
        hook.run();
      }
      return null;
    } catch (Throwable e) {
      // The parent decides what becomes of it.
      return e;
    }
  }
}
