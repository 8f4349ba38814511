package dev.procession.internal.wire;

import dev.procession.internal.wire.Samples.Nothing;
import dev.procession.internal.wire.Samples.Operation;
import dev.procession.internal.wire.Samples.Pair;
import dev.procession.internal.wire.Samples.Point;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes values, nested at random, that are equal to their copies. The same seed, the same values.
 */
final class RandomValues {
  private static final int DEEPEST = 5;

  private final Random random;

  RandomValues(long seed) {
    random = new Random(seed);
  }

  @Nullable Object next() {
    return next(0);
  }

  private @Nullable Object next(int depth) {
    return depth == DEEPEST || random.nextInt(3) == 0 ? scalar() : nested(depth + 1);
  }

  private @Nullable Object scalar() {
    return switch (random.nextInt(15)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> (byte) random.nextInt();
      case 3 -> (short) random.nextInt();
      case 4 -> (char) random.nextInt();
      case 5 -> random.nextInt();
      case 6 -> random.nextLong();
      case 7 -> Float.intBitsToFloat(random.nextInt());
      case 8 -> Double.longBitsToDouble(random.nextLong());
      case 9 -> string(0x80);
      case 10 -> string(0x10000);
      case 11 -> random.nextBoolean() ? Operation.PLUS : Operation.MINUS;
      case 12 -> new Point(random.nextInt(), random.nextInt());
      case 13 -> new BigDecimal(new BigInteger(random.nextInt(100), random), random.nextInt(9));
      default -> Instant.ofEpochSecond(random.nextInt(), random.nextInt());
    };
  }

  @SuppressWarnings("JdkObsolete")
  private Object nested(int depth) {
    return switch (random.nextInt(11)) {
      case 0 -> list(depth);
      case 1 -> List.copyOf(present(depth));
      case 2 -> new LinkedList<>(list(depth));
      case 3 -> new HashSet<>(list(depth));
      case 4 -> map(depth);
      case 5 -> new TreeMap<>(Map.of(string(0x100), present(depth), "", random.nextInt()));
      case 6 -> Optional.ofNullable(next(depth));
      case 7 -> Map.entry(string(0x80), present(depth));
      case 8 -> part(list(depth));
      case 9 -> new Nothing();
      default -> new Pair<>(next(depth), next(depth));
    };
  }

  private List<@Nullable Object> list(int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      list.add(next(depth));
    }
    return list;
  }

  private List<Object> present(int depth) {
    List<Object> list = new ArrayList<>();
    for (Object element : list(depth)) {
      list.add(element == null ? "none" : element);
    }
    return list;
  }

  private Map<@Nullable Object, @Nullable Object> map(int depth) {
    Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
    for (Object key : list(depth)) {
      map.put(key, next(depth));
    }
    return map;
  }

  private List<?> part(List<?> list) {
    return list.subList(random.nextInt(list.size() + 1), list.size());
  }

  /** Any chars below a limit, so also surrogates that have lost their other half. */
  private String string(int limit) {
    var string = new StringBuilder();
    for (int i = 1 + random.nextInt(10); i > 0; i--) {
      string.append((char) random.nextInt(limit));
    }
    return string.toString();
  }
}
