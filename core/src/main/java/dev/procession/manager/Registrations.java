package dev.procession.manager;

import dev.procession.Fn;
import dev.procession.Task;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Types of the program's own: what makes an object of each. Used by any thread.
 *
 * <p>What a method returns is given out as a proxy if it is declared to return such a type.
 */
final class Registrations {
  private final Map<String, Type> types = new ConcurrentHashMap<>();

  /**
   * A type.
   *
   * @param proxied the interface that proxies have
   * @param factory a {@link Task}, or an {@link Fn} of the arguments
   */
  record Type(Class<?> proxied, Serializable factory) {}

  Registrations(Map<Class<?>, Serializable> first) {
    new LinkedHashMap<>(first).forEach(this::add);
  }

  /** Checks what users give. */
  static void check(Class<?> type) {
    if (!type.isInterface() || type.isAnnotation()) {
      throw new IllegalArgumentException(
          "proxies are for interfaces: type="
              + type.getName()
              + "; register the interface that the class implements");
    }
    if (type.isSealed()) {
      throw new IllegalArgumentException(
          "no proxy can implement a sealed interface: type=" + type.getName());
    }
    for (var method : type.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers()) && method.getParameterCount() > 100) {
        throw new IllegalArgumentException("too many parameters: method=" + method);
      }
    }
  }

  void add(Class<?> type, Serializable factory) {
    check(type);
    types.put(type.getName(), new Type(type, factory));
  }

  boolean isProxied(Class<?> type) {
    Type registered = types.get(type.getName());
    return registered != null && registered.proxied == type;
  }

  /** The type of that name. */
  Type get(String name) {
    Type type = types.get(name);
    if (type == null) {
      throw new ManagerRefusedException(
          "the type is not registered with the manager: type="
              + name
              + ", registered="
              + types.keySet()
              + "; register it there, with ManagerConfig.register or Manager.register");
    }
    return type;
  }

  /** Makes an object. */
  static Object make(Type type, @Nullable Object[] arguments) throws Exception {
    Object made;
    if (type.factory instanceof Task<?> task) {
      if (arguments.length > 0) {
        throw new IllegalArgumentException(
            "the type is made without arguments: type="
                + type.proxied.getName()
                + ", arguments="
                + arguments.length);
      }
      made = task.call();
    } else {
      @SuppressWarnings("unchecked")
      var function = (Fn<@Nullable Object @Nullable [], Object>) type.factory;
      made = function.call(arguments);
    }
    if (!type.proxied.isInstance(made)) {
      throw new IllegalArgumentException(
          "the factory made something else: type=" + type.proxied.getName() + ", made=" + made);
    }
    return made;
  }
}
