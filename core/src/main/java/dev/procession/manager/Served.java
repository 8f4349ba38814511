package dev.procession.manager;

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
