package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A managed deque is like an {@link ArrayDeque}, and what is made of its effects is like it. */
class DequeModelTest {
  @Test
  void shouldBeLikeAnArrayDeque() {
    Twins.repeat(30, random -> new Round(random, new DequeServant<>(), false), 150);
  }

  @Test
  void shouldBeLikeAnArrayDequeFromElsewhere() {
    Twins.repeat(5, random -> new Round(random, new DequeServant<>(), true), 100);
  }

  @Test
  void shouldDropAtTheOtherEndWhatIsTooMuch() {
    var servant = new DequeServant<Integer>(3);
    var replica = new Replica<>(servant, new DequeServant<>(3), DequeServant::elements);
    ManagedDeque<Integer> deque = new DequeProxy<>(servant);
    deque.addAll(List.of(1, 2, 3, 4, 5));
    assertThat(deque).containsExactly(3, 4, 5);
    deque.push(2);
    assertThat(deque).containsExactly(2, 3, 4);
    deque.addAllFirst(List.of(9, 8));
    assertThat(deque).containsExactly(8, 9, 2);
    assertThat(deque.maximumLength()).isEqualTo(OptionalInt.of(3));
    replica.check(new DequeServant<>(3));

    ManagedDeque<Integer> none = new DequeProxy<>(new DequeServant<>(0));
    none.add(1);
    assertThat(none).isEmpty();
    assertThatThrownBy(() -> new DequeServant<>(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maximumLength=-1");
  }

  @Test
  void shouldRotateAsAListDoes() {
    List<Integer> expected = new ArrayList<>(List.of(1, 2, 3, 4, 5));
    for (int steps : new int[] {0, 1, 2, 3, 4, 5, 7, -1, -3, -12, Integer.MIN_VALUE}) {
      ManagedDeque<Integer> deque = new DequeProxy<>(new DequeServant<>());
      deque.addAll(expected);
      deque.rotate(steps);
      List<Integer> rotated = new ArrayList<>(expected);
      Collections.rotate(rotated, steps);
      assertThat(deque).as("rotate %d", steps).containsExactlyElementsOf(rotated);
    }
  }

  private static final class Round implements IntConsumer {
    private final Random random;
    private final Replica<DequeServant<Integer>> replica;
    private final Twins<Deque<Integer>> twins;

    @SuppressWarnings("unchecked")
    Round(Random random, DequeServant<Integer> servant, boolean elsewhere) {
      this.random = random;
      replica = new Replica<>(servant, new DequeServant<>(), DequeServant::elements);
      DequeCore<Integer> core =
          elsewhere ? new WireCopies().over(DequeCore.class, servant) : servant;
      twins = new Twins<>(new ArrayDeque<>(), new DequeProxy<>(core));
    }

    @Override
    public void accept(int step) {
      int n = random.nextInt(12);
      List<Integer> some = List.of(n, random.nextInt(12), random.nextInt(12));
      Predicate<Integer> plain = e -> e % 4 == n % 4;
      SendablePredicate<Integer> sent = e -> e % 4 == n % 4;
      switch (random.nextInt(32)) {
        case 0 -> twins.both("add", deque -> deque.add(n));
        case 1 -> twins.both("offerFirst", deque -> deque.offerFirst(n));
        case 2 -> twins.both("offerLast", deque -> deque.offerLast(n));
        case 3 -> twins.run("push", deque -> deque.push(n));
        case 4, 5, 6 -> twins.both("addAll", deque -> deque.addAll(some));
        case 7 -> twins.both("pollFirst", Deque::pollFirst);
        case 8 -> twins.both("pollLast", Deque::pollLast);
        case 9 -> twins.both("pop", Deque::pop);
        case 10 -> twins.both("removeLast", Deque::removeLast);
        case 11 -> twins.both("peek", Deque::peek);
        case 12 -> twins.both("peekLast", Deque::peekLast);
        case 13 -> twins.both("element", Deque::element);
        case 14 -> twins.both("getLast", Deque::getLast);
        case 15 -> twins.both("removeFirstOccurrence", d -> d.removeFirstOccurrence(n));
        case 16 -> twins.both("removeLastOccurrence", d -> d.removeLastOccurrence(n));
        case 17 -> twins.both("removeAll", deque -> deque.removeAll(some));
        case 18 -> twins.both("retainAll", d -> d.retainAll(List.of(1, 2, 3, 4, 5, 6, 7, 8)));
        case 19 -> twins.both("removeIf", deque -> deque.removeIf(plain));
        case 20 -> twins.both("removeIf there", deque -> deque.removeIf(sent));
        case 21 -> twins.both("contains", deque -> deque.contains(n));
        case 22 -> twins.both("containsAll", deque -> deque.containsAll(some));
        case 23 -> twins.both("reversed", Deque::reversed);
        case 24 -> twins.run("reversed addFirst", deque -> deque.reversed().addFirst(n));
        case 25 -> twins.both("size", Deque::size);
        case 26 -> twins.both("toArray", Deque::toArray);
        case 27 -> {
          if (random.nextInt(4) == 0) {
            twins.run("clear", Deque::clear);
          }
        }
        case 28 -> {
          long seed = random.nextLong();
          twins.both("back", deque -> walk(deque.descendingIterator(), new Random(seed)));
        }
        default -> {
          long seed = random.nextLong();
          twins.both("walk", deque -> walk(deque.iterator(), new Random(seed)));
        }
      }
      replica.check(new DequeServant<>());
    }

    private static List<Integer> walk(Iterator<Integer> elements, Random random) {
      List<Integer> seen = new ArrayList<>();
      while (elements.hasNext()) {
        seen.add(elements.next());
        if (random.nextInt(4) == 0) {
          elements.remove();
        }
      }
      return seen;
    }
  }
}
