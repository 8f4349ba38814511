package dev.procession.manager;

import dev.procession.Fn2;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** A managed map is like a {@link LinkedHashMap}, and what is made of its effects is like it. */
class MapModelTest {
  @Test
  void shouldBeLikeALinkedHashMap() {
    Twins.repeat(30, random -> new Round(random, new MapServant<>(), false), 150);
  }

  @Test
  void shouldBeLikeALinkedHashMapFromElsewhere() {
    Twins.repeat(5, random -> new Round(random, new MapServant<>(), true), 100);
  }

  private static final class Round implements IntConsumer {
    private final Random random;
    private final Replica<MapServant<String, Integer>> replica;
    private final Twins<SequencedMap<String, Integer>> twins;

    @SuppressWarnings("unchecked")
    Round(Random random, MapServant<String, Integer> servant, boolean elsewhere) {
      this.random = random;
      replica = new Replica<>(servant, new MapServant<>(), MapServant::entries);
      MapCore<String, Integer> core =
          elsewhere ? new WireCopies().over(MapCore.class, servant) : servant;
      SequencedMap<String, Integer> expected = new LinkedHashMap<>();
      SequencedMap<String, Integer> managed = new MapProxy<>(core);
      boolean backwards = random.nextBoolean();
      twins =
          new Twins<>(
              backwards ? expected.reversed() : expected, backwards ? managed.reversed() : managed);
    }

    private String key() {
      return "k" + random.nextInt(10);
    }

    @Override
    public void accept(int step) {
      switch (random.nextInt(4)) {
        case 0 -> functions();
        case 1 -> views();
        default -> plain();
      }
      replica.check(new MapServant<>());
    }

    private void plain() {
      String k = key();
      int n = random.nextInt(5);
      switch (random.nextInt(22)) {
        case 0, 1, 2 -> twins.both("put " + k, map -> map.put(k, n));
        case 3 -> twins.both("putFirst " + k, map -> map.putFirst(k, n));
        case 4 -> twins.both("putLast " + k, map -> map.putLast(k, n));
        case 5 -> twins.both("putIfAbsent " + k, map -> map.putIfAbsent(k, n));
        case 6 -> {
          Map<String, Integer> some = new LinkedHashMap<>();
          some.put(k, n);
          some.put(key(), n);
          twins.run("putAll " + some, map -> map.putAll(some));
        }
        case 7 -> twins.both("remove " + k, map -> map.remove(k));
        case 8 -> twins.both("remove " + k + n, map -> map.remove(k, n));
        case 9 -> twins.both("replace " + k, map -> map.replace(k, n));
        case 10 -> twins.both("replace " + k + n, map -> map.replace(k, n, n + 1));
        case 11 -> twins.both("get " + k, map -> map.get(k));
        case 12 -> twins.both("getOrDefault " + k, map -> map.getOrDefault(k, -1));
        case 13 -> twins.both("containsKey " + k, map -> map.containsKey(k));
        case 14 -> twins.both("containsValue " + n, map -> map.containsValue(n));
        case 15 -> twins.both("firstEntry", SequencedMap::firstEntry);
        case 16 -> twins.both("lastEntry", SequencedMap::lastEntry);
        case 17 -> twins.both("pollFirstEntry", SequencedMap::pollFirstEntry);
        case 18 -> twins.both("pollLastEntry", SequencedMap::pollLastEntry);
        case 19 -> twins.both("hashCode", Map::hashCode);
        case 20 -> twins.both("size", Map::size);
        default -> {
          if (random.nextInt(4) == 0) {
            twins.run("clear", Map::clear);
          }
          List<String> seen = new ArrayList<>();
          twins.both(
              "forEach",
              map -> {
                seen.clear();
                map.forEach((key, value) -> seen.add(key + value));
                return List.copyOf(seen);
              });
        }
      }
    }

    private void functions() {
      String k = key();
      int n = random.nextInt(5);
      BiFunction<String, Integer, Integer> plain = (key, value) -> follow(value, n);
      Fn2<String, Integer, Integer> sent = (key, value) -> follow(value, n);
      BiFunction<String, Integer, Integer> next = (key, value) -> value * 3 % 5;
      Fn2<String, Integer, Integer> sentNext = (key, value) -> value * 3 % 5;
      switch (random.nextInt(10)) {
        case 0 -> twins.both("compute " + k, map -> map.compute(k, plain));
        case 1 -> twins.both("compute there " + k, map -> map.compute(k, sent));
        case 2 -> twins.both("ifPresent " + k, map -> map.computeIfPresent(k, plain));
        case 3 -> twins.both("ifPresent there " + k, map -> map.computeIfPresent(k, sent));
        case 4 -> twins.both("ifAbsent " + k, map -> map.computeIfAbsent(k, key -> n));
        case 5 -> twins.both("ifAbsent null", map -> map.computeIfAbsent(k, key -> null));
        case 6 ->
            twins.both(
                "merge " + k,
                map -> map.merge(k, n, (a, b) -> a > 9 ? null : Integer.valueOf(a + b)));
        case 7 -> twins.both("merge there " + k, map -> map.merge(k, n, sum()));
        case 8 -> twins.run("replaceAll", map -> map.replaceAll(next));
        default -> twins.run("replaceAll there", map -> map.replaceAll(sentNext));
      }
    }

    private static Integer follow(Integer value, int limit) {
      if (value == null) {
        return limit;
      }
      return value > limit ? null : Integer.valueOf(value + 1);
    }

    private static Fn2<Integer, Integer, Integer> sum() {
      return Integer::sum;
    }

    private void views() {
      String k = key();
      int n = random.nextInt(5);
      List<String> keys = List.of(k, key(), "k1");
      switch (random.nextInt(22)) {
        case 0 -> twins.both("keySet", Map::keySet);
        case 1 -> twins.both("values", Map::values);
        case 2 -> twins.both("entrySet", map -> map.entrySet().toString());
        case 3 -> twins.both("reversed", map -> map.reversed().toString());
        case 4 -> twins.both("keys remove", map -> map.keySet().remove(k));
        case 5 -> twins.both("keys removeAll", map -> map.keySet().removeAll(keys));
        case 6 -> twins.both("keys retainAll", map -> map.keySet().retainAll(keys));
        case 7 -> twins.both("keys removeIf", map -> map.keySet().removeIf(k::equals));
        case 8 -> twins.both("values remove", map -> map.values().remove(n));
        case 9 -> twins.both("values removeIf", map -> map.values().removeIf(v -> v == n));
        case 10 -> twins.both("values removeAll", map -> map.values().removeAll(List.of(n)));
        case 11 -> twins.both("entries", map -> map.entrySet().remove(Map.entry(k, n)));
        case 12 ->
            twins.both("entries removeIf", map -> map.entrySet().removeIf(e -> e.getValue() == n));
        case 13 -> twins.both("contains", map -> map.entrySet().contains(Map.entry(k, n)));
        case 14 -> twins.both("firstKey", map -> map.sequencedKeySet().getFirst());
        case 15 -> twins.both("lastValue", map -> map.sequencedValues().getLast());
        case 16 -> twins.both("remove", map -> map.sequencedKeySet().reversed().removeFirst());
        case 17 -> twins.both("reversed put", map -> map.reversed().put(k, n));
        case 18 -> twins.both("reversed putFirst", map -> map.reversed().putFirst(k, n));
        case 19 -> twins.both("reversed poll", map -> map.reversed().pollFirstEntry());
        case 20 -> twins.both("containsAll", map -> map.keySet().containsAll(keys));
        default -> {
          long seed = random.nextLong();
          twins.both("walk", map -> walk(map.entrySet().iterator(), new Random(seed)));
        }
      }
    }

    private static List<String> walk(Iterator<Map.Entry<String, Integer>> entries, Random random) {
      List<String> seen = new ArrayList<>();
      while (entries.hasNext()) {
        Map.Entry<String, Integer> entry = entries.next();
        seen.add(entry.toString());
        switch (random.nextInt(4)) {
          case 0 -> entries.remove();
          case 1 -> seen.add("was " + entry.setValue(random.nextInt(5)));
          default -> {}
        }
      }
      return seen;
    }
  }
}
