package dev.procession.internal.proc;

import dev.procession.ChildStartException;
import dev.procession.internal.shm.ScratchFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a child finds this library: where it was loaded from, if that is a file.
 *
 * <p>In an executable jar the library may be a jar inside that jar, which no class path can name.
 * It is copied to a file then, once, which is removed when this process ends.
 */
final class LibraryJar {
  private static final String ROOT = "dev/procession/";

  private static @Nullable Path copy;

  private LibraryJar() {}

  /** The jar or folder, or null if it need not, or cannot, be on the class path. */
  static @Nullable String location() {
    CodeSource source = ChildMain.class.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    if (ChildMain.class.getModule().isNamed()) {
      return null;
    }
    try {
      if (location != null && location.getProtocol().equals("file")) {
        URI file = location.toURI();
        return Path.of(file).toAbsolutePath().toString();
      }
      Path copied = copied();
      return copied == null ? null : copied.toString();
    } catch (URISyntaxException | IllegalArgumentException | IOException e) {
      throw new ChildStartException(
          "could not find Procession's own classes for a child process: location=" + location, e);
    }
  }

  private static synchronized @Nullable Path copied() throws IOException {
    if (copy == null || !Files.exists(copy)) {
      String name = ChildMain.class.getName().replace('.', '/') + ".class";
      URL main = ChildMain.class.getResource("/" + name);
      URLConnection connection = main == null ? null : main.openConnection();
      if (!(connection instanceof JarURLConnection inJar)) {
        return null;
      }
      inJar.setUseCaches(false);
      String entry = inJar.getEntryName();
      if (entry == null || !entry.endsWith(name)) {
        return null;
      }
      try (JarFile jar = inJar.getJarFile()) {
        copy = copy(jar, entry.substring(0, entry.length() - name.length()));
      }
    }
    return copy;
  }

  private static Path copy(JarFile jar, String prefix) throws IOException {
    Path target = ScratchFiles.newTemporaryName("library");
    target.toFile().deleteOnExit();
    try (var out = new ZipOutputStream(Files.newOutputStream(target))) {
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        if (entry.getName().startsWith(prefix + ROOT) && !entry.isDirectory()) {
          out.putNextEntry(new ZipEntry(entry.getName().substring(prefix.length())));
          try (InputStream in = jar.getInputStream(entry)) {
            in.transferTo(out);
          }
          out.closeEntry();
        }
      }
    }
    return target;
  }
}
