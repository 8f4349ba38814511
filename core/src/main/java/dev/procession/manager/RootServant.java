package dev.procession.manager;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Makes, names and counts the objects of a manager. */
final class RootServant implements RootCore {
  /** What clients may ask for that have only proxies. */
  private static final Set<String> FOR_ALL = Set.of("text", "readOnly", "copy", "hasArrived");

  private final ManagerServer server;

  /** Held while a named object is looked for and made, so that it is made once. */
  private final ReentrantLock naming = new ReentrantLock();

  RootServant(ManagerServer server) {
    this.server = server;
  }

  static boolean isForAll(String method) {
    return FOR_ALL.contains(method);
  }

  @Override
  public Object make(@Nullable String name, String type, @Nullable Object[] arguments) {
    if (name == null) {
      return server.proxy(make(type, arguments));
    }
    naming.lock();
    try {
      Served object = server.table().named(name, operations(type));
      if (object == null) {
        object = make(type, arguments);
        server.table().name(object, name);
      }
      return server.proxy(object);
    } finally {
      naming.unlock();
    }
  }

  private Operations operations(String type) {
    BuiltIn builtIn = BuiltIns.find(type);
    return Operations.of(builtIn == null ? registered(type).proxied() : builtIn.core());
  }

  private Registrations.Type registered(String type) {
    try {
      return server.registrations().get(type);
    } catch (ManagerRefusedException e) {
      server.log().refused(Call.current().caller().client().describe(), String.valueOf(e));
      throw e;
    }
  }

  private Served make(String type, @Nullable Object[] arguments) {
    BuiltIn builtIn = BuiltIns.find(type);
    if (builtIn != null) {
      return server.make(builtIn, arguments);
    }
    Registrations.Type registered = registered(type);
    try {
      Object servant = Registrations.make(registered, arguments);
      return server.table().add(servant, Operations.of(registered.proxied()), false);
    } catch (Exception e) {
      throw Thrown.as(e);
    }
  }

  @Override
  public void register(Class<?> type, Serializable factory) {
    server.registrations().add(type, factory);
  }

  @Override
  public boolean remove(String name) {
    return server.table().unname(name);
  }

  @Override
  public List<String> names() {
    return server.table().names();
  }

  @Override
  public long[] counts() {
    return new long[] {server.table().all().size(), server.table().leases()};
  }

  @Override
  public void shutdown() {
    // The answer is posted before the client is told goodbye.
    Thread.ofVirtual()
        .name("procession-manager-end")
        .start(() -> server.close("the manager has been closed"));
  }

  @Override
  public String text(long object) {
    return String.valueOf(servant(object));
  }

  /** An object that the client has. */
  private Object servant(long object) {
    Client client = Call.current().caller().client();
    Served served = server.table().find(object);
    if (served == null || (client instanceof Session session && !session.has(object))) {
      throw new IllegalStateException(
          "the object is not there any more: object=" + Long.toHexString(object));
    }
    return served.servant();
  }

  @Override
  public boolean hasArrived(long object, long number) {
    return servant(object) instanceof Takeable takeable && takeable.hasArrived(number);
  }

  @Override
  public Object readOnly(Object proxy) {
    return Proxies.of(Proxies.required(proxy).readOnly());
  }

  @Override
  public @Nullable Object copy(Object proxy) {
    return Proxies.required(proxy) instanceof ServedRef ref ? ref.object().servant() : proxy;
  }
}
