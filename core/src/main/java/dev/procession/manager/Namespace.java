package dev.procession.manager;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Variables with names in a manager, for threads of any number of processes.
 *
 * {@snippet lang="java" :
 * Namespace settings = manager.namespace();
 * settings.set("depth", 3);
 * int depth = settings.get("depth", Integer.class);
 * }
 *
 * <p>Any string is a name. As in Python, names that begin with an underscore are not shown by
 * {@code toString()}; unlike there they are variables like any others. What is got is a copy.
 *
 * <p>Python: {@code Namespace()} of {@code multiprocessing.Manager()}, with attributes.
 */
public interface Namespace {
  /**
   * The value of a variable.
   *
   * <p>Python: {@code namespace.name}.
   *
   * @param name its name
   * @return its value
   * @throws NoSuchElementException if there is no such variable
   */
  @Reads
  @Nullable Object get(String name);

  /**
   * The value of a variable, as something of a class.
   *
   * @param name its name
   * @param type what it is to be; not a primitive type
   * @param <T> what it is to be
   * @return its value
   * @throws NoSuchElementException if there is no such variable
   * @throws ClassCastException if its value is of another class
   * @throws NullPointerException if its value is null
   */
  @Local
  default <T> T get(String name, Class<T> type) {
    Object value = get(name);
    if (value == null) {
      throw new NullPointerException("the value is null: name=" + name);
    }
    return type.cast(value);
  }

  /**
   * Gives a variable a value; makes it if there is none.
   *
   * <p>Python: {@code namespace.name = value}.
   *
   * @param name its name
   * @param value its value
   * @throws NullPointerException if {@code name} is null
   */
  void set(String name, @Nullable Object value);

  /**
   * Removes a variable.
   *
   * <p>Python: {@code del namespace.name}, which fails if there is none.
   *
   * @param name its name
   * @return false if there is none
   */
  boolean remove(String name);

  /**
   * Whether there is a variable.
   *
   * <p>Python: {@code hasattr(namespace, name)}.
   *
   * @param name its name
   * @return true if there is, even if its value is null
   */
  @Reads
  boolean has(String name);

  /**
   * The names of all variables, in the order in which they were made.
   *
   * @return a set of the caller's own
   */
  @Reads
  Set<String> names();

  /**
   * All variables at one moment, in the order in which they were made.
   *
   * @return a map of the caller's own
   */
  @Reads
  Map<String, @Nullable Object> copy();
}
