package dev.procession.examples.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Puts the code of the programs into the pages that show it: {@code ./build docs}. */
final class PageWriter {
  private PageWriter() {}

  /** Writes the pages of the project in the current directory that are not as they should be. */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of("");
    Map<String, List<String>> regions = SnippetProgram.regions(SnippetProgram.all(root));
    boolean mistakes = false;
    for (Page page : Page.all(root)) {
      var written = new Page(page.file(), page.with(regions));
      if (!written.equals(page)) {
        Files.write(page.file(), written.lines());
        System.out.println("written: " + page.file());
      }
      for (String mistake : written.mistakes(regions)) {
        System.err.println(mistake);
        mistakes = true;
      }
    }
    if (mistakes) {
      System.exit(1);
    }
  }
}
