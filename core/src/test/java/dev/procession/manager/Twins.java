package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * A collection of the JDK and one that should be like it. The same is done to both, and they must
 * answer alike.
 */
record Twins<C>(C expected, C actual) {

  /** Repeats random steps; a failure names the seed that brings it back. */
  static void repeat(int rounds, Function<Random, IntConsumer> round, int steps) {
    for (int i = 0; i < rounds; i++) {
      long seed = System.nanoTime();
      IntConsumer step = round.apply(new Random(seed));
      for (int number = 0; number < steps; number++) {
        try {
          step.accept(number);
        } catch (Throwable e) {
          throw new AssertionError("seed=" + seed + ", step=" + number + ": " + e, e);
        }
      }
    }
  }

  void both(String what, Function<? super C, ?> action) {
    Object wanted = outcome(expected, action);
    assertThat(outcome(actual, action)).as(what).isEqualTo(wanted);
    assertThat(actual.toString()).as("after " + what).isEqualTo(expected.toString());
  }

  /** Something done that gives nothing. */
  void run(String what, java.util.function.Consumer<? super C> action) {
    both(
        what,
        collection -> {
          action.accept(collection);
          return "done";
        });
  }

  private Object outcome(C collection, Function<? super C, ?> action) {
    try {
      return plain(action.apply(collection));
    } catch (RuntimeException e) {
      return e.getClass();
    }
  }

  /** In order, whatever the class. */
  private static Object plain(Object value) {
    return switch (value) {
      case null -> "null";
      case Object[] array -> new ArrayList<>(List.of(array));
      case Collection<?> collection -> new ArrayList<>(collection);
      case Map<?, ?> map -> new ArrayList<>(new LinkedHashMap<>(map).entrySet());
      case Iterator<?> iterator -> {
        List<Object> list = new ArrayList<>();
        iterator.forEachRemaining(list::add);
        yield list;
      }
      case Map.Entry<?, ?> entry -> List.of(entry.getKey(), entry.getValue());
      default -> value;
    };
  }
}
