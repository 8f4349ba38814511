/**
 * Procession: child JVM processes as easy as threads, and what they need to work together.
 *
 * <p>The packages named {@code internal} are exported to nobody. Packages whose classes are sent to
 * child processes need not be opened: JDK serialization reads them with the JDK's own privileges.
 */
module dev.procession {
  requires static org.jspecify;
  // Tells the options this JVM was started with, which children inherit.
  requires java.management;
  // Children ignore the terminal's interrupt signal, and get final static fields, by this module.
  requires jdk.unsupported;

  // Log records of children are passed on where this module is present.
  requires static java.logging;

  // Pools can be recorded where this module is present.
  requires static jdk.jfr;

  exports dev.procession;
  exports dev.procession.channel;
  exports dev.procession.inspect;
  exports dev.procession.manager;
  exports dev.procession.memory;
  exports dev.procession.pool;
  exports dev.procession.server;
  exports dev.procession.sync;
  exports dev.procession.internal.forward to
      java.logging;
}
