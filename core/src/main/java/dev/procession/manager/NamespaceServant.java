package dev.procession.manager;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Variables in the manager. */
final class NamespaceServant implements Namespace {
  private final Guard guard = new Guard();

  /** Guarded by the guard. */
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

  @Override
  public @Nullable Object get(String name) {
    return guard.run(
        () -> {
          Object value = values.get(name);
          if (value == null && !values.containsKey(name)) {
            throw new NoSuchElementException(
                "no such variable: name=" + name + ", names=" + values.keySet());
          }
          return value;
        });
  }

  @Override
  public void set(String name, @Nullable Object value) {
    Objects.requireNonNull(name, "name");
    guard.run(
        () -> {
          values.put(name, value);
        });
  }

  @Override
  public boolean remove(String name) {
    return guard.run(
        () -> {
          boolean there = values.containsKey(name);
          values.remove(name);
          return there;
        });
  }

  @Override
  public boolean has(String name) {
    return guard.run(() -> values.containsKey(name));
  }

  @Override
  public Set<String> names() {
    return guard.run(() -> new LinkedHashSet<>(values.keySet()));
  }

  @Override
  public Map<String, @Nullable Object> copy() {
    return guard.run(() -> new LinkedHashMap<>(values));
  }

  @Override
  public String toString() {
    return copy().entrySet().stream()
        .filter(variable -> !variable.getKey().startsWith("_"))
        .map(variable -> variable.getKey() + "=" + variable.getValue())
        .collect(Collectors.joining(", ", "Namespace(", ")"));
  }
}
