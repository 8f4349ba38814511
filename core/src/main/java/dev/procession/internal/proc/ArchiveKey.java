package dev.procession.internal.proc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * All that an archive of loaded classes depends on. A JVM that differs in any of it refuses the
 * archive, and would then start more slowly than without one.
 *
 * @param launcher the {@code java} command
 * @param jdk the JDK's version and vendor, if known
 * @param options the options that matter, in one order for all who say the same
 * @param classPath the archived part of the class path, absolute
 * @param modules the options that name the module path, or nothing
 * @param stamps size and time of the JDK's classes and of each archived file
 * @param preloaded classes that are archived besides those that every child needs
 * @param environment variables in which the launcher finds further options
 */
record ArchiveKey(
    String launcher,
    List<String> jdk,
    List<String> options,
    List<String> classPath,
    List<String> modules,
    List<String> stamps,
    List<String> preloaded,
    List<String> environment) {

  private static final long FNV_START = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** As it is written beside the archive: one line for each part. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    add(lines, "launcher", List.of(launcher));
    add(lines, "jdk", jdk);
    add(lines, "option", options);
    add(lines, "class", classPath);
    add(lines, "module", modules);
    add(lines, "stamp", stamps);
    add(lines, "preload", preloaded);
    add(lines, "environment", environment);
    return lines;
  }

  private static void add(List<String> lines, String name, List<String> values) {
    for (String value : values) {
      lines.add(name.concat("=").concat(value.replace('\n', ' ')));
    }
  }

  /** Short, and the same whenever the key is: the archive's name. The lines tell for sure. */
  String name() {
    long hash = FNV_START;
    for (String line : lines()) {
      for (byte b : line.getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ (b & 0xff)) * FNV_PRIME;
      }
      hash = (hash ^ '\n') * FNV_PRIME;
    }
    String digits = Long.toHexString(hash);
    return "0".repeat(16 - digits.length()).concat(digits);
  }
}
