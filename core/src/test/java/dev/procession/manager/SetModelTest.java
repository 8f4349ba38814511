package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A managed set is like a {@link LinkedHashSet}, and what is made of its effects is like it. */
class SetModelTest {
  @Test
  void shouldBeLikeALinkedHashSet() {
    Twins.repeat(30, random -> new Round(random, new SetServant<>(), false), 150);
  }

  @Test
  void shouldBeLikeALinkedHashSetFromElsewhere() {
    Twins.repeat(5, random -> new Round(random, new SetServant<>(), true), 100);
  }

  private static final class Round implements IntConsumer {
    private final Random random;
    private final Replica<SetServant<Integer>> replica;
    private final Twins<SequencedSet<Integer>> twins;
    private final ManagedSet<Integer> managed;

    @SuppressWarnings("unchecked")
    Round(Random random, SetServant<Integer> servant, boolean elsewhere) {
      this.random = random;
      replica = new Replica<>(servant, new SetServant<>(), SetServant::elements);
      SetCore<Integer> core = elsewhere ? new WireCopies().over(SetCore.class, servant) : servant;
      boolean backwards = random.nextBoolean();
      SequencedSet<Integer> expected = new LinkedHashSet<>();
      ManagedSet<Integer> set = new SetProxy<>(core);
      managed = backwards ? set.reversed() : set;
      twins = new Twins<>(backwards ? expected.reversed() : expected, managed);
    }

    @Override
    public void accept(int step) {
      int n = random.nextInt(12);
      List<Integer> some = List.of(n, random.nextInt(12), random.nextInt(12));
      Predicate<Integer> plain = e -> e % 4 == n % 4;
      SendablePredicate<Integer> sent = e -> e % 4 == n % 4;
      switch (random.nextInt(24)) {
        case 0, 1, 2 -> twins.both("add", set -> set.add(n));
        case 3 -> twins.both("addAll", set -> set.addAll(some));
        case 4 -> twins.both("remove", set -> set.remove(n));
        case 5 -> twins.both("removeAll", set -> set.removeAll(some));
        case 6 -> twins.both("retainAll", set -> set.retainAll(List.of(1, 2, 3, 4, 5, 6, 7, 8)));
        case 7 -> twins.run("addFirst", set -> set.addFirst(n));
        case 8 -> twins.run("addLast", set -> set.addLast(n));
        case 9 -> twins.both("getFirst", SequencedSet::getFirst);
        case 10 -> twins.both("getLast", SequencedSet::getLast);
        case 11 -> twins.both("removeFirst", SequencedSet::removeFirst);
        case 12 -> twins.both("removeLast", SequencedSet::removeLast);
        case 13 -> twins.both("contains", set -> set.contains(n));
        case 14 -> twins.both("containsAll", set -> set.containsAll(some));
        case 15 -> twins.both("removeIf", set -> set.removeIf(plain));
        case 16 -> twins.both("removeIf there", set -> set.removeIf(sent));
        case 17 -> twins.both("reversed", SequencedSet::reversed);
        case 18 -> twins.run("reversed addFirst", set -> set.reversed().addFirst(n));
        case 19 -> twins.both("hashCode", Set::hashCode);
        case 20 -> twins.both("stream", set -> set.stream().map(e -> e + 1).toList());
        case 21 -> algebra(some);
        case 22 -> {
          if (random.nextInt(4) == 0) {
            twins.run("clear", Set::clear);
          }
        }
        default -> {
          long seed = random.nextLong();
          twins.both("walk", set -> walk(set.iterator(), new Random(seed)));
        }
      }
      replica.check(new SetServant<>());
    }

    private void algebra(List<Integer> other) {
      Set<Integer> expected = twins.expected();
      List<Integer> union = new ArrayList<>(expected);
      other.stream().distinct().filter(e -> !expected.contains(e)).forEach(union::add);
      assertThat(managed.union(other)).containsExactlyElementsOf(union);
      List<Integer> both = expected.stream().filter(other::contains).toList();
      assertThat(managed.intersection(other)).containsExactlyElementsOf(both);
      List<Integer> difference = expected.stream().filter(e -> !other.contains(e)).toList();
      assertThat(managed.difference(other)).containsExactlyElementsOf(difference);
      union.removeAll(both);
      assertThat(managed.symmetricDifference(other)).containsExactlyElementsOf(union);
      assertThat(managed.isDisjoint(other)).isEqualTo(both.isEmpty());
      assertThat(managed.isSubsetOf(other)).isEqualTo(difference.isEmpty());
      assertThat(managed.isSupersetOf(other)).isEqualTo(expected.containsAll(other));
      Set<Integer> before = managed.copy();
      managed.toggleAll(other);
      assertThat(managed).isEqualTo(Set.copyOf(union));
      managed.toggleAll(other);
      assertThat(managed).isEqualTo(before);
      // Back into the same order.
      List<Integer> all = List.copyOf(before);
      twins.run("clear", Set::clear);
      twins.both("addAll", set -> set.addAll(all));
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
