package dev.procession.manager;

/** Refuses calls that read-only proxies must not make. */
final class ReadOnly {
  private ReadOnly() {}

  static void check(Access access, Operation operation, Object target) {
    if (!access.allows(operation)) {
      throw new UnsupportedOperationException(
          "the proxy is read-only: method="
              + operation.name()
              + ", object="
              + target
              + "; methods that change nothing are those annotated with @Reads");
    }
  }
}
