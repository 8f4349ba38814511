package com.acme;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Functions that the tests of the command call; compiled and packed by them. */
public final class Job {
  private Job() {}

  public record Order(String name, int count) {}

  public static final class Refused extends RuntimeException {
    Refused(String message) {
      super(message);
    }
  }

  public static String upper(String text) {
    return text.toUpperCase();
  }

  public static int twice(int number) {
    return 2 * number;
  }

  public static int size(byte[] content) {
    return content.length;
  }

  public static void print(String text) {
    System.out.println("printed " + text);
  }

  public static Order unreachable(Order order) {
    return order;
  }

  public static String overloaded(int number) {
    return "number " + number;
  }

  public static String overloaded(String text) {
    return "text " + text;
  }

  public static String two(String one, String other) {
    return one + other;
  }

  public String instance(String text) {
    return text;
  }

  static String hidden(String text) {
    return text;
  }

  /** Takes a millisecond; refuses every hundredth number. */
  public static String slowly(int number) throws InterruptedException {
    Thread.sleep(1);
    if (number % 100 == 99) {
      throw new Refused("number " + number);
    }
    return "done " + number;
  }

  /** Succeeds at the second attempt, which finds what the first has left. */
  public static String secondTime(Path marker) throws Exception {
    if (Files.exists(marker)) {
      return "done";
    }
    Files.createFile(marker);
    throw new Refused("the first time");
  }

  /** Does what its argument says. */
  public static String obey(String command) throws Exception {
    switch (command) {
      case "throw" -> throw new Refused("as told");
      case "exit" -> System.exit(3);
      case "halt" -> {
        System.err.println("last words");
        Runtime.getRuntime().halt(4);
      }
      case "kill" -> ProcessHandle.of(ProcessHandle.current().pid()).ifPresent(Job::kill);
      case "sleep" -> Thread.sleep(60_000);
      case "spin" -> {
        while (true) {
          Thread.onSpinWait();
        }
      }
      case "fill" -> {
        byte[][] blocks = new byte[1 << 20][];
        for (int i = 0; i < blocks.length; i++) {
          blocks[i] = new byte[1 << 20];
        }
      }
      default -> {}
    }
    return command + " done";
  }

  private static void kill(ProcessHandle process) {
    try {
      new ProcessBuilder("kill", "-9", Long.toString(process.pid())).start().waitFor();
      Thread.sleep(60_000);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A function as a class. */
  public static final class Successor
      implements java.util.function.Function<Integer, List<Integer>> {
    @Override
    public List<Integer> apply(Integer number) {
      return List.of(number, number + 1);
    }
  }

  /** A function that cannot be made. */
  public static final class Closed implements java.util.function.UnaryOperator<String> {
    private Closed() {}

    @Override
    public String apply(String text) {
      return text;
    }
  }
}
