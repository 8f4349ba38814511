package dev.procession.cli.shared;

import dev.procession.cli.ExitCode;
import dev.procession.inspect.SharedResources;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code procession clean}. */
@Command(
    name = "clean",
    description = {
      "Removes files, sockets and shared memory that killed programs have left. What belongs to a"
          + " living process or to another user is left alone. Prints what was removed."
    })
public final class CleanCommand implements Callable<Integer> {
  /** Constructed by the parser. */
  public CleanCommand() {}

  @Override
  public Integer call() {
    List<String> removed = SharedResources.clean();
    removed.forEach(System.out::println);
    System.out.flush();
    System.err.println("removed: " + removed.size());
    return ExitCode.SUCCESS;
  }
}
