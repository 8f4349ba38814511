package dev.procession.cli;

import dev.procession.cli.demo.DemoCommand;
import dev.procession.cli.doctor.DoctorCommand;
import dev.procession.cli.map.MapCommand;
import dev.procession.cli.shared.CleanCommand;
import dev.procession.cli.shared.ListCommand;
import dev.procession.cli.top.TopCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** What all subcommands have in common: the overview, the version, and {@code --stacktrace}. */
@Command(
    name = "procession",
    description = "Runs Java functions in worker processes.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    subcommands = {
      MapCommand.class,
      DemoCommand.class,
      DoctorCommand.class,
      ListCommand.class,
      CleanCommand.class,
      TopCommand.class,
      CheckoutCommand.Examples.class,
      CheckoutCommand.Bench.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well",
      "1:something failed that is not among the following",
      "2:the arguments are wrong; nothing was done",
      "3:some records failed; all others were done",
      "130:interrupted by Ctrl-C (143: by SIGTERM)"
    })
final class RootCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "After the line that says what went wrong, print where.")
  private boolean stackTrace;

  /** Reached only if no subcommand is named. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }

  /**
   * Whether errors are to be printed with their stack.
   *
   * @return as the user said
   */
  boolean stackTrace() {
    return stackTrace;
  }
}
