package dev.procession.manager;

/** What the holder of a proxy may do with the object. */
enum Access {
  /** Call any method. */
  ALL,
  /** Call those that change nothing. */
  READ;

  private static final Access[] ALL_OF_THEM = values();

  /** The one of that number; {@link #READ} for a number that means nothing. */
  static Access of(int ordinal) {
    return ordinal == 0 ? ALL_OF_THEM[0] : READ;
  }

  boolean allows(Operation operation) {
    return this == ALL || operation.reads();
  }
}
