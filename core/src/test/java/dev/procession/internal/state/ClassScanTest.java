package dev.procession.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Class files are read as the JDK reads them. */
class ClassScanTest {
  @Test
  void shouldFindWhatTheJdkFindsInItsOwnClasses() throws IOException {
    Path base = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base");
    int[] count = {0};
    forEachClass(
        base,
        bytes -> {
          count[0]++;
          compare(bytes);
        });
    assertThat(count[0]).isGreaterThan(5_000);
  }

  @Test
  void shouldFindWhatTheJdkFindsInOurClassesAndInLibraries() throws IOException {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (Files.isDirectory(Path.of(entry))) {
        forEachClass(Path.of(entry), ClassScanTest::compare);
      } else if (entry.contains("assertj") || entry.contains("awaitility")) {
        try (var jar = new JarFile(entry)) {
          for (var file : jar.stream().filter(f -> f.getName().endsWith(".class")).toList()) {
            compare(jar.getInputStream(file).readAllBytes());
          }
        }
      }
    }
  }

  @Test
  void shouldSurviveDamage() throws IOException {
    byte[] bytes;
    try (var in = Kinds.class.getResourceAsStream("ClassScanTest.class")) {
      bytes = in.readAllBytes();
    }
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = bytes.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        damaged[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        new ClassScan(damaged);
      } catch (IllegalArgumentException expected) {
        assertThat(expected).hasMessageNotContaining("null");
      }
    }
    assertThatThrownBy(() -> new ClassScan(new byte[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void forEachClass(Path folder, Consumer<byte[]> action) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(file -> file.toString().endsWith(".class")).toList();
    }
    for (Path file : files) {
      if (!file.endsWith("module-info.class")) {
        action.accept(Files.readAllBytes(file));
      }
    }
  }

  private static void compare(byte[] bytes) {
    var ours = new ClassScan(bytes);
    var theirs = new ClassFileOracle(bytes);
    assertThat(ours.constants).isEqualTo(theirs.constants);
    assertThat(ours.methods.keySet()).isEqualTo(theirs.methods.keySet());
    ours.methods.forEach(
        (key, found) -> {
          ClassFileOracle.Found expected = theirs.methods.get(key);
          if (found.flags() != expected.flags()
              || !found.refs().fields.equals(expected.refs().fields)
              || !found.refs().methods.equals(expected.refs().methods)
              || !found.refs().classes.equals(expected.refs().classes)) {
            throw new AssertionError("differs: method=" + key);
          }
        });
  }
}
