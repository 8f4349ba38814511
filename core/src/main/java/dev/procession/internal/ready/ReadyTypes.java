package dev.procession.internal.ready;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The types whose objects can be waited for. Each registers itself when it is initialized, so that
 * whoever has an object of it finds it here.
 */
public final class ReadyTypes {
  private static final Map<Class<?>, Type<?>> TYPES = new ConcurrentHashMap<>();

  /** How to wait for the objects of one class and its subclasses. */
  public abstract static class Type<T> {
    private final Class<? super T> type;

    /** For objects of this class. */
    protected Type(Class<? super T> type) {
      this.type = type;
    }

    /** Makes what one wait for this object uses. */
    protected abstract Awaitable of(T thing);

    @SuppressWarnings("unchecked") // Found by its class.
    private Awaitable ofAny(Object thing) {
      return of((T) thing);
    }
  }

  private ReadyTypes() {}

  /** Says how to wait for objects of a type. */
  public static void register(Type<?> type) {
    TYPES.put(type.type, type);
  }

  /** How to wait for this; null if nobody has said. */
  public static @Nullable Awaitable of(Object thing) {
    for (Class<?> type = thing.getClass(); type != null; type = type.getSuperclass()) {
      Type<?> known = TYPES.get(type);
      if (known != null) {
        return known.ofAny(thing);
      }
    }
    return null;
  }
}
