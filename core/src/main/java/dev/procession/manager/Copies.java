package dev.procession.manager;

import static java.util.Map.entry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Copies that say so. A plain list, set or map that comes out of a managed object is a copy, and to
 * change it is a mistake that nobody would notice. So it is made one that throws; it is of a
 * subclass, may be cast as before, and travels as the plain class.
 *
 * <p>This goes for the collections in general use, by their exact class. Others, records and arrays
 * are given as they are.
 */
final class Copies {
  /** By class, since a subclass may be anything. */
  private static final Map<Class<?>, UnaryOperator<Object>> MAKERS =
      Map.ofEntries(
          entry(ArrayList.class, list -> new CopiedArrayList<>((List<?>) list)),
          entry(Arrays.asList().getClass(), list -> new CopiedArrayList<>((List<?>) list)),
          entry(LinkedList.class, list -> new CopiedLinkedList<>((List<?>) list)),
          entry(ArrayDeque.class, deque -> new CopiedArrayDeque<>((ArrayDeque<?>) deque)),
          entry(HashMap.class, map -> new CopiedHashMap<>((Map<?, ?>) map)),
          entry(LinkedHashMap.class, map -> new CopiedLinkedHashMap<>((Map<?, ?>) map)),
          entry(TreeMap.class, map -> new CopiedTreeMap<>((TreeMap<?, ?>) map)),
          entry(HashSet.class, set -> new CopiedHashSet<>((Set<?>) set)),
          entry(LinkedHashSet.class, set -> new CopiedLinkedHashSet<>((Set<?>) set)),
          entry(TreeSet.class, set -> new CopiedTreeSet<>((TreeSet<?>) set)),
          entry(List.of().getClass(), list -> ofUnmodifiable((List<?>) list)),
          entry(List.of(1).getClass(), list -> ofUnmodifiable((List<?>) list)),
          entry(Map.of().getClass(), map -> ofUnmodifiable((Map<?, ?>) map)),
          entry(Map.of(1, 1).getClass(), map -> ofUnmodifiable((Map<?, ?>) map)));

  private Copies() {}

  /**
   * A value as it is given to who has asked.
   *
   * @return the value itself, or, if it is a plain container, an equal one that cannot be changed,
   *     of a subclass where the class is public; the same goes for the containers in it
   */
  @SuppressWarnings("unchecked")
  static <T> T of(T value) {
    if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
      UnaryOperator<Object> maker = MAKERS.get(value.getClass());
      return maker == null ? value : (T) maker.apply(value);
    }
    return value;
  }

  /** The same where there may be no value. */
  static <T> @Nullable T ofNullable(@Nullable T value) {
    return value == null ? null : of(value);
  }

  /**
   * The elements of a list as they are given to who has asked; in the list itself, which is ours.
   */
  @SuppressWarnings("NullAway") // null stays null
  static <T extends @Nullable Object> List<T> each(List<T> list) {
    list.replaceAll(Copies::ofNullable);
    return list;
  }

  /** It throws already; what is in it may not. */
  private static Object ofUnmodifiable(List<?> list) {
    for (Object element : list) {
      if (of(element) != element) {
        return new CopiedArrayList<>(list);
      }
    }
    return list;
  }

  private static Object ofUnmodifiable(Map<?, ?> map) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (of(entry.getValue()) != entry.getValue() || of(entry.getKey()) != entry.getKey()) {
        return new CopiedHashMap<>(map);
      }
    }
    return map;
  }

  /** What each attempt to change a copy ends with. */
  static UnsupportedOperationException refusal(Class<?> type) {
    String name = type.getSimpleName();
    return new UnsupportedOperationException(
        "this "
            + name
            + " is a copy of what a managed object holds: to change it would change nothing there."
            + " Change a copy of your own, new "
            + name
            + "<>(it), and store that again, or store a managed container in place of the plain one");
  }
}
