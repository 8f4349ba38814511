package dev.procession.internal.wire;

/**
 * Is implemented by a class loader whose classes are open here but not in the process they come
 * from. A record that cannot be put together there must not be sent taken apart.
 */
public interface ClosedRecords {

  /** Whether the record, defined by this loader, is in a closed package where it comes from. */
  boolean isClosed(Class<?> type);

  /** Whether a class of this process is a record in a package that is not open to Procession. */
  static boolean isClosedHere(Class<?> type) {
    return type.getModule().isNamed() && type.isRecord() && !RecordShape.of(type).accessible();
  }
}
