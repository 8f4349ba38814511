package dev.procession.internal.wire;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Types to be sent. */
final class Samples {
  private Samples() {}

  /** Has constants with bodies, which are of classes of their own. */
  enum Operation {
    PLUS {
      @Override
      int apply(int a, int b) {
        return a + b;
      }
    },
    MINUS {
      @Override
      int apply(int a, int b) {
        return a - b;
      }
    };

    abstract int apply(int a, int b);
  }

  /** Is Serializable. */
  record Point(int x, int y) implements Serializable {}

  /** Is not Serializable. */
  record Pair<A extends @Nullable Object, B extends @Nullable Object>(A first, B second) {}

  /** Has nothing in it. */
  record Nothing() {}

  /** Has a component of each plain type. */
  record Everything(
      boolean flag,
      byte small,
      short lesser,
      char letter,
      int number,
      long big,
      float real,
      double precise,
      @Nullable String text,
      @Nullable Operation operation,
      @Nullable Point point) {}

  /** A list made of records. */
  record Cell(int value, @Nullable Cell next) {
    static Cell chain(int length) {
      Cell cell = new Cell(0, null);
      for (int i = 1; i < length; i++) {
        cell = new Cell(i, cell);
      }
      return cell;
    }
  }

  /** Checks what it is made of. */
  record Positive(int value) {
    Positive {
      if (value <= 0) {
        throw new IllegalArgumentException("not positive: " + value);
      }
    }
  }

  /** A Serializable object that may refer to itself. */
  static final class Node implements Serializable {
    private static final long serialVersionUID = 1;

    @Nullable Object value;
    @Nullable Object next;
  }
}
