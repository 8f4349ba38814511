package dev.procession.examples.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The text above the code of an example, read from its source, which is packed beside its class.
 *
 * @param paragraphs plain text, without the topic
 * @param topic the topic of the tutorials that the example answers
 */
public record Explanation(List<String> paragraphs, String topic) {
  private static final String TOPIC = "Tutorial topic: ";

  /** Such as {@code {@link Thread}}; links to members begin with a hash. */
  private static final Pattern TAG = Pattern.compile("\\{@\\w+\\s+#?([^}]*)}");

  /** Copies the list. */
  public Explanation {
    paragraphs = List.copyOf(paragraphs);
  }

  /**
   * Reads it.
   *
   * @param main the class of an example
   * @return its text
   * @throws IllegalStateException if there is none, or no topic at its end
   * @throws IOException if the source cannot be read
   */
  public static Explanation of(Class<?> main) throws IOException {
    String source = source(main);
    int end = source.indexOf("*/\npublic final class");
    if (end < 0) {
      throw new IllegalStateException("no text above the code: class=" + main.getName());
    }
    String comment = source.substring(source.lastIndexOf("/**", end) + 3, end);
    List<String> paragraphs = new ArrayList<>();
    for (String paragraph : comment.replaceAll("(?m)^ *\\*", "").split("<p>")) {
      paragraphs.add(plain(paragraph));
    }
    String last = paragraphs.removeLast();
    if (!last.startsWith(TOPIC) || paragraphs.isEmpty()) {
      throw new IllegalStateException(
          "the text above the code does not end with its topic: class="
              + main.getName()
              + ", last paragraph=\""
              + last
              + "\"; write \""
              + TOPIC
              + "…\"");
    }
    return new Explanation(paragraphs, last.substring(TOPIC.length()));
  }

  /**
   * The source of an example.
   *
   * @param main the class
   * @return its text
   * @throws IllegalStateException if it is not packed beside the class
   * @throws IOException if it cannot be read
   */
  public static String source(Class<?> main) throws IOException {
    String name = main.getSimpleName() + ".java";
    try (InputStream in = main.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the source is not beside the class: name=" + name);
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static String plain(String javadoc) {
    return TAG.matcher(javadoc)
        .replaceAll(tag -> tag.group(1).replace('#', '.'))
        .replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
