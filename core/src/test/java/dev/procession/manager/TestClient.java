package dev.procession.manager;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A process that uses served objects, without being one. */
final class TestClient implements Client {
  private final String name;
  private final List<TestCall> calls = new ArrayList<>();
  private boolean ended;

  TestClient(String name) {
    this.name = name;
  }

  @Override
  public String describe() {
    return name;
  }

  @Override
  public boolean hasEnded() {
    return ended;
  }

  /** Calls as its only thread. */
  TestCall call(Callable<?> body) {
    return call(1, body);
  }

  /** Calls as one of its threads. */
  TestCall call(long thread, Callable<?> body) {
    TestCall call = TestCall.of(this, thread, body);
    calls.add(call);
    return call;
  }

  /** As {@link #call(Callable)}, for what returns nothing. */
  TestCall run(Body body) {
    return run(1, body);
  }

  TestCall run(long thread, Body body) {
    return call(
        thread,
        () -> {
          body.run();
          return null;
        });
  }

  /** It ends. All answers that it was given until now have reached it. */
  void end(ClientWatcher... objects) {
    ended = true;
    List<TestCall> open = calls.stream().filter(call -> !call.isAnswered()).toList();
    open.forEach(TestCall::cancel);
    open.forEach(TestCall::undo);
    for (ClientWatcher object : objects) {
      object.gone(this);
    }
  }

  /** What may throw anything. */
  interface Body {
    /** Does it. */
    void run() throws Exception;
  }

  /** A proxy of an object that calls as the current thread of this client, and waits. */
  <C> C proxy(Class<C> core, Object servant) {
    InvocationHandler handler =
        (proxy, method, arguments) -> invoke(proxy, method, arguments, servant);
    return core.cast(Proxy.newProxyInstance(core.getClassLoader(), new Class<?>[] {core}, handler));
  }

  private @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments, Object servant)
      throws Throwable {
    if (method.isAnnotationPresent(Local.class)) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    return TestCall.of(
            this, Thread.currentThread().threadId(), () -> invoke(method, arguments, servant))
        .await();
  }

  private static @Nullable Object invoke(
      Method method, @Nullable Object @Nullable [] arguments, Object servant) throws Exception {
    try {
      return method.invoke(servant, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception failure) {
        throw failure;
      }
      throw e;
    }
  }
}
