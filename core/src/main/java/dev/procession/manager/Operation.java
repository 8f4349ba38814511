package dev.procession.manager;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A method of an interface that goes over the wire.
 *
 * @param number what it is called there
 * @param method the method
 * @param call calls it
 * @param reads whether it changes nothing
 * @param repeatable whether it may be called again if nothing is known of the first time
 * @param runsFunctions whether one of its parameters is a function, which may take any time
 * @param interruptible whether its caller expects {@link InterruptedException}
 * @param argumentNames what each argument is called in messages; made once, not for each call
 */
record Operation(
    int number,
    Method method,
    MethodCall call,
    boolean reads,
    boolean repeatable,
    boolean runsFunctions,
    boolean interruptible,
    List<String> argumentNames) {

  static Operation of(int number, Method method) {
    return new Operation(
        number,
        method,
        new MethodCall(method),
        method.isAnnotationPresent(Reads.class),
        method.isAnnotationPresent(Reads.class) || method.isAnnotationPresent(Again.class),
        List.of(method.getParameterTypes()).stream().anyMatch(Operation::isFunction),
        List.of(method.getExceptionTypes()).contains(InterruptedException.class),
        IntStream.rangeClosed(1, method.getParameterCount())
            .mapToObj(i -> "argument " + i + " of " + method.getName())
            .toList());
  }

  private static boolean isFunction(Class<?> type) {
    return type.isAnnotationPresent(FunctionalInterface.class);
  }

  /** Calls the method. */
  @Nullable Object run(Object object, @Nullable Object[] arguments) throws Throwable {
    return call.run(object, arguments);
  }

  String name() {
    return method.getName();
  }

  int arity() {
    return method.getParameterCount();
  }
}
