package dev.procession.manager;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An object that a manager serves.
 *
 * <p>It lives while somebody has a lease on it: a client that has a proxy, a proxy on its way, or
 * its name. Other objects of the manager that contain it hold it too, but by a reference as any
 * other, so that objects that contain each other and nobody uses are found by the collector.
 */
final class Served {
  private final long id;
  private final Object servant;
  private final Operations operations;
  private final boolean builtIn;

  /** How many calls are being done that were given functions. Changed by who does them. */
  private final AtomicInteger functions = new AtomicInteger();

  /** Guarded by the table's lock. */
  private int leases;

  /** Whether other objects here may contain it. Guarded by the table's lock. */
  private boolean contained;

  /** Guarded by the table's lock; null if it has none. */
  private @Nullable String name;

  Served(long id, Object servant, Operations operations, boolean builtIn) {
    this.id = id;
    this.servant = servant;
    this.operations = operations;
    this.builtIn = builtIn;
  }

  /** Runs an operation that may be given functions, and so take any time. */
  @Nullable Object run(Operation operation, @Nullable Object[] arguments) throws Throwable {
    if (!operation.runsFunctions()) {
      return operation.run(servant, arguments);
    }
    functions.incrementAndGet();
    try {
      return operation.run(servant, arguments);
    } finally {
      functions.decrementAndGet();
    }
  }

  /**
   * Whether functions are being run, so that who calls it may have to wait for long; a hint, for
   * those who have others to serve.
   */
  boolean runsFunctions() {
    return functions.get() > 0;
  }

  long id() {
    return id;
  }

  Object servant() {
    return servant;
  }

  Operations operations() {
    return operations;
  }

  /** Whether its methods answer at once, or have the call wait in a line. */
  boolean isBuiltIn() {
    return builtIn;
  }

  /** Changes the number of leases; returns how many there are now. */
  int lease(int difference) {
    leases += difference;
    return leases;
  }

  int leases() {
    return leases;
  }

  boolean isContained() {
    return contained;
  }

  void setContained() {
    contained = true;
  }

  @Nullable String name() {
    return name;
  }

  void setName(@Nullable String name) {
    this.name = name;
  }

  @Override
  public String toString() {
    return operations.type().getSimpleName() + "#" + Long.toHexString(id);
  }
}
