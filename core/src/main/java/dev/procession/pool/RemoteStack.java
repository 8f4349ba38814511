package dev.procession.pool;

import dev.procession.RemoteTaskException;
import dev.procession.internal.wire.ErrorCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes one readable stack trace out of the part in the worker and the part in the caller.
 *
 * <p>The remote frames come first, since that is where it happened; then a line that names the
 * worker; then the frames of the call, where there is one.
 */
final class RemoteStack {
  private static final String WORKER_FRAME = SentFunction.class.getName();

  private RemoteStack() {}

  /** Cuts off the worker's own frames below the user's function. Runs in the worker. */
  static Throwable trimmed(Throwable error) {
    try {
      StackTraceElement[] stack = error.getStackTrace();
      for (int i = 0; i < stack.length; i++) {
        if (stack[i].getClassName().startsWith(WORKER_FRAME)) {
          error.setStackTrace(Arrays.copyOf(stack, i));
          break;
        }
      }
    } catch (Throwable rude) {
      // An exception's own methods are user code, and may throw; then it stays as it is.
    }
    return error;
  }

  /** Adds the line that names the worker. */
  static Throwable marked(Throwable error, long pid) {
    return append(error, List.of(new StackTraceElement("worker process", "run", "pid " + pid, -1)));
  }

  /**
   * The exception for a blocking call to throw: the failure itself with the caller's frames added,
   * or, if it is checked, wrapped.
   */
  static RuntimeException thrown(Throwable error) {
    if (error instanceof Error e) {
      throw (Error) append(e, callerFrames());
    }
    if (error instanceof RuntimeException e) {
      return (RuntimeException) append(e, callerFrames());
    }
    return new RemoteTaskException(error.getClass().getName(), ErrorCodec.messageOf(error), error);
  }

  private static List<StackTraceElement> callerFrames() {
    StackTraceElement[] stack = new Throwable().getStackTrace();
    return Arrays.asList(stack).subList(Math.min(2, stack.length), stack.length);
  }

  private static Throwable append(Throwable error, List<StackTraceElement> frames) {
    try {
      List<StackTraceElement> all = new ArrayList<>(Arrays.asList(error.getStackTrace()));
      all.addAll(frames);
      error.setStackTrace(all.toArray(new StackTraceElement[0]));
    } catch (Throwable rude) {
      // As above.
    }
    return error;
  }
}
