package dev.procession.manager;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.ListIterator;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A managed list is like an {@link ArrayList}, and what is made of its effects is like it. */
class ListModelTest {
  @Test
  void shouldBeLikeAnArrayList() {
    Twins.repeat(30, random -> new Round(random, new ListServant<>(), false), 150);
  }

  @Test
  void shouldBeLikeAnArrayListFromElsewhere() {
    Twins.repeat(5, random -> new Round(random, new ListServant<>(), true), 100);
  }

  private static final class Round implements IntConsumer {
    private final Random random;
    private final Replica<ListServant<Integer>> replica;
    private final Twins<List<Integer>> twins;
    private final ManagedList<Integer> managed;

    @SuppressWarnings("unchecked")
    Round(Random random, ListServant<Integer> servant, boolean elsewhere) {
      this.random = random;
      replica = new Replica<>(servant, new ListServant<>(), ListServant::elements);
      ListCore<Integer> core = elsewhere ? new WireCopies().over(ListCore.class, servant) : servant;
      managed = new ListProxy<>(core);
      twins = new Twins<>(new ArrayList<>(), managed);
    }

    private int number() {
      return random.nextInt(12);
    }

    private List<Integer> numbers() {
      return Collections.nCopies(random.nextInt(4), 0).stream().map(zero -> number()).toList();
    }

    /** Mostly one that is there. */
    private int index() {
      return random.nextInt(twins.expected().size() + 2) - (random.nextInt(10) == 0 ? 1 : 0);
    }

    @Override
    public void accept(int step) {
      if (twins.expected().size() > 30) {
        twins.run("removeRange", list -> list.subList(3, 20).clear());
      }
      if (random.nextInt(4) == 0) {
        functions();
      } else if (random.nextInt(3) == 0) {
        views();
      } else {
        plain();
      }
      replica.check(new ListServant<>());
    }

    private void plain() {
      int n = number();
      int i = index();
      List<Integer> some = numbers();
      switch (random.nextInt(24)) {
        case 0, 1, 2 -> twins.both("add", list -> list.add(n));
        case 3 -> twins.run("add at " + i, list -> list.add(i, n));
        case 4 -> twins.both("addAll", list -> list.addAll(some));
        case 5 -> twins.both("addAll at " + i, list -> list.addAll(i, some));
        case 6 -> twins.both("set " + i, list -> list.set(i, n));
        case 7 -> twins.both("remove " + i, list -> list.remove(i));
        case 8 -> twins.both("remove element " + n, list -> list.remove((Object) n));
        case 9 -> twins.both("get " + i, list -> list.get(i));
        case 10 -> twins.both("removeAll " + some, list -> list.removeAll(some));
        case 11 -> twins.both("getFirst", List::getFirst);
        case 12 -> twins.both("getLast", List::getLast);
        case 13 -> twins.both("removeFirst", List::removeFirst);
        case 14 -> twins.both("removeLast", List::removeLast);
        case 15 -> twins.run("addFirst", list -> list.addFirst(n));
        case 16 -> twins.run("addLast", list -> list.addLast(n));
        case 17 -> twins.both("indexOf " + n, list -> list.indexOf(n));
        case 18 -> twins.both("lastIndexOf " + n, list -> list.lastIndexOf(n));
        case 19 -> twins.both("contains " + n, list -> list.contains(n));
        case 20 -> twins.both("containsAll " + some, list -> list.containsAll(some));
        case 21 -> twins.both("hashCode", List::hashCode);
        case 22 -> twins.both("toArray", List::toArray);
        default -> {
          if (random.nextInt(6) == 0) {
            twins.run("clear", List::clear);
          }
          List<Integer> kept = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8);
          twins.both("retainAll", list -> list.retainAll(kept));
        }
      }
    }

    private void functions() {
      int n = number();
      Predicate<Integer> plain = e -> e == n;
      UnaryOperator<Integer> next = e -> e * 7 % 11;
      switch (random.nextInt(8)) {
        case 0 -> twins.both("removeIf", list -> list.removeIf(plain));
        case 1 -> twins.run("replaceAll", list -> list.replaceAll(next));
        case 2 -> twins.run("sort", list -> list.sort(null));
        case 3 -> twins.run("sort down", list -> list.sort(Comparator.reverseOrder()));
        case 4 -> twins.run("sort by", list -> list.sort(Comparator.comparing(e -> e % 5)));
        case 5 -> {
          SendablePredicate<Integer> sent = e -> e == n;
          twins.both("sent removeIf", list -> list.removeIf(sent));
        }
        case 6 -> {
          managed.replaceAll(e -> e + 1);
          twins.expected().replaceAll(e -> e + 1);
        }
        default -> {
          managed.sort((a, b) -> b - a);
          twins.expected().sort((a, b) -> b - a);
        }
      }
    }

    private void views() {
      int n = number();
      int size = twins.expected().size();
      int from = random.nextInt(size + 1);
      int to = from + random.nextInt(size - from + 1);
      List<Integer> some = numbers();
      switch (random.nextInt(8)) {
        case 0 -> twins.both("subList", list -> list.subList(from, to));
        case 1 -> twins.both("subList add", list -> list.subList(from, to).add(n));
        case 2 -> twins.both("subList addAll", list -> list.subList(from, to).addAll(0, some));
        case 3 ->
            twins.both("subList removeIf", list -> list.subList(from, to).removeIf(e -> e > n));
        case 4 -> twins.run("subList sort", list -> list.subList(from, to).sort(null));
        case 5 -> twins.both("reversed", List::reversed);
        case 6 -> twins.both("reversed add", list -> list.reversed().add(n));
        default -> {
          long seed = random.nextLong();
          twins.both("walk " + seed, list -> walk(list.listIterator(from), new Random(seed)));
        }
      }
    }

    private static List<Integer> walk(ListIterator<Integer> iterator, Random random) {
      List<Integer> seen = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        switch (random.nextInt(6)) {
          case 0 -> iterator.add(i);
          case 1, 2 -> {
            if (iterator.hasNext()) {
              seen.add(iterator.next());
              change(iterator, random);
            }
          }
          case 3 -> {
            if (iterator.hasPrevious()) {
              seen.add(iterator.previous());
              change(iterator, random);
            }
          }
          default -> seen.add(iterator.nextIndex());
        }
      }
      return seen;
    }

    private static void change(ListIterator<Integer> iterator, Random random) {
      switch (random.nextInt(4)) {
        case 0 -> iterator.remove();
        case 1 -> iterator.set(random.nextInt(12));
        default -> {}
      }
    }
  }
}
