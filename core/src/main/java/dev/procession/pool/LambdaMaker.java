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

  // What the methods of SerializedLambda return. Fields of this class, not a record: rebuilding the
  // first record spins forty classes in a new worker.
  private final String ownerName;
  private final String type;
  private final String method;
  private final String signature;
  private final int kind;
  private final String codeOwner;
  private final String code;
  private final String codeSignature;
  private final String instantiated;
  private final int captured;

  /** Makes lambdas; found by the first task. Used by the task thread only, as is the other. */
  private transient @Nullable Method maker;

  private transient @Nullable Class<?> owner;

  /** The lambda, if it captures nothing. */
  private transient @Nullable Object same;

  LambdaMaker(SerializedLambda lambda) {
    ownerName = lambda.getCapturingClass().replace('/', '.');
    type = lambda.getFunctionalInterfaceClass();
    method = lambda.getFunctionalInterfaceMethodName();
    signature = lambda.getFunctionalInterfaceMethodSignature();
    kind = lambda.getImplMethodKind();
    codeOwner = lambda.getImplClass();
    code = lambda.getImplMethodName();
    codeSignature = lambda.getImplMethodSignature();
    instantiated = lambda.getInstantiatedMethodType();
    captured = lambda.getCapturedArgCount();
  }

  @Override
  @SuppressWarnings("NullAway") // null is allowed: the type arguments say so
  public @Nullable Object call(@Nullable Object values) throws Exception {
    Object lambda = same;
    if (lambda == null) {
      lambda = make(values);
      if (captured == 0) {
        same = lambda;
      }
    }
    return CallItem.run(lambda);
  }

  private @Nullable Object make(@Nullable Object sent) {
    @Nullable Object[] values =
        switch (captured) {
          case 0 -> NOTHING;
          case 1 -> new @Nullable Object[] {sent};
          default ->
              switch (sent) {
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
    owner = Class.forName(ownerName, false, loader);
    Method found = owner.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
    found.setAccessible(true);
    maker = found;
    return found;
  }

  private SerializedLambda form(@Nullable Object[] values) {
    return new SerializedLambda(
        owner, type, method, signature, kind, codeOwner, code, codeSignature, instantiated, values);
  }
}
