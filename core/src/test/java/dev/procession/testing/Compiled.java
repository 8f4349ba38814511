package dev.procession.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/** Compiles programs of tests and puts them into jars. */
public final class Compiled {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern TYPE =
      Pattern.compile("(?m)^(?:public |final |abstract )*(?:class|record|interface|enum) (\\w+)");

  private Compiled() {}

  /** Compiles sources, each of one top-level type, into a folder, with this JVM's class path. */
  public static Path into(Path folder, String... sources) throws IOException {
    return into(folder, List.of("-cp", System.getProperty("java.class.path")), sources);
  }

  /** Compiles sources into a folder with the compiler's own options. */
  public static Path into(Path folder, List<String> options, String... sources) throws IOException {
    Path sourceFolder =
        Files.createDirectories(folder.resolveSibling(folder.getFileName() + "-src"));
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("-g", "-proc:none", "-d", folder.toString()));
    for (String source : sources) {
      arguments.add(write(sourceFolder, source).toString());
    }
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    if (status != 0) {
      throw new AssertionError("does not compile: " + arguments);
    }
    return folder;
  }

  private static Path write(Path folder, String source) throws IOException {
    Matcher type = TYPE.matcher(source);
    String name = type.find() ? type.group(1) : "module-info";
    Matcher its = PACKAGE.matcher(source);
    Path place = its.find() ? folder.resolve(its.group(1).replace('.', '/')) : folder;
    return Files.writeString(Files.createDirectories(place).resolve(name + ".java"), source, UTF_8);
  }

  /** Puts what is in a folder into a jar with that manifest. */
  public static Path jar(Path jar, Path folder, Manifest manifest) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        var out = new JarOutputStream(file, manifest);
        Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new ZipEntry(folder.relativize(path).toString().replace('\\', '/')));
        Files.copy(path, out);
        out.closeEntry();
      }
    }
    return jar;
  }
}
