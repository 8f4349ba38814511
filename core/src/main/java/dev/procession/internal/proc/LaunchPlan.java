package dev.procession.internal.proc;

import dev.procession.Context;
import dev.procession.internal.ffm.Syscalls;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * All of a {@link Context} that is fixed when a JVM starts. Two contexts with the same plan can use
 * the same spares.
 *
 * @param prefix commands that run the launcher with a niceness or on chosen processors, and tied to
 *     its parent
 * @param java the launcher and its options, without the class to run
 * @param main the class to run, in the form the launcher takes
 * @param environment variables to add or replace
 * @param directory where to run; null for where the parent runs
 * @param archive the archive of loaded classes to use, if there can be one
 */
record LaunchPlan(
    List<String> prefix,
    List<String> java,
    List<String> main,
    Map<String, String> environment,
    @Nullable File directory,
    ArchiveChoice archive) {

  /** The last context asked for, and what its plan depends on besides. */
  private record Made(Context context, String classPath, LaunchPlan plan) {}

  /** Written and read by any thread: nearly always the same context is asked for again. */
  private static volatile @Nullable Made last;

  static LaunchPlan of(Context context) {
    String classPath = System.getProperty("java.class.path", "");
    Made known = last;
    if (known != null && known.context.equals(context) && known.classPath.equals(classPath)) {
      return known.plan;
    }
    var directory = context.workingDirectory();
    var plan =
        new LaunchPlan(
            prefix(context),
            JavaCommand.of(context),
            JavaCommand.main(),
            context.environment(),
            directory == null ? null : directory.toFile(),
            ArchiveChoice.of(context));
    last = new Made(context, classPath, plan);
    return plan;
  }

  /**
   * The whole command for one child.
   *
   * @param first options that those of the context may change
   * @param last options that nothing changes
   */
  List<String> command(List<String> first, List<String> last, List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(java.getFirst());
    command.addAll(first);
    command.addAll(java.subList(1, java.size()));
    command.addAll(last);
    command.addAll(main);
    command.addAll(arguments);
    return command;
  }

  private static List<String> prefix(Context context) {
    List<String> prefix = new ArrayList<>();
    // A program that the context chooses may not be there, or vanish: who starts it reports that
    // better than setpriv does.
    if (Syscalls.expected() && context.executable() == null) {
      prefix.addAll(ParentDeathSignal.prefix());
    }
    SortedSet<Integer> processors = context.processors();
    if (!processors.isEmpty()) {
      List<String> numbers = processors.stream().map(String::valueOf).toList();
      prefix.addAll(List.of("taskset", "-c", String.join(",", numbers)));
    }
    if (context.niceness() != 0) {
      prefix.addAll(List.of("nice", "-n", String.valueOf(context.niceness())));
    }
    return prefix;
  }
}
