package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolTesting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Names of segments that no other test uses; none may be left after a test. */
final class Names implements AfterEachCallback {
  static final Path FOLDER = Path.of("/dev/shm");
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String PREFIX = "test-" + PoolTesting.pid() + "-";

  private Names() {}

  static Names instance() {
    return new Names();
  }

  static String next() {
    return PREFIX + COUNT.incrementAndGet();
  }

  static Path file(String name) {
    return FOLDER.resolve(name);
  }

  /** Whether there is a segment of this name. */
  static boolean exists(String name) {
    return Files.exists(file(name), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    try (var files = Files.list(FOLDER)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith(PREFIX)))
          .as("segments that the test has left behind")
          .isEmpty();
    }
  }
}
