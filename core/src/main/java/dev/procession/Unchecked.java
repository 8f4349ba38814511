package dev.procession;

/** Lets the functional interfaces throw checked exceptions through the JDK's unchecked ones. */
final class Unchecked {
  private Unchecked() {}

  /** Throws {@code e} itself; declared to return so that callers can write {@code throw}. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <E extends Throwable> RuntimeException sneak(Throwable e) throws E {
    throw (E) e;
  }
}
