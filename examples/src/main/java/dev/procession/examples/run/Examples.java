package dev.procession.examples.run;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lists examples, runs one, or runs all: the command {@code procession examples}. */
public final class Examples {
  private static final String USAGE =
      """
      Usage: procession examples                 lists the examples
             procession examples NUMBER          explains one, runs it, and checks what it shows
             procession examples NUMBER ARG...   runs one with arguments, and checks nothing
             procession examples --all           runs and checks all of them
      Exit code: 0 if all went well, 1 if something was not shown, 2 for wrong arguments; with
      arguments that of the example.
      """;

  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  /** How many examples run at a time with {@code --all}: most wait more than they compute. */
  private static final int AT_A_TIME = 2;

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int WIDTH = 80;

  private Examples() {}

  /**
   * How the run of an example went.
   *
   * @param example which
   * @param took how long it took
   * @param failure what was not shown; null if all was
   */
  private record Verdict(Example example, Duration took, @Nullable AssertionError failure) {}

  /**
   * Runs the command.
   *
   * @param arguments as {@code --help} says
   * @throws Exception if an example could not be run
   */
  public static void main(String[] arguments) throws Exception {
    System.exit(run(List.of(arguments)));
  }

  /**
   * Runs the command.
   *
   * @param arguments as {@code --help} says
   * @return the exit code
   * @throws IOException if an example could not be started or its text not be read
   * @throws InterruptedException if this thread is interrupted
   */
  public static int run(List<String> arguments) throws IOException, InterruptedException {
    if (arguments.isEmpty()) {
      return list();
    }
    String first = arguments.getFirst();
    List<String> rest = arguments.subList(1, arguments.size());
    if (first.equals("--help") || first.equals("-h")) {
      System.out.print(USAGE);
      return 0;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(Examples::awaitEndOfExamples));
    if (first.equals("--all") && rest.isEmpty()) {
      return all();
    }
    Example example = find(first);
    if (example == null) {
      System.err.println(
          "procession: there is no such example: "
              + String.join(" ", arguments)
              + "; procession examples lists them");
      return MISUSED;
    }
    return rest.isEmpty() ? one(example) : passOn(example, rest);
  }

  private static @Nullable Example find(String number) {
    return number.matches("\\d{1,4}")
        ? Catalogue.find(Integer.parseInt(number)).orElse(null)
        : null;
  }

  private static int list() throws IOException {
    int longest = Catalogue.all().stream().mapToInt(e -> e.title().length()).max().orElse(1);
    for (Example example : Catalogue.all()) {
      System.out.printf(
          "%02d  %-" + longest + "s  %s%n",
          example.number(),
          example.title(),
          Explanation.of(example.main()).topic());
    }
    System.out.println();
    System.out.print(USAGE);
    return 0;
  }

  // ---- one --------------------------------------------------------------------------------------

  private static int one(Example example) throws IOException, InterruptedException {
    ExampleProgram.prepare();
    System.out.println(example);
    for (String paragraph : Explanation.of(example.main()).paragraphs()) {
      System.out.println();
      printWrapped(paragraph);
    }
    System.out.println();
    Verdict verdict = verdict(example, true);
    System.out.println();
    AssertionError failure = verdict.failure();
    if (failure != null) {
      System.err.println(failure.getMessage());
      return FAILED;
    }
    return 0;
  }

  private static Verdict verdict(Example example, boolean watched)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    AssertionError failure = null;
    try {
      Run run = example.verify(watched ? line -> System.out.println("  | " + line) : line -> {});
      if (watched) {
        System.out.println();
        run.shown().forEach(what -> System.out.println("shown: " + what));
      }
    } catch (AssertionError e) {
      failure = e;
    }
    return new Verdict(example, Duration.ofNanos(System.nanoTime() - begin), failure);
  }

  private static void printWrapped(String text) {
    var line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() + word.length() >= WIDTH) {
        System.out.println(line);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    System.out.println(line);
  }

  /** Runs it as if it had been called itself: with this terminal, and in its own time. */
  private static int passOn(Example example, List<String> arguments)
      throws IOException, InterruptedException {
    return new ProcessBuilder(ExampleProgram.command(example.main(), List.of(), arguments))
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Ctrl-C reaches examples too, which are to have the last word; else they end with this JVM. */
  private static void awaitEndOfExamples() {
    for (ProcessHandle example : ProcessHandle.current().children().toList()) {
      example
          .onExit()
          .completeOnTimeout(example, GRACE.toSeconds(), TimeUnit.SECONDS)
          .thenAccept(ProcessHandle::destroyForcibly)
          .join();
    }
  }

  // ---- all --------------------------------------------------------------------------------------

  private static int all() throws IOException, InterruptedException {
    ExampleProgram.prepare();
    long begin = System.nanoTime();
    int failed = 0;
    for (Example example : Catalogue.all()) {
      failed += !example.alone() || print(verdict(example, false), System.out) ? 0 : 1;
    }
    try (var executor = Executors.newFixedThreadPool(AT_A_TIME)) {
      List<Future<Verdict>> verdicts =
          Catalogue.all().stream()
              .filter(example -> !example.alone())
              .map(example -> executor.submit(() -> verdict(example, false)))
              .toList();
      for (Future<Verdict> future : verdicts) {
        failed += print(get(future), System.out) ? 0 : 1;
      }
    }
    System.out.printf(
        "%d examples, %d failed, %.1f s%n",
        Catalogue.all().size(), failed, seconds(Duration.ofNanos(System.nanoTime() - begin)));
    return failed == 0 ? 0 : FAILED;
  }

  private static Verdict get(Future<Verdict> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException(cause);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Returns whether the example has shown what it must. */
  private static boolean print(Verdict verdict, PrintStream out) {
    AssertionError failure = verdict.failure();
    out.printf(
        "%-64s %-6s %5.1f s%n",
        verdict.example(), failure == null ? "ok" : "failed", seconds(verdict.took()));
    if (failure != null) {
      System.err.println(failure.getMessage());
    }
    return failure == null;
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }
}
