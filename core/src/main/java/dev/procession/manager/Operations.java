package dev.procession.manager;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The methods of an interface that go over the wire, numbered in the order of their signatures, so
 * that two processes with the same interface agree.
 *
 * <p>Immutable; used by any thread.
 */
final class Operations {
  private static final ClassValue<Operations> ALL =
      new ClassValue<>() {
        @Override
        protected Operations computeValue(Class<?> type) {
          return new Operations(type);
        }
      };

  private final Class<?> type;
  private final Operation[] byNumber;
  private final Map<Method, Operation> byMethod = new HashMap<>();
  private final Map<String, Operation> bySignature;
  private final int fingerprint;

  private Operations(Class<?> type) {
    if (!type.isInterface()) {
      throw new IllegalArgumentException(
          "proxies are for interfaces: type=" + type.getName() + "; have it implement one");
    }
    this.type = type;
    var methods = new TreeMap<String, Method>();
    for (Method method : type.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers()) && !method.isAnnotationPresent(Local.class)) {
        methods.merge(signature(method), method, Operations::moreSpecific);
      }
    }
    byNumber = new Operation[methods.size()];
    var operations = new HashMap<String, Operation>();
    methods.forEach(
        (signature, method) -> {
          var operation = Operation.of(operations.size(), method);
          byNumber[operations.size()] = operation;
          byMethod.put(method, operation);
          operations.put(signature, operation);
        });
    bySignature = operations;
    fingerprint = String.join("\n", methods.keySet()).hashCode();
  }

  /**
   * Those of an interface.
   *
   * @throws IllegalArgumentException if {@code type} is none
   */
  static Operations of(Class<?> type) {
    return ALL.get(type);
  }

  private static Method moreSpecific(Method one, Method other) {
    return one.getReturnType().isAssignableFrom(other.getReturnType()) ? other : one;
  }

  private static String signature(Method method) {
    return signature(method.getName(), method.getParameterTypes());
  }

  private static String signature(String name, Class<?>[] parameters) {
    return Stream.of(parameters)
        .map(Class::getTypeName)
        .collect(Collectors.joining(",", name + "(", ")"));
  }

  Class<?> type() {
    return type;
  }

  /** Differs, most probably, between versions of the interface. */
  int fingerprint() {
    return fingerprint;
  }

  /** The one of that number; null if there is none. */
  @Nullable Operation get(int number) {
    return number >= 0 && number < byNumber.length ? byNumber[number] : null;
  }

  /** The one that a method of this interface stands for; null if that runs in the caller. */
  @Nullable Operation of(Method method) {
    Operation operation = byMethod.get(method);
    return operation != null ? operation : bySignature.get(signature(method));
  }

  /** The one with that name and these parameters; null if there is none. */
  @Nullable Operation find(String name, Class<?>[] parameters) {
    return bySignature.get(signature(name, parameters));
  }
}
