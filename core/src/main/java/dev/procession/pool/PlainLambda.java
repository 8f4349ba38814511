package dev.procession.pool;

import dev.procession.internal.wire.Captures;
import dev.procession.internal.wire.ForeignLoaders;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.SerialForm;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A task that is a lambda with simple captured values, such as {@code () -> square(n)}, or with
 * arrays of primitives or memory. Workers are told once what lambda it is; then such a task is just
 * the captured values, and costs what an item of a {@code map} costs. Serialization would send its
 * class, method and types again each time.
 *
 * @param function rebuilds the lambda from its captured values and runs it
 * @param captured null for none, the value if there is one, else a list of them, or {@link
 *     Captures}
 */
record PlainLambda(CallFunction function, @Nullable Object captured) {
  private static final Module OURS = PlainLambda.class.getModule();

  /** Stands for null where null means something else. */
  private static final Object NULL = new Object();

  private static final ClassValue<Kind> KINDS =
      new ClassValue<>() {
        @Override
        protected Kind computeValue(Class<?> type) {
          return new Kind(type);
        }
      };

  /** What is known of a class of lambdas. */
  private static final class Kind {
    /** Whether the class is one of the lambdas meant here. */
    private final boolean plain;

    /** How workers know them, by the name of the method: for the JDK, a class may have several. */
    private final Map<String, CallFunction> functions = new ConcurrentHashMap<>();

    /** Only classes that workers have, and that may be looked into. */
    Kind(Class<?> type) {
      plain =
          type.isHidden()
              && type.isSynthetic()
              && !ForeignLoaders.isForeign(type)
              && type.getModule().isOpen(type.getPackageName(), OURS);
    }

    @Nullable SerializedLambda parts(Object lambda) {
      return plain ? SerialForm.of(lambda) : null;
    }
  }

  /** The task in this form; null if it has to be serialized. */
  static @Nullable PlainLambda of(Object task) {
    Kind kind = KINDS.get(task.getClass());
    SerializedLambda parts = kind.parts(task);
    if (parts == null) {
      return null;
    }
    int count = parts.getCapturedArgCount();
    ArrayList<@Nullable Object> captured = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      captured.add(parts.getCapturedArg(i));
    }
    Object sent = sent(captured);
    if (sent == null && count > 0) {
      return null;
    }
    CallFunction function =
        kind.functions.computeIfAbsent(
            parts.getImplMethodName(), _ -> CallFunction.kept(new LambdaMaker(parts)));
    return new PlainLambda(function, sent == NULL ? null : sent);
  }

  /** What to send of captured values; null if they have to be serialized. */
  private static @Nullable Object sent(ArrayList<@Nullable Object> captured) {
    if (captured.isEmpty()) {
      return null;
    }
    if (ObjectCodec.isPlain(captured)) {
      Object only = captured.size() > 1 ? captured : captured.getFirst();
      return only == null ? NULL : only;
    }
    Set<Object> bulk = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Object value : captured) {
      boolean sendable = ObjectCodec.isBulk(value) ? bulk.add(value) : ObjectCodec.isPlain(value);
      // A list cannot be told from several values, and what is captured twice is one thing.
      if (!sendable || value instanceof ArrayList) {
        return null;
      }
    }
    return captured.size() == 1 ? captured.getFirst() : new Captures(captured.toArray());
  }

  /** A function without captured values is the same each time; null if it is none. */
  static @Nullable CallFunction functionOf(Object fn) {
    Kind kind = KINDS.get(fn.getClass());
    SerializedLambda parts = kind.parts(fn);
    return parts == null || parts.getCapturedArgCount() > 0
        ? null
        : kind.functions.computeIfAbsent(parts.getImplMethodName(), _ -> CallFunction.kept(fn));
  }
}
