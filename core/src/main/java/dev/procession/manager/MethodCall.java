package dev.procession.manager;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Calls a method of an interface on an object. What does so is made for the first call: that takes
 * milliseconds in a fresh JVM, and a process that has only proxies never needs it.
 */
final class MethodCall {
  private final Method method;

  /** Takes the object and an array of arguments, and returns an object; may be made twice. */
  volatile @Nullable MethodHandle handle;

  /**
   * For a method.
   *
   * @throws IllegalArgumentException if it cannot be called
   */
  MethodCall(Method method) {
    if (!method.trySetAccessible()) {
      throw new IllegalArgumentException(
          "methods of the interface cannot be called: interface="
              + method.getDeclaringClass().getName()
              + "; make it public in an exported package, or open its package to dev.procession");
    }
    this.method = method;
  }

  /** Calls it. */
  @Nullable Object run(Object object, @Nullable Object[] arguments) throws Throwable {
    MethodHandle made = handle;
    if (made == null) {
      made = make();
      handle = made;
    }
    return (Object) made.invokeExact(object, arguments);
  }

  private MethodHandle make() {
    try {
      return MethodHandles.lookup()
          .unreflect(method)
          .asFixedArity()
          .asType(MethodType.genericMethodType(1 + method.getParameterCount()))
          .asSpreader(Object[].class, method.getParameterCount());
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
