package dev.procession.pool;

import dev.procession.Fn;
import dev.procession.NotSendableException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The function for single tasks, which are their own argument. A class and not a lambda: lambdas
 * are slow the first time.
 */
final class CallItem implements Fn<@Nullable Object, @Nullable Object> {
  private static final long serialVersionUID = 1;

  @Override
  @SuppressWarnings("NullAway") // null is allowed: the type arguments say so
  public @Nullable Object call(@Nullable Object task) throws Exception {
    return run(task);
  }

  static @Nullable Object run(@Nullable Object task) throws Exception {
    if (task instanceof Callable<?> callable) {
      return callable.call();
    }
    if (task instanceof Runnable runnable) {
      runnable.run();
      return null;
    }
    throw new NotSendableException("not a task: " + task, null);
  }
}
