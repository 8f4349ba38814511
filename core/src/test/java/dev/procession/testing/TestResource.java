package dev.procession.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Reads the text files among the test resources. */
final class TestResource {
  private TestResource() {}

  /** The lines of the UTF-8 file at the absolute resource name {@code name}. */
  static Stream<String> lines(String name) {
    try (InputStream in = TestResource.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("No test resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
