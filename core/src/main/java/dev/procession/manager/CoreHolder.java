package dev.procession.manager;

import java.io.ObjectStreamException;
import java.io.Serializable;
import java.lang.reflect.Proxy;

/**
 * A proxy that does something here before it calls the object, such as a collection that has views.
 */
interface CoreHolder extends Serializable {
  /** What leads to the object. */
  Object core();

  /**
   * What such a proxy is on its way to another process. Each has a {@code writeReplace} that makes
   * one.
   *
   * @param handler of the core; a ticket on the way
   */
  record Packed(CoreHandler handler) implements Serializable {
    static Packed of(CoreHolder proxy) {
      return new Packed((CoreHandler) Proxy.getInvocationHandler(proxy.core()));
    }

    /**
     * Makes the proxy anew.
     *
     * @return the proxy
     * @throws ObjectStreamException never
     */
    private Object readResolve() throws ObjectStreamException {
      return Proxies.of(handler);
    }
  }
}
