package dev.procession.internal.state;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;

/** Classes with static state of all kinds. Each test has fields of its own. */
final class Kinds {
  private Kinds() {}

  /** Values of every primitive type, once final and once not. */
  static final class Simple {
    static boolean flag;
    static byte small;
    static short lesser;
    static char letter = 'a';
    static int number;
    static volatile long big;
    static float real;
    static double precise;
    static String text = "initial";
    static String nothing = "something";
    static final long START = System.nanoTime();
    static final int PID = (int) ProcessHandle.current().pid();
    static final boolean IN_CHILD = isChild();
    static final char FIRST = isChild() ? 'c' : 'p';
    static final byte BYTE = (byte) (isChild() ? 1 : 2);
    static final short SHORT = (short) (isChild() ? 1 : 2);
    static final float FLOAT = isChild() ? 1 : 2;
    static final double DOUBLE = isChild() ? 1 : 2;
    static final String NAME = "pid " + PID;
    static final int CONSTANT = 7;

    static String all() {
      return flag + " " + small + " " + lesser + " " + letter + " " + number + " " + big + " "
          + real + " " + precise + " " + text + " " + nothing;
    }

    static String finals() {
      return START + " " + PID + " " + IN_CHILD + " " + FIRST + " " + BYTE + " " + SHORT + " "
          + FLOAT + " " + DOUBLE + " " + NAME + " " + CONSTANT;
    }
  }

  private static boolean isChild() {
    return System.getProperty("surefire.test.class.path") == null
        && System.getProperty("surefire.real.class.path") == null
        && System.getProperty("basedir") == null;
  }

  /** Final containers that are filled later. */
  static final class Containers {
    private static final List<String> LIST = new ArrayList<>();
    private static final Map<String, Integer> MAP = new HashMap<>();
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final int[] ARRAY = new int[3];
    private static List<String> alias = LIST;

    static void fill() {
      LIST.addAll(List.of("a", "b"));
      MAP.put("key", 42);
      COUNTER.set(17);
      ARRAY[1] = 5;
    }

    static List<String> list() {
      return LIST;
    }

    static String all() {
      return LIST + " " + MAP + " " + COUNTER + " " + ARRAY[1] + " " + (alias == LIST);
    }
  }

  /** An object that refers to others, and to itself. */
  static final class Node implements Serializable {
    private static final long serialVersionUID = 1;

    static Node root = new Node("root");
    static Node leaf;

    final String name;
    Node next;

    Node(String name) {
      this.name = name;
    }
  }

  /** Says when it is initialized. */
  static final class Sleeper {
    static {
      Witness.note("Sleeper");
    }

    static int value = 1;
  }

  /** Hears who is initialized; not asked by tasks. */
  static final class Witness {
    static final transient List<String> HEARD = new ArrayList<>();

    static void note(String what) {
      HEARD.add(what);
    }
  }

  /** Counts in an enum. */
  enum Level {
    LOW,
    HIGH;

    static Level current = LOW;
    static final Map<Level, Integer> USES = new HashMap<>();
    int used;
  }

  /** A record with static state. */
  record Point(int x, int y) implements Serializable {
    static Point origin = new Point(0, 0);
    static final List<Point> MADE = new ArrayList<>();
    static final long BIRTH = System.nanoTime();
  }

  /** An interface with a constant that is none. */
  interface Limits {
    List<Integer> SEEN = new ArrayList<>();
    int MOST = 10;
  }

  /** Uses the constant without naming the interface. */
  static final class Limited implements Limits {
    static List<Integer> seen() {
      return SEEN;
    }
  }

  /** Has a static field that is used by its subclass's name. */
  static class Base {
    static int shared = 1;

    static int read() {
      return shared;
    }
  }

  /** Inherits a static field and a static method. */
  static final class Derived extends Base {}

  /** An inner class that counts outside. */
  static final class Outer {
    private static int made;

    /** Counts. */
    final class Inner {
      Inner() {
        made++;
      }

      int count() {
        return made;
      }
    }
  }

  /** Holds what cannot be sent. */
  static final class Unsendable {
    static Thread thread = new Thread("main");
    static List<Object> list = new ArrayList<>();
    static final List<Object> FINAL_LIST = new ArrayList<>();
    static final transient List<Object> LEFT_OUT = new ArrayList<>();
    static Runnable lambda = () -> {};
    static Thread none = new Thread("none");
  }

  /** Holds what cannot be sent and need not be. */
  static final class Kept {
    static final Object LOCK = new Object();
    static final ThreadLocal<Integer> LOCAL = ThreadLocal.withInitial(() -> 3);
    static final Map<String, IntBinaryOperator> OPERATORS = Map.of("plus", (a, b) -> a + b);
    static int count;

    static int next() {
      synchronized (LOCK) {
        count = OPERATORS.get("plus").applyAsInt(count, LOCAL.get());
        return count;
      }
    }
  }

  /** Is one by nature. */
  static final class Single implements Serializable {
    private static final long serialVersionUID = 1;

    static final Single INSTANCE = new Single();
    static Single current = INSTANCE;

    private Object readResolve() {
      return INSTANCE;
    }
  }

  /** Called through an interface, by code that does not name it. */
  static final class Counting implements IntBinaryOperator, Serializable {
    private static final long serialVersionUID = 1;

    static int calls;

    @Override
    public int applyAsInt(int a, int b) {
      return calls + a + b;
    }
  }

  /** Knows operators by name. */
  static final class Table {
    static final Map<String, IntBinaryOperator> OPERATORS = new HashMap<>();
  }

  /** Large. */
  static final class Large {
    static byte[] bytes = new byte[0];
  }

  /** Fails where it is initialized again. */
  static final class Once {
    static {
      if (isChild()) {
        throw new IllegalStateException("only once");
      }
    }

    static int value = 1;
  }

  /** Leads to itself through a map with identity. */
  static final class Cyclic {
    static final Map<Object, Object> SELF = new IdentityHashMap<>();
  }
}
