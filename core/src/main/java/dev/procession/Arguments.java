package dev.procession;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Positional and named arguments of a child: an immutable value.
 *
 * <p>Python: {@code args} and {@code kwargs}.
 */
public final class Arguments implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Arguments NONE = new Arguments(new ArrayList<>(), new LinkedHashMap<>());

  /** In order. Not an immutable list of the JDK: those refuse null, which is a fine argument. */
  private final ArrayList<@Nullable Object> positional;

  /** By name, in the order given. */
  private final LinkedHashMap<String, @Nullable Object> named;

  private Arguments(
      ArrayList<@Nullable Object> positional, LinkedHashMap<String, @Nullable Object> named) {
    this.positional = positional;
    this.named = named;
  }

  static Arguments none() {
    return NONE;
  }

  Arguments plus(@Nullable Object... values) {
    var all = new ArrayList<>(positional);
    all.addAll(Arrays.asList(values));
    return new Arguments(all, named);
  }

  Arguments plus(String name, @Nullable Object value) {
    var all = new LinkedHashMap<>(named);
    all.put(name, value);
    return new Arguments(positional, all);
  }

  /**
   * How many positional arguments there are.
   *
   * @return 0 or more
   */
  public int size() {
    return positional.size();
  }

  /**
   * A positional argument.
   *
   * @param index from 0
   * @param <T> the type that the caller expects; a {@link ClassCastException} follows if it is
   *     wrong
   * @return the argument
   * @throws IndexOutOfBoundsException if there are not so many
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T extends @Nullable Object> T get(int index) {
    if (index < 0 || index >= positional.size()) {
      throw new IndexOutOfBoundsException(
          "no such argument: index=" + index + ", arguments=" + positional.size());
    }
    return (T) positional.get(index);
  }

  /**
   * A named argument.
   *
   * @param name its name
   * @param <T> the type that the caller expects; a {@link ClassCastException} follows if it is
   *     wrong
   * @return the argument
   * @throws IllegalArgumentException if there is none of this name
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T extends @Nullable Object> T get(String name) {
    if (!named.containsKey(name)) {
      throw new IllegalArgumentException(
          "no such argument: name=" + name + ", given=" + named.keySet());
    }
    return (T) named.get(name);
  }

  /**
   * A named argument that may be missing.
   *
   * @param name its name
   * @param missing what to return if it was not given
   * @param <T> the type of both
   * @return the argument, or {@code missing}
   */
  @SuppressWarnings("unchecked")
  public <T extends @Nullable Object> T get(String name, T missing) {
    return named.containsKey(name) ? (T) named.get(name) : missing;
  }

  /**
   * All positional arguments.
   *
   * @return an unmodifiable list
   */
  public List<@Nullable Object> positional() {
    return Collections.unmodifiableList(positional);
  }

  /**
   * All named arguments, in the order they were given.
   *
   * @return an unmodifiable map
   */
  public Map<String, @Nullable Object> named() {
    return Collections.unmodifiableMap(named);
  }

  /** Such as {@code (eva, 36, city=Bern)}. */
  @Override
  public String toString() {
    var text = new StringBuilder("(");
    for (Object value : positional) {
      text.append(text.length() > 1 ? ", " : "").append(value);
    }
    named.forEach(
        (name, value) ->
            text.append(text.length() > 1 ? ", " : "").append(name).append('=').append(value));
    return text.append(')').toString();
  }
}
