package dev.procession.pool;

import dev.procession.Fn;
import dev.procession.internal.wire.Captures;
import dev.procession.internal.wire.ObjectCodec;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Makes lambdas of one kind from their captured values, in a worker, and runs them as tasks. The
 * class that has the lambda does it, as it does for serialization.
 */
final class LambdaMaker implements Fn<@Nullable Object, @Nullable Object> {
  private static final long serialVersionUID = 1;
  private static final String WHAT = "the task";
  private static final Object[] NOTHING = {};

  private final Parts parts;

  /** Makes lambdas; found by the first task. Used by the task thread only, as is the other. */
  private transient @Nullable Method maker;

  private transient @Nullable Class<?> owner;

  /** The lambda, if it captures nothing. */
  private transient @Nullable Object same;

  private LambdaMaker(Parts parts) {
    this.parts = parts;
  }

  // What the methods of SerializedLambda return.
  private record Parts(
      String owner,
      String type,
      String method,
      String signature,
      int kind,
      String codeOwner,
      String code,
      String codeSignature,
      String instantiated,
      int captured)
      implements java.io.Serializable {}

  static LambdaMaker of(SerializedLambda lambda) {
    return new LambdaMaker(
        new Parts(
            lambda.getCapturingClass().replace('/', '.'),
            lambda.getFunctionalInterfaceClass(),
            lambda.getFunctionalInterfaceMethodName(),
            lambda.getFunctionalInterfaceMethodSignature(),
            lambda.getImplMethodKind(),
            lambda.getImplClass(),
            lambda.getImplMethodName(),
            lambda.getImplMethodSignature(),
            lambda.getInstantiatedMethodType(),
            lambda.getCapturedArgCount()));
  }

  @Override
  @SuppressWarnings("NullAway") // null is allowed: the type arguments say so
  public @Nullable Object call(@Nullable Object captured) throws Exception {
    Object lambda = same;
    if (lambda == null) {
      lambda = make(captured);
      if (parts.captured == 0) {
        same = lambda;
      }
    }
    return CallItem.run(lambda);
  }

  private @Nullable Object make(@Nullable Object captured) {
    @Nullable Object[] values =
        switch (parts.captured) {
          case 0 -> NOTHING;
          case 1 -> new @Nullable Object[] {captured};
          default ->
              switch (captured) {
                case Captures several -> several.values();
                case ArrayList<?> list -> list.toArray();
                case null, default -> NOTHING;
              };
        };
    try {
      Method ready = maker == null ? find() : maker;
      return ready.invoke(null, form(values));
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw ObjectCodec.unreadable(WHAT, cause == null ? e : cause);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw ObjectCodec.unreadable(WHAT, e);
    }
  }

  private Method find() throws ReflectiveOperationException {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    owner = Class.forName(parts.owner, false, loader);
    Method found = owner.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
    found.setAccessible(true);
    maker = found;
    return found;
  }

  private SerializedLambda form(@Nullable Object[] values) {
    return new SerializedLambda(
        owner,
        parts.type,
        parts.method,
        parts.signature,
        parts.kind,
        parts.codeOwner,
        parts.code,
        parts.codeSignature,
        parts.instantiated,
        values);
  }
}
