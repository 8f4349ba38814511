package dev.procession.pool;

import dev.procession.testing.ProgramOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Starts programs of the tests in JVMs of their own. */
public final class Programs {
  private Programs() {}

  /** What it takes to start the main of a class with this JVM's class path. */
  public static ProcessBuilder builder(Class<?> main, String... arguments) {
    return new ProcessBuilder(command(main, arguments));
  }

  /** Starts the main of a class with this JVM's class path; its output is the test's. */
  public static Process start(Class<?> main, String... arguments) throws IOException {
    return builder(main, arguments).inheritIO().start();
  }

  private static List<String> command(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(ProgramOptions.lean());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }
}
