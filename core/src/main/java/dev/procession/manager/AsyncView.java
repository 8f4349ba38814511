package dev.procession.manager;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A view of an object whose methods return at once, with a future of the answer. */
final class AsyncView implements InvocationHandler {
  private static final Object[] NO_ARGUMENTS = {};

  private final ObjectRef ref;
  private final Map<Method, Operation> operations = new HashMap<>();

  private AsyncView(ObjectRef ref, Class<?> view) {
    this.ref = ref;
    for (Method method : view.getMethods()) {
      if (Modifier.isAbstract(method.getModifiers())) {
        operations.put(method, operation(ref.operations(), method));
      }
    }
  }

  static <A> A of(Object proxy, Class<A> view) {
    if (!view.isInterface()) {
      throw new IllegalArgumentException("a view is an interface: view=" + view.getName());
    }
    var handler = new AsyncView(Proxies.required(proxy), view);
    return view.cast(Proxy.newProxyInstance(view.getClassLoader(), new Class<?>[] {view}, handler));
  }

  private static Operation operation(Operations all, Method method) {
    Operation operation = all.find(method.getName(), method.getParameterTypes());
    if (operation == null) {
      throw new IllegalArgumentException(
          "the object has no such method: view's method="
              + method
              + ", object's type="
              + all.type().getName()
              + "; name and parameters must be the same");
    }
    if (method.getReturnType() != CompletableFuture.class) {
      throw new IllegalArgumentException(
          "methods of a view return CompletableFuture: method=" + method);
    }
    return operation;
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    Operation operation = operations.get(method);
    if (operation != null) {
      return ref.callAsync(operation, arguments == null ? NO_ARGUMENTS : arguments);
    }
    if (method.getDeclaringClass() != Object.class) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    return switch (method.getName()) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "asynchronous view of " + ref.text();
    };
  }
}
