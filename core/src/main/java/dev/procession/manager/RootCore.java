package dev.procession.manager;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The object of a manager that makes, names and counts the others. For clients that have the key;
 * others may ask only what is marked so, about objects that they have.
 */
interface RootCore {
  /**
   * Makes an object, or finds the one of that name.
   *
   * @param name null for one without
   * @param type the name of a type of ours, or of an interface
   * @return a proxy
   */
  Object make(@Nullable String name, String type, @Nullable Object[] arguments);

  /** Has objects of a type made by a factory, a {@code Task} or an {@code Fn}. */
  void register(Class<?> type, Serializable factory);

  /** Takes a name from its object. */
  boolean remove(String name);

  List<String> names();

  /** Live objects and leases. */
  long[] counts();

  /** Ends the manager once this has been answered. */
  void shutdown();

  /** What an object's toString says. For everybody who has the object. */
  String text(long object);

  /**
   * Whether it is known that this client got what it has taken from an object; if not, that is
   * undone. May be asked again. For everybody who has the object.
   */
  @Reads
  boolean hasArrived(long object, long number);

  /** The same object behind a proxy that only reads. For everybody who has the object. */
  Object readOnly(Object proxy);

  /** A copy of the object itself. For everybody who has the object. */
  @Nullable Object copy(Object proxy);
}
