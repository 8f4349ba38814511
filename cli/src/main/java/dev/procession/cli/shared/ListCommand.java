package dev.procession.cli.shared;

import dev.procession.cli.ExitCode;
import dev.procession.inspect.SharedResources;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code procession list}. */
@Command(
    name = "list",
    description = {
      "Lists what running programs share: locks with their holders, semaphores, conditions, numbers,"
          + " arrays, memory, and who uses and waits for them. Changes nothing."
    })
public final class ListCommand implements Callable<Integer> {
  /** Constructed by the parser. */
  public ListCommand() {}

  @Override
  public Integer call() {
    new ResourceTable(SharedResources.list()).lines().forEach(System.out::println);
    System.out.flush();
    return ExitCode.SUCCESS;
  }
}
