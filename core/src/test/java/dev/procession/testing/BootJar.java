package dev.procession.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.springframework.boot.loader.launch.JarLauncher;

/** Makes executable jars in the layout of Spring Boot, with its own launcher. */
public final class BootJar {
  private BootJar() {}

  /** Puts classes and libraries into a jar whose main class is {@code start}. */
  public static Path make(Path jar, String start, Path classes, Path... libraries)
      throws IOException {
    var manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, JarLauncher.class.getName());
    main.putValue("Start-Class", start);
    main.putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
    main.putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
    try (OutputStream file = Files.newOutputStream(jar);
        var out = new JarOutputStream(file, manifest)) {
      addLauncher(out);
      out.putNextEntry(new ZipEntry("BOOT-INF/"));
      out.putNextEntry(new ZipEntry("BOOT-INF/classes/"));
      try (Stream<Path> all = Files.walk(classes)) {
        for (Path path : all.filter(Files::isRegularFile).toList()) {
          out.putNextEntry(new ZipEntry("BOOT-INF/classes/" + classes.relativize(path)));
          Files.copy(path, out);
        }
      }
      out.putNextEntry(new ZipEntry("BOOT-INF/lib/"));
      for (Path library : libraries) {
        store(out, "BOOT-INF/lib/" + library.getFileName(), Files.readAllBytes(library));
      }
    }
    return jar;
  }

  private static void addLauncher(JarOutputStream out) throws IOException {
    String path =
        Path.of(JarLauncher.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .toString();
    try (var launcher = new JarFile(path)) {
      for (Enumeration<JarEntry> all = launcher.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        if (!entry.getName().startsWith("META-INF/MANIFEST")
            && !entry.getName().equals("META-INF/")) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          launcher.getInputStream(entry).transferTo(out);
        }
      }
    }
  }

  /** Jars inside are not compressed, so that they can be read where they are. */
  private static void store(JarOutputStream out, String name, byte[] bytes) throws IOException {
    var entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    var crc = new CRC32();
    crc.update(bytes);
    entry.setCrc(crc.getValue());
    out.putNextEntry(entry);
    out.write(bytes);
  }
}
