package dev.procession.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links from page to page lead to files and headings that exist. */
class LinksTest {
  private static final Path ROOT = Path.of("..");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`[^`]*`");
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.+)");

  /** What a heading loses on its way into an address. */
  private static final Pattern DROPPED = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]");

  @Test
  void shouldLeadToFilesAndHeadingsThatExist() throws Exception {
    var broken = new ArrayList<String>();
    int links = 0;
    for (Page page : Page.all(ROOT)) {
      for (String line : text(page.lines())) {
        for (Matcher link = LINK.matcher(CODE.matcher(line).replaceAll("`")); link.find(); ) {
          if (!link.group(1).contains("://") && !exists(page.file(), link.group(1))) {
            broken.add(page.file().normalize() + ": " + link.group(1));
          }
          links++;
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(10);
  }

  private static boolean exists(Path page, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
    if (parts.length == 1) {
      return Files.exists(target);
    }
    return Files.isRegularFile(target) && anchors(Files.readAllLines(target)).contains(parts[1]);
  }

  /** The addresses of the headings, as GitHub makes them. */
  private static Set<String> anchors(List<String> lines) {
    var anchors = new HashSet<String>();
    for (String line : text(lines)) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String words = heading.group(1).strip().toLowerCase(Locale.ROOT);
        String anchor = DROPPED.matcher(words).replaceAll("").replace(' ', '-');
        String unique = anchor;
        for (int i = 1; !anchors.add(unique); i++) {
          unique = anchor + "-" + i;
        }
      }
    }
    return anchors;
  }

  /** The lines that are not in blocks of code. */
  private static List<String> text(List<String> lines) {
    var text = new ArrayList<String>();
    boolean inCode = false;
    for (String line : lines) {
      if (line.strip().startsWith("```")) {
        inCode = !inCode;
      } else if (!inCode) {
        text.add(line);
      }
    }
    return text;
  }
}
