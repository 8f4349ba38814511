package dev.procession.internal.proc;

import dev.procession.Action;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.ForeignLoaders;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
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
   * @throws IOException if the child cannot be told where to ask for classes
   */
  static byte[] encode(JvmChild child, Context context, String body) throws IOException {
    var hook = new WireOutput(USUAL_SIZE);
    ObjectCodec.write(hook, context.preloadHook(), "the preload hook");
    var out = new WireOutput(USUAL_SIZE + hook.position());
    ChildClasses.write(out, child, hook.foreignLoader());
    out.writeText(body);
    out.writeByte(context.startMethod().ordinal());
    out.writeInt(context.preloadedClasses().size());
    for (String name : context.preloadedClasses()) {
      out.writeText(name);
    }
    out.writeBytes(hook.array(), 0, hook.position());
    return out.toByteArray();
  }

  /** The loader that an error of the preloading is to be read with, in the parent. */
  static ClassLoader loader(Context context) {
    Object hook = context.preloadHook();
    ClassLoader own = hook == null ? null : hook.getClass().getClassLoader();
    return ForeignLoaders.orLocal(own);
  }

  /** Does it, in the child; returns the answer: empty, or the first error, encoded. */
  static byte[] perform(byte[] encoded) throws IOException, ReflectiveOperationException {
    var in = new WireInput(encoded);
    ClassLoader loader = ChildClasses.read(in);
    String body = in.readText();
    StartMethod method = StartMethod.values()[in.readByte()];
    Throwable failure = null;
    for (int left = in.readInt(); left > 0; left--) {
      failure = first(failure, load(in.readText(), loader));
    }
    failure = first(failure, runHook(in, loader));
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

  private static @Nullable Throwable load(String className, ClassLoader loader) {
    try {
      Class.forName(className, true, loader);
      return null;
    } catch (ClassNotFoundException | LinkageError e) {
      return e;
    }
  }

  private static @Nullable Throwable runHook(WireInput in, ClassLoader loader) {
    try {
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
