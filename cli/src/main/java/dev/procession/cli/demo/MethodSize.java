package dev.procession.cli.demo;

import java.util.Comparator;

/**
 * How long a method is.
 *
 * @param name class and method
 * @param instructions how many instructions it has
 */
record MethodSize(String name, int instructions) {

  /** The longest first; of equally long ones, in the order of their names. */
  static final Comparator<MethodSize> LONGEST_FIRST =
      Comparator.comparingInt(MethodSize::instructions).reversed().thenComparing(MethodSize::name);
}
