package dev.procession.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Task;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;

/** Variables of a JShell session, which are static fields. */
public class SnippetsTest {
  /** What a snippet hands over. */
  public static Object handed;

  @Test
  void shouldCopyVariablesOfTheSession() throws Exception {
    try (JShell shell =
        JShell.builder().executionEngine("local").compilerOptions("-proc:none").build()) {
      shell.addToClasspath(System.getProperty("java.class.path"));
      for (String line :
          List.of(
              "import dev.procession.*;",
              "int k = 5;",
              "var words = new java.util.ArrayList<String>(java.util.List.of(\"a\"));",
              "record Pair(int left, Object right) {}",
              "var pair = new Pair(1, words);",
              "int twice() { return 2 * k; }",
              "Thread unused = Thread.currentThread();",
              "k = 6;",
              "words.add(\"b\");",
              "Task<String> task = () -> twice() + \" \" + k + words + (pair.right() == words);",
              "dev.procession.internal.state.SnippetsTest.handed = task;")) {
        for (SnippetEvent event : shell.eval(line)) {
          assertThat(event.status()).as(line).isEqualTo(Snippet.Status.VALID);
          assertThat(event.exception()).as(line).isNull();
        }
      }
      Object task = handed;
      assertThat(StaticState.hasSnippets(task.getClass().getClassLoader())).isTrue();
      assertThat(restoreElsewhere(task).call()).isEqualTo("12 6[a, b]true");
    }
  }

  @Test
  void shouldLeaveTheProgramAloneIfOnlySnippetsAreWanted() {
    Task<Integer> task = Counter::increment;
    var out = new WireOutput(100);
    assertThat(StaticState.capture(out, task, Scope.SNIPPETS, "the task")).isZero();
    assertThat(StaticState.hasSnippets(task.getClass().getClassLoader())).isFalse();
  }

  /** With classes defined anew, as in another process. */
  private static Task<?> restoreElsewhere(Object task) {
    var out = new WireOutput(100);
    assertThat(StaticState.capture(out, task, Scope.SNIPPETS, "the task")).isEqualTo(3);
    var loader = new Elsewhere(task.getClass().getClassLoader());
    var restored =
        (Task<?>) StaticState.restore(new WireInput(out.toByteArray()), loader, "the task");
    assertThat(restored.getClass().getClassLoader()).isSameAs(loader);
    return restored;
  }

  /** Has classes of its own, made from the files of another loader. */
  private static final class Elsewhere extends ClassLoader {
    private final ClassLoader source;

    Elsewhere(ClassLoader source) {
      super(SnippetsTest.class.getClassLoader());
      this.source = source;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      try (InputStream in = source.getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
