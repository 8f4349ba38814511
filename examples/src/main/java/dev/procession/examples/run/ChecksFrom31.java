package dev.procession.examples.run;

import dev.procession.examples.Example31Crash;
import dev.procession.examples.Example32DeadHolder;
import dev.procession.examples.Example33Python;
import dev.procession.examples.Example34HttpServer;
import java.util.List;

/** The examples from 31 on, which have no counterpart among the tutorials. */
final class ChecksFrom31 {
  private ChecksFrom31() {}

  static List<Example> examples() {
    return List.of(
        new Example(
            31, "Items that crash or hang", Example31Crash.class, ChecksFrom31::crash, List.of()),
        new Example(
            32,
            "The lock of a dead holder",
            Example32DeadHolder.class,
            ChecksFrom31::deadHolder,
            List.of()),
        new Example(
            33, "A program in Python", Example33Python.class, ChecksFrom31::python, List.of()),
        new Example(
            34,
            "A web server that is reloaded",
            Example34HttpServer.class,
            ChecksFrom31::httpServer,
            List.of()));
  }

  private static void crash(Run run) {
    run.showsExactly(
        "good -> GOOD",
        "crash failed: its process ended with exit code 3",
        "hang failed: TaskTimeoutException",
        "fine -> FINE");
  }

  private static void deadHolder(Run run) {
    run.showsExactly("held by bookkeeper", "recovered: true", "exit code -9");
    run.that(
        run.errors().stream().anyMatch(line -> line.contains("lock=ledger")),
        "a warning in the log says so");
  }

  private static void python(Run run) {
    run.showsExactly(
        "Java got: hello from Python", "Python got: hello from Java", "Python's exit code: 0");
  }

  private static void httpServer(Run run) {
    run.showsExactly("hello", "hello again", "handler number 2");
  }
}
