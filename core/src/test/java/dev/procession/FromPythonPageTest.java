package dev.procession;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code docs/from-python.md} names what exists. */
class FromPythonPageTest {
  private static final String ROOT = "dev.procession";

  private static final List<String> OURS =
      List.of(
          ROOT,
          ROOT + ".pool",
          ROOT + ".channel",
          ROOT + ".sync",
          ROOT + ".memory",
          ROOT + ".manager",
          ROOT + ".server",
          ROOT + ".inspect");

  private static final List<String> JDK =
      List.of("java.lang", "java.io", "java.net", "java.util", "java.util.concurrent");

  private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");

  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  /** {@code Class} or {@code Class.member}. */
  private static final Pattern NAME = Pattern.compile("([A-Z]\\w*)(?:\\.(\\w+))?");

  /** What a reason in words has, and a dash has not. */
  private static final Pattern WORDS = Pattern.compile("\\p{L}{2,}\\P{L}+\\p{L}{2,}");

  /** A line of one of the tables. */
  private record Row(String python, String java, String difference) {
    List<String> names() {
      return CODE.matcher(java).results().map(code -> code.group(1)).toList();
    }
  }

  @Test
  void shouldNameWhatExists() throws Exception {
    var missing = new TreeSet<String>();
    var ours = new TreeSet<String>();
    for (Row row : rows()) {
      for (String name : row.names()) {
        if (exists(name, OURS)) {
          ours.add(name);
        } else if (!exists(name, JDK)) {
          missing.add(name);
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(ours).hasSizeGreaterThanOrEqualTo(200);
  }

  @Test
  void shouldSayWhyThereIsNoCounterpart() throws Exception {
    List<Row> rows = rows();
    assertThat(rows)
        .hasSizeGreaterThanOrEqualTo(200)
        .allSatisfy(
            row -> {
              assertThat(row.python()).isNotBlank();
              if (row.names().isEmpty()) {
                assertThat(row.java()).isEqualTo("—");
                assertThat(row.difference()).containsPattern(WORDS);
              } else {
                assertThat(CODE.matcher(row.java()).replaceAll("")).matches("[, ]*");
              }
            });
  }

  private static List<Row> rows() throws IOException {
    var rows = new ArrayList<Row>();
    boolean inTable = false;
    for (String line : Files.readAllLines(page())) {
      if (!line.startsWith("|")) {
        inTable = false;
      } else if (line.startsWith("|---")) {
        inTable = true;
      } else if (inTable) {
        Matcher cells = ROW.matcher(line);
        assertThat(cells.matches()).as("has three cells: %s", line).isTrue();
        rows.add(new Row(cells.group(1), cells.group(2), cells.group(3)));
      }
    }
    return rows;
  }

  private static boolean exists(String name, List<String> packages) {
    Matcher parts = NAME.matcher(name);
    return parts.matches()
        && packages.stream().anyMatch(in -> exists(in + "." + parts.group(1), parts.group(2)));
  }

  /** Whether there is a public class, with a member, if one is named, that programs can use. */
  private static boolean exists(String className, @Nullable String member) {
    Class<?> type;
    try {
      type = Class.forName(className, false, FromPythonPageTest.class.getClassLoader());
    } catch (ClassNotFoundException _) {
      return false;
    }
    return Modifier.isPublic(type.getModifiers())
        && (member == null || members(type).anyMatch(member::equals));
  }

  /** What is public, and what is protected: subclasses override that. */
  private static Stream<String> members(Class<?> type) {
    Stream<Member> all =
        Stream.of(
                type.getMethods(),
                type.getFields(),
                Object.class.getMethods(),
                Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> Modifier.isProtected(method.getModifiers()))
                    .toArray(Member[]::new))
            .flatMap(Arrays::stream);
    return Stream.concat(
        all.map(Member::getName), Arrays.stream(type.getClasses()).map(Class::getSimpleName));
  }

  private static Path page() throws IOException {
    return file("docs/from-python.md");
  }

  private static Path file(String name) throws IOException {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new IOException("no " + name + " above " + Path.of("").toAbsolutePath());
  }
}
