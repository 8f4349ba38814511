package dev.procession.pool;

import dev.procession.internal.wire.ForeignLoaders;
import dev.procession.internal.wire.ObjectCodec;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A task that is a lambda with simple captured values, such as {@code () -> square(n)}. Workers are
 * told once what lambda it is; then such a task is just the captured values, and costs what an item
 * of a {@code map} costs. Serialization would send its class, method and types again each time.
 *
 * @param function rebuilds the lambda from its captured values and runs it
 * @param captured null for none, the value if there is one, else a list of them
 */
record PlainLambda(CallFunction function, @Nullable Object captured) {
  private static final Module OURS = PlainLambda.class.getModule();

  private static final ClassValue<Kind> KINDS =
      new ClassValue<>() {
        @Override
        protected Kind computeValue(Class<?> type) {
          return new Kind(type);
        }
      };

  /** What is known of a class of lambdas. */
  private static final class Kind {
    /** Tells what a lambda is made of; null if the class is none of the lambdas meant here. */
    private final @Nullable Method writeReplace;

    /** How workers know them, by the name of the method: for the JDK, a class may have several. */
    private final Map<String, CallFunction> functions = new ConcurrentHashMap<>();

    Kind(Class<?> type) {
      writeReplace = isLambda(type) ? find(type) : null;
    }

    /** Only classes that workers have, and that may be looked into. */
    private static boolean isLambda(Class<?> type) {
      return type.isHidden()
          && type.isSynthetic()
          && Serializable.class.isAssignableFrom(type)
          && !ForeignLoaders.isForeign(type)
          && type.getModule().isOpen(type.getPackageName(), OURS);
    }

    private static @Nullable Method find(Class<?> type) {
      try {
        Method method = type.getDeclaredMethod("writeReplace");
        method.setAccessible(true);
        return method;
      } catch (NoSuchMethodException noLambda) {
        return null;
      }
    }

    @Nullable SerializedLambda parts(Object lambda) {
      try {
        return writeReplace != null && writeReplace.invoke(lambda) instanceof SerializedLambda parts
            ? parts
            : null;
      } catch (ReflectiveOperationException noLambda) {
        return null;
      }
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
    if (!ObjectCodec.isPlain(captured)) {
      return null;
    }
    CallFunction function =
        kind.functions.computeIfAbsent(
            parts.getImplMethodName(), _ -> CallFunction.kept(LambdaMaker.of(parts)));
    return new PlainLambda(
        function, count == 0 ? null : count == 1 ? captured.getFirst() : captured);
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
