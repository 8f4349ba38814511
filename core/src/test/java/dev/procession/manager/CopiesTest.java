package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plain container that comes out of a managed one is a copy, and says so when it is changed. */
class CopiesTest {
  private static final Set<String> READERS =
      Set.of(
          "get",
          "getOrDefault",
          "contains",
          "containsKey",
          "containsValue",
          "containsAll",
          "size",
          "isEmpty",
          "indexOf",
          "lastIndexOf",
          "forEach",
          "spliterator",
          "toArray",
          "equals",
          "hashCode",
          "toString",
          "getFirst",
          "getLast",
          "peek",
          "peekFirst",
          "peekLast",
          "element",
          "first",
          "last",
          "firstKey",
          "lastKey",
          "firstEntry",
          "lastEntry",
          "lower",
          "floor",
          "ceiling",
          "higher",
          "lowerKey",
          "floorKey",
          "ceilingKey",
          "higherKey",
          "lowerEntry",
          "floorEntry",
          "ceilingEntry",
          "higherEntry",
          "comparator",
          "stream",
          "parallelStream",
          // of the room, not of the contents
          "ensureCapacity",
          "trimToSize",
          "removeEldestEntry",
          // not by content
          "getClass",
          "notify",
          "notifyAll",
          "wait",
          "finalize");

  /** What goes by way of methods that refuse, and is tried below. */
  private static final Set<String> BY_WAY_OF_OTHERS =
      Set.of(
          "CopiedArrayList.reversed",
          "CopiedLinkedList.reversed",
          "CopiedLinkedList.iterator",
          "CopiedLinkedList.listIterator",
          "CopiedLinkedList.subList",
          "CopiedArrayDeque.reversed",
          "CopiedTreeSet.reversed",
          "CopiedTreeSet.removeFirst",
          "CopiedTreeSet.removeLast",
          "CopiedTreeMap.reversed",
          "CopiedTreeMap.sequencedKeySet",
          "CopiedTreeMap.sequencedValues",
          "CopiedTreeMap.sequencedEntrySet",
          // refuse as such
          "CopiedTreeSet.addFirst",
          "CopiedTreeSet.addLast",
          "CopiedTreeMap.putFirst",
          "CopiedTreeMap.putLast");

  static Stream<Object> containers() {
    Map<String, Integer> map = Map.of("a", 1, "b", 2, "c", 3);
    List<String> list = List.of("a", "b", "c");
    return Stream.of(
        new ArrayList<>(list),
        new LinkedList<>(list),
        new ArrayDeque<>(list),
        new HashSet<>(list),
        new LinkedHashSet<>(list),
        new TreeSet<>(list),
        new HashMap<>(map),
        new LinkedHashMap<>(map),
        new TreeMap<>(map));
  }

  @ParameterizedTest
  @MethodSource("containers")
  void shouldForgetNoMethodThatChangesIt(Object plain) {
    Class<?> copied = Copies.of(plain).getClass();
    assertThat(copied.getSuperclass()).isEqualTo(plain.getClass());
    List<String> forgotten = new ArrayList<>();
    for (Class<?> type = plain.getClass(); type != null; type = type.getSuperclass()) {
      forgotten.addAll(notOverridden(copied, type));
    }
    for (Class<?> type : interfacesOf(plain.getClass())) {
      forgotten.addAll(notOverridden(copied, type));
    }
    assertThat(forgotten).isEmpty();
  }

  private static List<String> notOverridden(Class<?> copied, Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(m -> (m.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
        .filter(m -> !Modifier.isStatic(m.getModifiers()) && !m.isSynthetic())
        .filter(m -> !READERS.contains(m.getName()))
        .filter(m -> !BY_WAY_OF_OTHERS.contains(copied.getSimpleName() + "." + m.getName()))
        .filter(m -> !declares(copied, m))
        .map(Method::toString)
        .toList();
  }

  private static boolean declares(Class<?> copied, Method method) {
    return Arrays.stream(copied.getDeclaredMethods())
        .anyMatch(
            m ->
                m.getName().equals(method.getName())
                    && Arrays.equals(m.getParameterTypes(), method.getParameterTypes()));
  }

  private static Set<Class<?>> interfacesOf(Class<?> type) {
    Set<Class<?>> found = new HashSet<>();
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Class<?> face : each.getInterfaces()) {
        found.add(face);
        found.addAll(superInterfacesOf(face));
      }
    }
    return found;
  }

  private static Set<Class<?>> superInterfacesOf(Class<?> face) {
    Set<Class<?>> found = new HashSet<>();
    for (Class<?> above : face.getInterfaces()) {
      found.add(above);
      found.addAll(superInterfacesOf(above));
    }
    return found;
  }

  /** Each method that refuses, with arguments that would do. */
  @ParameterizedTest
  @MethodSource("containers")
  void shouldRefuseAndStayAsItIs(Object plain) throws ReflectiveOperationException {
    Object copy = Copies.of(plain);
    int refused = 0;
    for (Method method : copy.getClass().getDeclaredMethods()) {
      if (!method.isSynthetic() && !Modifier.isStatic(method.getModifiers()) && changes(method)) {
        Object[] arguments =
            Arrays.stream(method.getParameterTypes()).map(CopiesTest::argument).toArray();
        method.setAccessible(true);
        assertThatThrownBy(() -> method.invoke(copy, arguments))
            .as(method.toString())
            .cause()
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessageContaining("is a copy")
            .hasMessageContaining("new " + plain.getClass().getSimpleName() + "<>(it)");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(6);
    assertThat(new ArrayList<>(elements(copy))).isEqualTo(new ArrayList<>(elements(plain)));
  }

  private static boolean changes(Method method) {
    return method
        .getName()
        .matches(
            "(add|remove|retain|set|put|poll|pop|push|offer|clear|sort|replace|compute|merge).*");
  }

  private static Object argument(Class<?> type) {
    if (type == int.class) {
      return 0;
    }
    return type == Collection.class ? List.of("a") : type == Map.class ? Map.of("z", 1) : null;
  }

  private static Collection<?> elements(Object container) {
    return container instanceof Map<?, ?> map ? map.entrySet() : (Collection<?>) container;
  }

  private static void assertRefused(ThrowingCallable... changes) {
    for (ThrowingCallable change : changes) {
      assertThatThrownBy(change).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  private static void assertWalksOnly(Iterator<?> iterator) {
    iterator.next();
    assertRefused(iterator::remove);
  }

  @ParameterizedTest
  @MethodSource("containers")
  @SuppressWarnings("unchecked")
  void shouldHaveViewsThatRefuseToo(Object plain) {
    Object copy = Copies.of(plain);
    assertWalksOnly(elements(copy).iterator());
    if (copy instanceof List<?>) {
      List<String> list = (List<String>) copy;
      ListIterator<String> iterator = list.listIterator();
      iterator.next();
      assertRefused(() -> iterator.set("x"), () -> iterator.add("x"), iterator::remove);
      assertRefused(
          () -> list.subList(0, 1).clear(),
          () -> list.subList(0, 1).set(0, "x"),
          () -> list.reversed().add("x"),
          () -> list.reversed().removeFirst());
      assertWalksOnly(list.reversed().iterator());
      assertWalksOnly(list.subList(0, 2).iterator());
    }
    if (copy instanceof ArrayDeque<?> deque) {
      assertWalksOnly(deque.descendingIterator());
      assertWalksOnly(deque.reversed().iterator());
      assertRefused(deque.reversed()::pop);
    }
    if (copy instanceof LinkedHashSet<?> set) {
      assertRefused(set.reversed()::removeFirst);
      assertWalksOnly(set.reversed().iterator());
    }
    if (copy instanceof TreeSet<?>) {
      sortedSet((TreeSet<String>) copy);
    }
    if (copy instanceof Map<?, ?>) {
      map((Map<String, Integer>) copy);
    }
  }

  private static void sortedSet(TreeSet<String> set) {
    assertRefused(set::removeFirst, set.reversed()::removeFirst, set.descendingSet()::pollFirst);
    for (NavigableSet<String> view :
        List.of(set.headSet("c", true), set.tailSet("a", true), set.subSet("a", true, "c", true))) {
      assertRefused(view::pollFirst, view::clear);
      assertWalksOnly(view.iterator());
    }
    assertRefused(set.headSet("c")::clear, set.tailSet("a")::clear, set.subSet("a", "c")::clear);
    assertWalksOnly(set.descendingIterator());
  }

  private static void map(Map<String, Integer> map) {
    assertWalksOnly(map.keySet().iterator());
    assertWalksOnly(map.values().iterator());
    Map.Entry<String, Integer> entry = map.entrySet().iterator().next();
    assertRefused(() -> entry.setValue(9));
    assertRefused(
        () -> map.keySet().remove("a"),
        () -> map.keySet().clear(),
        () -> map.values().removeIf(v -> true),
        () -> map.values().clear(),
        () -> map.entrySet().removeIf(e -> true),
        () -> map.entrySet().retainAll(Set.of()));
    if (map instanceof LinkedHashMap<String, Integer> linked) {
      assertRefused(
          () -> linked.reversed().put("x", 1),
          () -> linked.reversed().keySet().clear(),
          () -> linked.sequencedKeySet().removeFirst(),
          () -> linked.sequencedValues().removeFirst(),
          () -> linked.sequencedEntrySet().iterator().next().setValue(1));
      assertWalksOnly(linked.reversed().entrySet().iterator());
      assertThat(linked.sequencedEntrySet().getFirst()).isEqualTo(linked.firstEntry());
    }
    if (map instanceof TreeMap<String, Integer> tree) {
      sortedMap(tree);
    }
  }

  private static void sortedMap(TreeMap<String, Integer> map) {
    assertRefused(
        map.sequencedKeySet()::removeFirst,
        map.sequencedValues()::removeFirst,
        map.navigableKeySet()::pollFirst,
        map.descendingKeySet()::pollFirst,
        () -> map.reversed().put("x", 1));
    for (NavigableMap<String, Integer> view :
        List.of(
            map.descendingMap(),
            map.headMap("c", true),
            map.tailMap("a", true),
            map.subMap("a", true, "c", true))) {
      assertRefused(view::pollFirstEntry, view::clear, () -> view.put("b", 7));
      assertRefused(() -> view.entrySet().iterator().next().setValue(1));
    }
    for (SortedMap<String, Integer> view :
        List.of(map.headMap("c"), map.tailMap("a"), map.subMap("a", "c"))) {
      assertRefused(view::clear, () -> view.put("b", 7));
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void shouldTravelAsThePlainClass(Object plain) {
    Object again = WireCopies.copy(Copies.of(plain));
    assertThat(again.getClass()).isEqualTo(plain.getClass());
    assertThat(new ArrayList<>(elements(again))).isEqualTo(new ArrayList<>(elements(plain)));
    assertThat(Copies.of(plain).toString()).isEqualTo(plain.toString());
    if (!(plain instanceof ArrayDeque<?>)) {
      assertThat(Copies.of(plain)).isEqualTo(plain).hasSameHashCodeAs(plain);
      assertThat(plain).isEqualTo(Copies.of(plain));
    }
  }

  @Test
  void shouldKeepTheOrderOfSortedOnes() {
    TreeMap<String, List<Integer>> map = new TreeMap<>(java.util.Comparator.reverseOrder());
    map.put("a", new ArrayList<>(List.of(1)));
    map.put("b", new ArrayList<>(List.of(2)));
    TreeMap<String, List<Integer>> copy = Copies.of(map);
    assertThat(copy.firstKey()).isEqualTo("b");
    assertRefused(() -> copy.get("b").add(3));
    TreeSet<String> set = new TreeSet<>(java.util.Comparator.reverseOrder());
    set.addAll(map.keySet());
    assertThat(Copies.of(set)).containsExactly("b", "a");
    @SuppressWarnings("unchecked")
    TreeSet<String> again = (TreeSet<String>) WireCopies.copy(Copies.of(set));
    assertThat(again).containsExactly("b", "a");
  }

  @Test
  void shouldGoDeepAndLeaveAloneWhatIsNoContainer() {
    Map<String, List<Set<Integer>>> nested =
        Map.of("a", List.of(new HashSet<>(Set.of(1)), new HashSet<>()));
    assertRefused(() -> Copies.of(nested).get("a").get(0).add(2));
    assertRefused(() -> Copies.of(Arrays.asList(1, 2)).set(0, 3));
    List<Integer> unmodifiable = List.of(1, 2);
    assertThat(Copies.of(unmodifiable)).isSameAs(unmodifiable);
    Object other = new Object();
    assertThat(Copies.of(other)).isSameAs(other);
    List<Integer> once = Copies.of(new ArrayList<>(List.of(1)));
    assertThat(Copies.of(once)).isSameAs(once);
    assertThat(Copies.<Object>ofNullable(null)).isNull();
  }

  @Test
  void shouldBeTheWayToOneThatCanBeChanged() {
    ArrayList<Integer> copy = Copies.of(new ArrayList<>(List.of(3, 1)));
    List<Integer> own = new ArrayList<>(copy);
    own.add(2);
    assertThat(own).containsExactly(3, 1, 2);
    Object clone = copy.clone();
    assertThat(clone.getClass()).isEqualTo(ArrayList.class);
  }
}
