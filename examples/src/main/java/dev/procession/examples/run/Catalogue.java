package dev.procession.examples.run;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All examples, in order of their numbers. */
public final class Catalogue {
  private static final List<Example> ALL =
      Stream.of(Checks01To15.examples(), Checks16To30.examples(), ChecksFrom31.examples())
          .flatMap(List::stream)
          .toList();

  private Catalogue() {}

  /**
   * All examples.
   *
   * @return in order of their numbers
   */
  public static List<Example> all() {
    return ALL;
  }

  /**
   * One of them.
   *
   * @param number its number
   * @return empty if there is none of this number
   */
  public static Optional<Example> find(int number) {
    return ALL.stream().filter(example -> example.number() == number).findFirst();
  }
}
