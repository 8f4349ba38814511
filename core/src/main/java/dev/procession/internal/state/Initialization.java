package dev.procession.internal.state;

import dev.procession.NotSendableException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;

/**
 * Tells whether a class has been initialized, without initializing it as reflection would.
 *
 * <p>The JDK makes variable handles of another kind for the static fields of a class that is not
 * initialized, so that using them will initialize it. Which kind that is, is learnt here from a
 * class that never is.
 */
final class Initialization {
  private static final Class<?> KIND_OF_LAZY_HANDLE = lazyKind();

  private Initialization() {}

  /**
   * Whether the class has been initialized; {@code false} while another thread is at it.
   *
   * @param field a static field that it declares
   * @throws IllegalAccessException if its package is not open to us
   * @throws NotSendableException if this thread is just running its initializer
   */
  static boolean isDone(Class<?> type, Field field) throws IllegalAccessException {
    Initialization.class.getModule().addReads(type.getModule());
    if (kind(type, field) != KIND_OF_LAZY_HANDLE) {
      return true;
    }
    if (runsInThisThread(type)) {
      throw new NotSendableException(
          "cannot copy the static fields of "
              + type.getName()
              + ": its static initializer is running; start the child after that, from a method",
          null);
    }
    return false;
  }

  private static Class<?> kind(Class<?> type, Field field) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
        .unreflectVarHandle(field)
        .getClass();
  }

  private static boolean runsInThisThread(Class<?> type) {
    for (StackTraceElement frame : new Throwable().getStackTrace()) {
      if (frame.getMethodName().equals("<clinit>") && frame.getClassName().equals(type.getName())) {
        return true;
      }
    }
    return false;
  }

  private static Class<?> lazyKind() {
    try {
      return kind(Never.class, Never.class.getDeclaredField("value"));
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Is never initialized: nobody calls its method or uses its field. */
  private static final class Never {
    @SuppressWarnings({"unused", "UnusedVariable"})
    private static int value = Integer.parseInt("0");

    private Never() {}
  }
}
