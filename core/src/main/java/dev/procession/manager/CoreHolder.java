package dev.procession.manager;

/**
 * A proxy that does something here before it calls the object, such as a collection that has views.
 */
interface CoreHolder {
  /** What leads to the object. */
  Object core();
}
