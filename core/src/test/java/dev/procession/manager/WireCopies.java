package dev.procession.manager;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Cores as they look from another process: arguments and results are serialized and made anew, and
 * equal are those of the same object. Counts the calls.
 */
final class WireCopies {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final Map<Integer, Handler> HANDLERS = new ConcurrentHashMap<>();

  private final AtomicLong calls = new AtomicLong();

  <T> T over(Class<T> type, T core) {
    var handler = new Handler(NUMBERS.incrementAndGet(), type, core, calls);
    HANDLERS.put(handler.number, handler);
    return type.cast(handler.proxy());
  }

  /** How many calls there were since it was asked before. */
  long calls() {
    return calls.getAndSet(0);
  }

  static Object copy(Object value) {
    try {
      var bytes = new ByteArrayOutputStream();
      try (var out = new ObjectOutputStream(bytes)) {
        out.writeObject(value);
      }
      try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        return in.readObject();
      }
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalArgumentException("cannot be sent", e);
    }
  }

  /** Finds the object by its number, wherever it is made anew. */
  private record Ticket(int number) implements java.io.Serializable {
    private Object readResolve() {
      return HANDLERS.get(number);
    }
  }

  private static final class Handler implements InvocationHandler, java.io.Serializable {
    private static final long serialVersionUID = 1L;
    private final int number;
    private final transient Class<?> type;
    private final transient Object core;
    private final transient AtomicLong calls;

    Handler(int number, Class<?> type, Object core, AtomicLong calls) {
      this.number = number;
      this.type = type;
      this.core = core;
      this.calls = calls;
    }

    Object proxy() {
      return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this);
    }

    private Object writeReplace() {
      return new Ticket(number);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (method.getDeclaringClass() == Object.class) {
        return switch (method.getName()) {
          case "equals" ->
              arguments[0] != null
                  && Proxy.isProxyClass(arguments[0].getClass())
                  && Proxy.getInvocationHandler(arguments[0]).equals(this);
          case "hashCode" -> number;
          default -> "object " + number;
        };
      }
      calls.incrementAndGet();
      Object[] copies = arguments == null ? null : (Object[]) copy(arguments);
      try {
        method.setAccessible(true);
        return copy(method.invoke(core, copies));
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }
}
