package dev.procession.manager;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.Predicate;

/** Where some elements of a sequence are: their positions, ascending. */
final class Places {
  private Places() {}

  /** Where the elements are that a predicate holds for, each of which is tried once, in order. */
  static <E> int[] of(Collection<E> elements, Predicate<? super E> which) {
    var places = new int[elements.size()];
    int found = 0;
    int index = 0;
    for (E element : elements) {
      if (which.test(element)) {
        places[found++] = index;
      }
      index++;
    }
    return Arrays.copyOf(places, found);
  }

  /** Removes what is there. The collection tries its elements in order, once each. */
  static void remove(Collection<?> elements, int[] places) {
    elements.removeIf(new Cursor(places));
  }

  private static final class Cursor implements Predicate<Object> {
    private final int[] places;
    private int index;
    private int next;

    Cursor(int[] places) {
      this.places = places;
    }

    @Override
    public boolean test(Object element) {
      boolean hit = next < places.length && places[next] == index;
      if (hit) {
        next++;
      }
      index++;
      return hit;
    }
  }
}
