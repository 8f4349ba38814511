package dev.procession.examples.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program of which pages show regions, from the line {@code // begin name} to {@code // end
 * name}; what several regions of one name hold is shown with an empty line in between. A program
 * without regions is shown as a whole, but for its package. Lines at its end say what it {@code //
 * prints: }, with {@code …} for what differs from run to run; pages may show these too, as region
 * {@code prints}.
 *
 * @param name folder and class, as in {@code guide/FirstPool}
 * @param lines the lines of its source
 */
record SnippetProgram(String name, List<String> lines) {
  private static final String PACKAGE = "dev.procession.examples";
  private static final String PRINTS = "// prints: ";
  private static final Pattern MARK = Pattern.compile("\\s*// (begin|end) (\\S+)");

  /** All programs of which pages show regions: those in packages below that of the examples. */
  static List<SnippetProgram> all(Path root) throws IOException {
    Path folder = root.resolve("examples/src/main/java", PACKAGE.replace('.', '/'));
    List<SnippetProgram> programs = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        List<String> lines = name.endsWith(".java") ? Files.readAllLines(file) : List.of();
        if (lines.stream().anyMatch(SnippetProgram::isOurs)) {
          programs.add(new SnippetProgram(name.replace(".java", ""), lines));
        }
      }
    }
    return programs;
  }

  private static boolean isOurs(String line) {
    return line.startsWith(PRINTS) || MARK.matcher(line).matches();
  }

  /** The regions of these programs by the names that pages use, with what the programs print. */
  static Map<String, List<String>> regions(List<SnippetProgram> programs) {
    Map<String, List<String>> regions = new TreeMap<>();
    for (SnippetProgram program : programs) {
      regions.putAll(program.code());
      regions.put(program.name + "#prints", program.prints());
    }
    return regions;
  }

  /** The class to run. */
  String mainClass() {
    return PACKAGE + "." + name.replace('/', '.');
  }

  /** The lines that it prints. */
  List<String> prints() {
    List<String> prints = new ArrayList<>();
    for (String line : lines.subList(codeSize(), lines.size())) {
      if (line.startsWith(PRINTS)) {
        prints.add(line.substring(PRINTS.length()));
      } else {
        // The formatter has broken a line that was too long.
        prints.addLast(prints.removeLast() + line.substring("//".length()));
      }
    }
    return prints;
  }

  /** How many lines come before those that say what it prints. */
  private int codeSize() {
    int size = 0;
    while (size < lines.size() && !lines.get(size).startsWith(PRINTS)) {
      size++;
    }
    return size;
  }

  @Override
  public String toString() {
    return name;
  }

  /** What pages show of it, by the names that they use. */
  Map<String, List<String>> code() {
    Map<String, List<String>> regions = new TreeMap<>();
    Map<String, List<String>> open = new TreeMap<>();
    for (String line : lines) {
      Matcher mark = MARK.matcher(line);
      if (!mark.matches()) {
        open.values().forEach(part -> part.add(line));
      } else if (mark.group(1).equals("begin")) {
        open.put(name + "#" + mark.group(2), new ArrayList<>());
      } else {
        String region = name + "#" + mark.group(2);
        List<String> part = open.remove(region);
        if (part == null) {
          throw new IllegalStateException(region + " ends where it has not begun");
        }
        List<String> code = regions.computeIfAbsent(region, first -> new ArrayList<>());
        if (!code.isEmpty()) {
          code.add("");
        }
        code.addAll(dedented(part));
      }
    }
    if (!open.isEmpty()) {
      throw new IllegalStateException(open.keySet() + " begin and do not end");
    }
    if (regions.isEmpty()) {
      List<String> code = new ArrayList<>(lines.subList(0, codeSize()));
      code.removeIf(line -> line.startsWith("package "));
      regions.put(name, dedented(code));
    }
    return regions;
  }

  private static List<String> dedented(List<String> code) {
    String text = String.join("\n", code).stripTrailing().stripIndent();
    return text.lines().dropWhile(String::isBlank).toList();
  }
}
