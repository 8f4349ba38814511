package dev.procession.manager;

/** Throws what a method is not declared to throw, because its callers are told as it is. */
final class Thrown {
  private Thrown() {}

  /** Never returns; {@code throw} tells the compiler. */
  @SuppressWarnings("unchecked")
  static <E extends Throwable> RuntimeException as(Throwable error) throws E {
    throw (E) error;
  }
}
