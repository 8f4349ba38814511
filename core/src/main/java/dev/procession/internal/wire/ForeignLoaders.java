package dev.procession.internal.wire;

import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Which class loaders another process of this program does not have.
 *
 * <p>Every JVM has the boot, the platform and the application loader, and a child's find the same
 * classes as this process's. All others are foreign, a system class loader chosen by the user
 * included: the child is not told of it.
 */
public final class ForeignLoaders {
  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();
  private static final ClassLoader APPLICATION = builtInApplicationLoader();
  private static final @Nullable ClassLoader LIBRARY = ForeignLoaders.class.getClassLoader();
  private static final String PACKAGES = "dev.procession.";
  private static final ProtectionDomain DOMAIN = ForeignLoaders.class.getProtectionDomain();

  private ForeignLoaders() {}

  /** The loader itself; null stands for the one that every process has. */
  public static ClassLoader orLocal(@Nullable ClassLoader loader) {
    return loader == null ? ClassLoader.getSystemClassLoader() : loader;
  }

  /** Whether another process of this program does not have the loader. */
  public static boolean isForeign(@Nullable ClassLoader loader) {
    return loader != APPLICATION && loader != null && loader != PLATFORM;
  }

  /**
   * Whether another process does not have the class. This library it has, also if the library was
   * loaded by a foreign loader here.
   */
  public static boolean isForeign(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return isForeign(loader) && !isOfLibrary(type);
  }

  private static boolean isOfLibrary(Class<?> type) {
    return type.getClassLoader() == LIBRARY && type.getProtectionDomain() == DOMAIN;
  }

  /**
   * The class of this library of that name, or null. It is the same for all loaders, also for those
   * that do not see it, such as that of a bundle that imports only what it uses itself.
   */
  public static @Nullable Class<?> ofLibrary(String name) {
    if (!name.startsWith(PACKAGES)) {
      return null;
    }
    try {
      Class<?> type = Class.forName(name, false, LIBRARY);
      return isOfLibrary(type) ? type : null;
    } catch (ClassNotFoundException notOurs) {
      return null;
    }
  }

  /** The class that a received name means to {@code loader}; it is not initialized. */
  static Class<?> load(String name, ClassLoader loader) throws ClassNotFoundException {
    Class<?> ours = ofLibrary(name);
    return ours == null ? Class.forName(name, false, loader) : ours;
  }

  /**
   * The loader that sees the classes of both, as far as their parents tell: the one that delegates
   * to the other; else the first. Null stands for what every process has.
   */
  public static @Nullable ClassLoader wider(
      @Nullable ClassLoader one, @Nullable ClassLoader other) {
    return one == null || (other != null && descends(other, one)) ? other : one;
  }

  /** Whether {@code loader} is {@code ancestor} or delegates to it. */
  private static boolean descends(ClassLoader loader, ClassLoader ancestor) {
    for (ClassLoader next = loader; next != null; next = next.getParent()) {
      if (next == ancestor) {
        return true;
      }
    }
    return false;
  }

  /** The one above a system class loader that the user may have chosen. */
  private static ClassLoader builtInApplicationLoader() {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    ClassLoader parent = loader.getParent();
    while (parent != null && parent != PLATFORM) {
      loader = parent;
      parent = loader.getParent();
    }
    return loader;
  }
}
