package dev.procession.internal.proc;

import dev.procession.ChildStartException;
import dev.procession.Context;
import dev.procession.internal.ffm.NativeAccess;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The command line of a child JVM: lean flags, then the user's, then the parent's classes. */
final class JavaCommand {
  private static final String MAIN = ChildMain.class.getName();

  /** Properties of this process that change how Procession works, so that a tree agrees on them. */
  private static final List<String> INHERITED_PROPERTIES =
      List.of("dev.procession.portable", "dev.procession.aot", "dev.procession.cache");

  /** The title in the manifest of Procession's own jar; a jar of many things has another. */
  private static final String TITLE = "Procession Core";

  /**
   * Has the log records of a child sent to its parent. The class is named, not referred to: nothing
   * of it is loaded before the child first logs.
   */
  static final String FORWARD_LOG =
      "-Djava.util.logging.manager=dev.procession.internal.forward.ForwardingLogManager";

  /**
   * The version of the JVM that compiles at its start, with the best compiler, what was used much
   * when its archive was made: here that is what the rehearsals did. Another version may not know
   * the option against it, and would not start.
   */
  private static final int WITH_REPLAY = 25;

  /**
   * A method is compiled when it has been called so many times more often than usual. A start runs
   * much code a few hundred times; what works for a tenth of a second is compiled as ever.
   */
  private static final int COMPILE_LATER = 3;

  /**
   * Has a JVM of the GNU C library give memory back that it has freed, every ten seconds. After a
   * start that is 7 of 36 MB, which were for the JIT compilers; it takes 0.15 ms. Other systems
   * cannot, and need not say so.
   */
  private static final List<String> TRIM =
      List.of("-XX:TrimNativeHeapInterval=10000", "-Xlog:trimnative=off");

  private static final Set<String> LAUNCHERS = Set.of("java", "java.exe", "javaw.exe");

  static final String MODULE_PATH = "--module-path";

  private JavaCommand() {}

  /** The launcher and its options. */
  static List<String> of(Context context) {
    List<String> command = new ArrayList<>();
    command.add(executable(context));
    command.addAll(options(context));
    addClasses(command, context);
    return command;
  }

  /** What is between the launcher and the classes. */
  static List<String> options(Context context) {
    List<String> inherited = inherited(context);
    List<String> command = new ArrayList<>();
    if (!choosesCollector(inherited) && !choosesCollector(context.jvmOptions())) {
      command.add("-XX:+UseSerialGC");
    }
    // A killed JVM would leave its performance data file behind.
    command.add("-XX:-UsePerfData");
    command.add("-XX:-CreateCoredumpOnCrash");
    // The archive of the JDK's classes at the address it was made for: less to relocate at the
    // start, and its pages are shared by all children.
    command.add("-XX:+UnlockDiagnosticVMOptions");
    command.add("-XX:ArchiveRelocationMode=0");
    if (context.executable() == null && Runtime.version().feature() == WITH_REPLAY) {
      command.add("-XX:-AOTReplayTraining");
    }
    command.add("-XX:CompileThresholdScaling=" + COMPILE_LATER);
    command.addAll(TRIM);
    if (!(context.inheritOptions() && NativeAccess.isRefused())) {
      // A parent that must not make native calls has children that wait as it does.
      command.add("--enable-native-access=" + nativeCallers());
    }
    // Copied static fields may be final.
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(inherited);
    if (!hasOwnLogging(context, inherited)) {
      command.add(FORWARD_LOG);
    }
    if (context.maxHeap() > 0) {
      command.add("-Xmx" + context.maxHeap());
    }
    for (String name : INHERITED_PROPERTIES) {
      String value = System.getProperty(name);
      if (value != null) {
        command.add("-D" + name + "=" + value);
      }
    }
    context.systemProperties().forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(context.jvmOptions());
    return command;
  }

  /** The code of the program, and ours where that is a module. */
  private static String nativeCallers() {
    Module ours = JavaCommand.class.getModule();
    return ours.isNamed() ? "ALL-UNNAMED," + ours.getName() : "ALL-UNNAMED";
  }

  /** The JVM refuses two collectors, and a smallest heap above the largest. */
  private static List<String> inherited(Context context) {
    if (!context.inheritOptions()) {
      return List.of();
    }
    boolean ownCollector = choosesCollector(context.jvmOptions());
    boolean ownHeap = context.maxHeap() > 0;
    List<String> kept = new ArrayList<>();
    for (String option : InheritedOptions.list()) {
      boolean replaced =
          option.equals(FORWARD_LOG)
              || (ownCollector && choosesCollector(List.of(option)))
              || (ownHeap && (option.startsWith("-Xms") || option.startsWith("-XX:InitialHeap")));
      if (!replaced) {
        kept.add(option);
      }
    }
    return kept;
  }

  /**
   * Whether the context says how the child logs, or the program has a log manager of its own. What
   * the program has for a configuration file does not count.
   */
  private static boolean hasOwnLogging(Context context, List<String> inherited) {
    return inherited.stream().anyMatch(o -> o.startsWith("-Djava.util.logging.manager="))
        || context.systemProperties().keySet().stream().anyMatch(JavaCommand::setsUpLogging)
        || context.jvmOptions().stream()
            .anyMatch(o -> o.startsWith("-D") && setsUpLogging(o.substring(2)));
  }

  private static boolean setsUpLogging(String property) {
    return property.startsWith("java.util.logging.config.")
        || property.startsWith("java.util.logging.manager");
  }

  private static boolean choosesCollector(List<String> options) {
    return options.stream().anyMatch(o -> o.startsWith("-XX:+Use") && o.endsWith("GC"));
  }

  /** The class to run, as the launcher's last arguments. */
  static List<String> main() {
    Module ours = ChildMain.class.getModule();
    return ours.isNamed() ? List.of("-m", ours.getName() + "/" + MAIN) : List.of(MAIN);
  }

  static String executable(Context context) {
    Path chosen = context.executable();
    if (chosen != null) {
      return chosen.toString();
    }
    Path own = Path.of(System.getProperty("java.home"), "bin", "java");
    return Files.isExecutable(own)
        ? own.toString()
        : launcher(own, ProcessHandle.current().info().command().orElse(""));
  }

  /**
   * What has started this JVM, if that is the java command. A launcher of the program's own would
   * start the program once more, which would do the same, and so on.
   */
  static String launcher(Path missing, String launcher) {
    String name = launcher.substring(launcher.lastIndexOf(File.separatorChar) + 1);
    if (LAUNCHERS.contains(name)) {
      return launcher;
    }
    throw new ChildStartException(
        "there is no java command to start a child with: java="
            + missing
            + ", launcher="
            + launcher
            + "; leave the commands in the image (jlink without --strip-native-commands, jpackage"
            + " with --jlink-options of your own), or name one by Context.executable",
        null);
  }

  private static void addClasses(List<String> command, Context context) {
    String classPath = classPath(context);
    if (!classPath.isEmpty()) {
      command.add("-cp");
      command.add(classPath);
    }
    command.addAll(moduleOptions());
  }

  /**
   * Whether the program has modules. One in an image that was linked with it has them, and no
   * module path.
   */
  static boolean hasModules() {
    return System.getProperty("jdk.module.path") != null || ChildMain.class.getModule().isNamed();
  }

  /**
   * The module path and the program's modules, as the launcher takes them; empty if it has none.
   */
  static List<String> moduleOptions() {
    List<String> options = new ArrayList<>();
    String modulePath = System.getProperty("jdk.module.path");
    if (modulePath != null) {
      options.add(MODULE_PATH);
      options.add(absolute(modulePath));
    }
    if (hasModules()) {
      options.add("--add-modules");
      options.add(applicationModules());
    }
    return options;
  }

  /** In one order: {@link ArchiveKey} has it, and the layer has another in each JVM. */
  private static String applicationModules() {
    ModuleFinder jdk = ModuleFinder.ofSystem();
    Set<String> names = new TreeSet<>();
    for (Module module : ModuleLayer.boot().modules()) {
      String name = module.getName();
      boolean looksSo = name.startsWith("java.") || name.startsWith("jdk.");
      if (!looksSo || jdk.find(name).isEmpty()) {
        names.add(name);
      }
    }
    return String.join(",", names);
  }

  /** The class path of a child; our own jar is in front if it holds nothing else. */
  static String classPath(Context context) {
    List<String> entries = new ArrayList<>();
    for (Path entry : context.classPath()) {
      entries.add(entry.toAbsolutePath().toString());
    }
    String inherited = System.getProperty("java.class.path", "");
    if (!inherited.isEmpty()) {
      entries.addAll(Arrays.asList(absolute(inherited).split(File.pathSeparator, -1)));
    }
    String own = LibraryJar.location();
    if (own != null && own.endsWith(".jar") && isOurs(ChildMain.class.getPackage())) {
      // Nothing of the program's can be hidden by it, and see ArchiveChoice.
      entries.removeIf(own::equals);
      entries.addFirst(own);
    } else if (own != null && !entries.contains(own)) {
      entries.add(own);
    }
    return String.join(File.pathSeparator, entries);
  }

  private static boolean isOurs(Package ours) {
    return TITLE.equals(ours.getImplementationTitle());
  }

  /** Whether a jar holds Procession and nothing else. */
  static boolean isOurs(String jar) {
    try (var file = new JarFile(jar)) {
      Manifest manifest = file.getManifest();
      return manifest != null
          && TITLE.equals(
              manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_TITLE));
    } catch (IOException notAJar) {
      return false;
    }
  }

  private static String absolute(String path) {
    List<String> entries = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator, -1)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }
}
