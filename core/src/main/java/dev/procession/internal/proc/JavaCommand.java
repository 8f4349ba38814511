package dev.procession.internal.proc;

import dev.procession.Context;
import java.io.File;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a child JVM: lean flags, then the user's, then the parent's classes. */
final class JavaCommand {
  private static final String MAIN = ChildMain.class.getName();

  /** Properties of this process that change how Procession works, so that a tree agrees on them. */
  private static final List<String> INHERITED_PROPERTIES = List.of("dev.procession.portable");

  private JavaCommand() {}

  /** Everything but the program's arguments. */
  static List<String> of(Context context, Path crashReport) {
    List<String> command = new ArrayList<>();
    command.add(executable(context));
    command.add("-XX:+UseSerialGC");
    // A killed JVM would leave its performance data file behind.
    command.add("-XX:-UsePerfData");
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + crashReport);
    command.add("--enable-native-access=ALL-UNNAMED");
    if (context.maxHeap() > 0) {
      command.add("-Xmx" + context.maxHeap());
    }
    for (String name : INHERITED_PROPERTIES) {
      String value = System.getProperty(name);
      if (value != null) {
        command.add("-D" + name + "=" + value);
      }
    }
    command.addAll(context.jvmOptions());
    addClasses(command, context);
    return command;
  }

  private static String executable(Context context) {
    Path chosen = context.executable();
    if (chosen != null) {
      return chosen.toString();
    }
    Path own = Path.of(System.getProperty("java.home"), "bin", "java");
    return Files.isExecutable(own)
        ? own.toString()
        : ProcessHandle.current().info().command().orElse("java");
  }

  private static void addClasses(List<String> command, Context context) {
    String classPath = classPath(context);
    if (!classPath.isEmpty()) {
      command.add("-cp");
      command.add(classPath);
    }
    String modulePath = System.getProperty("jdk.module.path");
    Module ours = ChildMain.class.getModule();
    if (modulePath != null) {
      command.add("--module-path");
      command.add(modulePath);
      String modules = applicationModules();
      if (!modules.isEmpty()) {
        command.add("--add-modules");
        command.add(modules);
      }
    }
    if (ours.isNamed()) {
      command.add("-m");
      command.add(ours.getName() + "/" + MAIN);
    } else {
      command.add(MAIN);
    }
  }

  private static String applicationModules() {
    ModuleFinder jdk = ModuleFinder.ofSystem();
    List<String> names = new ArrayList<>();
    for (Module module : ModuleLayer.boot().modules()) {
      if (jdk.find(module.getName()).isEmpty()) {
        names.add(module.getName());
      }
    }
    return String.join(",", names);
  }

  private static String classPath(Context context) {
    List<String> entries = new ArrayList<>();
    for (Path entry : context.classPath()) {
      entries.add(entry.toAbsolutePath().toString());
    }
    String inherited = System.getProperty("java.class.path", "");
    if (!inherited.isEmpty()) {
      for (String entry : inherited.split(File.pathSeparator, -1)) {
        entries.add(Path.of(entry).toAbsolutePath().toString());
      }
    }
    String own = LibraryJar.location();
    if (own != null && !entries.contains(own)) {
      entries.add(own);
    }
    return String.join(File.pathSeparator, entries);
  }
}
