package dev.procession.testing;

import java.net.URL;
import java.net.URLClassLoader;

/** Looks into its own jars first, as the loaders of application servers do. */
public final class ChildFirst extends URLClassLoader {
  /** Its parent is this program's application loader. */
  public ChildFirst(URL... urls) {
    super(urls, ClassLoader.getSystemClassLoader());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      try {
        return findClass(name);
      } catch (ClassNotFoundException | SecurityException notHere) {
        return super.loadClass(name, resolve);
      }
    }
  }
}
