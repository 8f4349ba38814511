package dev.procession.examples.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation: a Markdown file at the root of the project or in {@code docs}.
 *
 * <p>Above each block of Java a comment that readers do not see says where it comes from, as in
 * {@code <!-- snippet: guide/FirstPool#map -->}. Other blocks may have one, such as what a program
 * prints: {@code guide/FirstPool#prints}.
 */
record Page(Path file, List<String> lines) {
  private static final Pattern REFERENCE = Pattern.compile("<!-- snippet: (\\S+) -->");

  /**
   * A block that comes from a program, or should.
   *
   * @param first the index of its first line in the page
   * @param code its lines
   * @param reference the program and region that it comes from; empty if the page does not say
   */
  record Snippet(int first, List<String> code, String reference) {}

  /** All pages of the project. */
  static List<Page> all(Path root) throws IOException {
    List<Page> pages = new ArrayList<>();
    try (Stream<Path> top = Files.list(root);
        Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      for (Path file : Stream.concat(top, docs).sorted().toList()) {
        if (file.toString().endsWith(".md")) {
          pages.add(new Page(file, Files.readAllLines(file)));
        }
      }
    }
    return pages;
  }

  /** Its blocks of Java, and those of something else that say where they come from, in order. */
  List<Snippet> snippets() {
    List<Snippet> snippets = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String language = lines.get(i).strip();
      if (language.startsWith("```")) {
        int first = i + 1;
        int end = first;
        while (end < lines.size() && !lines.get(end).strip().equals("```")) {
          end++;
        }
        Matcher comment = REFERENCE.matcher(i == 0 ? "" : lines.get(i - 1));
        String reference = comment.matches() ? comment.group(1) : "";
        if (language.equals("```java") || !reference.isEmpty()) {
          snippets.add(new Snippet(first, lines.subList(first, end), reference));
        }
        i = end;
      }
    }
    return snippets;
  }

  /** What the page would be with each snippet as it is in its program. */
  List<String> with(Map<String, List<String>> regions) {
    List<String> written = new ArrayList<>(lines);
    for (Snippet snippet : snippets().reversed()) {
      List<String> region = regions.get(snippet.reference());
      if (region != null) {
        List<String> old =
            written.subList(snippet.first(), snippet.first() + snippet.code().size());
        old.clear();
        old.addAll(region);
      }
    }
    return written;
  }

  /** What is wrong with its snippets, a line for each that is not as in its program. */
  List<String> mistakes(Map<String, List<String>> regions) {
    List<String> mistakes = new ArrayList<>();
    for (Snippet snippet : snippets()) {
      List<String> region = regions.get(snippet.reference());
      String at = file.normalize() + ":" + snippet.first();
      if (snippet.reference().isEmpty()) {
        mistakes.add(at + ": no <!-- snippet: folder/Program#region --> above the code");
      } else if (region == null) {
        mistakes.add(at + ": no program of the examples has " + snippet.reference());
      } else if (!region.equals(snippet.code())) {
        mistakes.add(at + ": not as in " + snippet.reference() + "; ./build docs mends it");
      }
    }
    return mistakes;
  }
}
