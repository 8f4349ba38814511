package dev.procession.manager;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Makes proxies, and finds out where they lead. */
final class Proxies {
  private Proxies() {}

  /** What users call: the interface itself, or what a type of ours has put around it. */
  static Object of(ObjectRef ref) {
    return of(new CoreHandler(ref));
  }

  static Object of(CoreHandler handler) {
    Class<?> core = handler.ref().operations().type();
    Object proxy = Proxy.newProxyInstance(core.getClassLoader(), new Class<?>[] {core}, handler);
    return BuiltIns.wrap(core, proxy);
  }

  /** Where a proxy leads; null if the object is none. */
  static @Nullable ObjectRef refOf(@Nullable Object proxy) {
    Object core = proxy instanceof CoreHolder holder ? holder.core() : proxy;
    return core != null
            && Proxy.isProxyClass(core.getClass())
            && Proxy.getInvocationHandler(core) instanceof CoreHandler handler
        ? handler.ref()
        : null;
  }

  /** Where a proxy leads, which the object has to be. */
  static ObjectRef required(Object proxy) {
    ObjectRef ref = refOf(proxy);
    if (ref == null) {
      throw new IllegalArgumentException(
          "not a proxy of a manager: type=" + proxy.getClass().getName());
    }
    return ref;
  }
}
