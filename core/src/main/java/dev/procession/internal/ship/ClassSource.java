package dev.procession.internal.ship;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the class file that a class was defined from.
 *
 * <p>There may be several of the name: a loader that looks into its own jars first may still give
 * the class path's file to those who ask for the resource. So the one at the class's code source is
 * taken if there is one, and the class path's only if there is no other.
 */
final class ClassSource {
  private ClassSource() {}

  /** The bytes, or null if nobody has them, as of classes made at run time. */
  static byte @Nullable [] bytes(Class<?> type, ClassLoader definer) throws IOException {
    if (definer instanceof ShippedLoader shipped) {
      return shipped.bytesOf(type.getName());
    }
    String path = type.getName().replace('.', '/') + ".class";
    URL first = definer.getResource(path);
    String location = location(type);
    if (first != null && isAt(first, location)) {
      return read(definer, path, first);
    }
    List<URL> all = new ArrayList<>(Collections.list(definer.getResources(path)));
    for (URL url : all) {
      if (isAt(url, location)) {
        return read(url);
      }
    }
    URL classPaths = ClassLoader.getSystemResource(path);
    String known = classPaths == null ? "" : classPaths.toString();
    if (first == null || !first.toString().equals(known)) {
      byte[] own = read(definer, path, first);
      return own == null ? ofModule(type, path) : own;
    }
    for (URL url : all) {
      if (!url.toString().equals(known)) {
        return read(url);
      }
    }
    return read(definer, path, first);
  }

  /** Where the class comes from; empty if it does not say. */
  static String location(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    return location == null ? "" : location.toString();
  }

  private static boolean isAt(URL url, String location) {
    return !location.isEmpty() && url.toString().contains(location);
  }

  private static byte @Nullable [] read(ClassLoader loader, String path, @Nullable URL url)
      throws IOException {
    // The loader's own way: it may keep the jar open, and closes it when it is closed itself.
    try (InputStream in = loader.getResourceAsStream(path)) {
      if (in != null) {
        return in.readAllBytes();
      }
    }
    return url == null ? null : read(url);
  }

  /** Reads without leaving a jar open. */
  static byte[] read(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    try (InputStream in = connection.getInputStream()) {
      return in.readAllBytes();
    }
  }

  private static byte @Nullable [] ofModule(Class<?> type, String path) throws IOException {
    try (InputStream in = type.getModule().getResourceAsStream(path)) {
      return in == null ? null : in.readAllBytes();
    }
  }
}
