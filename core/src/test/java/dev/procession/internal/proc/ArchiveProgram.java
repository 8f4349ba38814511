package dev.procession.internal.proc;

import dev.procession.ChildProcess;
import dev.procession.ClassArchive.State;
import dev.procession.ClassArchives;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.ProcessPool;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Programs that start children, with Procession in a jar of its own as users have it, and the
 * program's classes in a folder.
 */
final class ArchiveProgram {
  private final Path jar;
  private final Path cache;

  ArchiveProgram(Path folder) throws IOException {
    jar = folder.resolve("procession.jar");
    cache = folder.resolve("cache");
    pack(Path.of("target", "classes"), jar);
  }

  Path jar() {
    return jar;
  }

  Path cache() {
    return cache;
  }

  /** Prints whether a child process and a worker run with an archive. */
  static final class Once {
    public static void main(String[] arguments) {
      System.out.println(child() + " " + worker());
    }
  }

  /** Starts a child, waits until there is a good archive, and goes on as {@link Once}. */
  static final class Patient {
    public static void main(String[] arguments) throws Exception {
      child();
      var context = context();
      while (ClassArchives.of(context).state() != State.GOOD) {
        Thread.sleep(20);
      }
      Path archive = ClassArchives.of(context).file().orElseThrow();
      System.out.println(child() + " " + worker() + " " + FileStamp.strict(archive));
    }
  }

  /** Uses an archive that is whole as far as anybody knows, until the JVM looks. */
  static final class Deceived {
    public static void main(String[] arguments) throws Exception {
      ArchiveKey key = ArchiveChoice.of(context()).key();
      ArchiveFiles files = AotCache.files(key);
      try (var archive =
          Files.newByteChannel(
              files.archive(), java.util.Set.of(java.nio.file.StandardOpenOption.WRITE))) {
        archive.truncate(archive.size() / 2);
      }
      files.seal(key);
      System.out.println(AotCache.options(ArchiveChoice.of(context())).size() + " " + child());
    }
  }

  /** Turns archives off for its children. */
  static final class Without {
    public static void main(String[] arguments) throws Exception {
      Context.standard(Context.standard().aotCache(false));
      System.out.println(child() + " " + worker());
    }
  }

  static Context context() {
    return Context.standard().startMethod(StartMethod.SPAWN);
  }

  private static boolean child() {
    try {
      Path answer = Files.createTempFile("archive", ".txt");
      String file = answer.toString();
      var child =
          ChildProcess.of(() -> Files.writeString(Path.of(file), Boolean.toString(isMapped())))
              .context(context());
      child.start();
      child.join();
      boolean mapped = Boolean.parseBoolean(Files.readString(answer));
      Files.delete(answer);
      return mapped;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean worker() {
    var context = context();
    try (var pool = ProcessPool.open(c -> c.workers(1).context(context))) {
      return pool.apply(() -> isMapped());
    }
  }

  /** A JVM maps the archive that it uses, and no other. */
  private static boolean isMapped() throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      return maps.anyMatch(line -> line.endsWith(".aot"));
    }
  }

  /** Starts a program; both its streams go to the file. */
  Process start(Class<?> program, Path output, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:-UsePerfData");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Ddev.procession.cache=" + cache);
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(jar + File.pathSeparator + Path.of("target", "test-classes").toAbsolutePath());
    command.add(program.getName());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private static void pack(Path classes, Path jar) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_TITLE, "Procession Core");
    try (OutputStream file = Files.newOutputStream(jar);
        var out = new JarOutputStream(file, manifest);
        Stream<Path> all = Files.walk(classes)) {
      for (Path entry : all.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(entry).toString()));
        out.write(Files.readAllBytes(entry));
        out.closeEntry();
      }
    }
  }
}
