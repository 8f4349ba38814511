package dev.procession.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.BootJar;
import dev.procession.testing.ChildFirst;
import dev.procession.testing.Compiled;
import dev.procession.testing.LeakCheck;
import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;

/** Pools in programs whose classes are not on the class path. */
@ExtendWith(LeakCheck.class)
class HostsTest {
  private static final String IMPORTS =
      """
      import dev.procession.*;
      import dev.procession.pool.*;
      import java.util.*;
      """;

  /** What every program below does with classes of its own. */
  private static final String BODY =
      """
          int offset = 10;
          try (var pool = ProcessPool.open(2)) {
            System.out.println(pool.map(n -> new Point(n, offset), List.of(1, 2)));
            System.out.println(pool.map(Point::x, List.of(new Point(4, 5), new Point(6, 7))));
            String from = pool.apply(() -> Helper.text());
            System.out.println(from);
            System.out.println(pool.starmap((a, b) -> new Point(a, b), List.of(Map.entry(8, 9))));
            Fn<Integer, Integer> increment = n -> n + 1;
            System.out.println(pool.map(increment.andThen(n -> n * 2), List.of(1)));
            try {
              pool.apply(() -> { throw new Mishap("as thrown"); });
            } catch (Mishap e) {
              System.out.println(e.getMessage());
            }
            boolean context = pool.apply(() ->
                Thread.currentThread().getContextClassLoader() == Helper.class.getClassLoader());
            System.out.println("context loader: " + context);
          }
          var third = new Point(3, offset);
          for (StartMethod method : List.of(StartMethod.WARM, StartMethod.FORK)) {
            ChildProcess.of(() -> System.out.println(method + " " + third + " " + Helper.text()))
                .startMethod(method).start().onExit().join();
          }
          System.out.println(new Clerk(third).start().onExit().join().exitCode());
      """;

  private static final String TYPES =
      """
      record Point(int x, int y) { }
      class Mishap extends RuntimeException { Mishap(String message) { super(message); } }
      class Clerk extends ChildProcess {
        final Point point;
        Clerk(Point point) { this.point = point; }
        @Override protected void run() { System.out.println("clerk " + point); }
      }
      class Helper { static String text() { return "helper " + new Point(1, 1); } }
      """;

  private static final String[] EXPECTED = {
    "[Point[x=1, y=10], Point[x=2, y=10]]",
    "[4, 6]",
    "helper Point[x=1, y=1]",
    "[Point[x=8, y=9]]",
    "[4]",
    "as thrown",
    "context loader: true",
    "WARM Point[x=3, y=10] helper Point[x=1, y=1]",
    "FORK Point[x=3, y=10] helper Point[x=1, y=1]",
    "clerk Point[x=3, y=10]",
    "OptionalInt[0]"
  };

  /** The program as a class with a main, in a package. */
  private static final String MAIN =
      "package app;\n\n"
          + IMPORTS
          + "public class Main {\n  public static void main(String[] arguments) {\n"
          + BODY
          + "  }\n}\n"
          + TYPES;

  @TempDir private Path folder;
  private Host host;

  @BeforeEach
  void open() throws IOException {
    host = new Host(folder.resolve("host"));
  }

  @Test
  void shouldRunInTheSourceLauncher() throws Exception {
    host.write(
        "Foo.java",
        IMPORTS
            + "public class Foo {\n  public static void main(String[] arguments) {\n"
            + BODY
            + "  }\n}\n"
            + TYPES);
    assertThat(host.java("-cp", host.library().toString(), "Foo.java")).containsExactly(EXPECTED);
  }

  @Test
  @Tag("soak")
  void shouldRunInACompactSourceFile() throws Exception {
    host.write(
        "Bar.java",
        IMPORTS
            // Classes there are members of an object that nobody can send, unless they are static.
            + "void main() {\n"
            + BODY
            + "}\n"
            + TYPES.replace("class ", "static class "));
    assertThat(host.java("-cp", host.library().toString(), "Bar.java")).containsExactly(EXPECTED);
  }

  @Test
  @Tag("soak")
  void shouldRunInASourceFileWithTheLibraryOnTheModulePath() throws Exception {
    host.write(
        "Foo.java",
        IMPORTS
            + "public class Foo {\n  public static void main(String[] arguments) {\n"
            + BODY
            + "  }\n}\n"
            + TYPES);
    assertThat(
            host.java(
                "-p", host.library().toString(), "--add-modules", "dev.procession", "Foo.java"))
        .containsExactly(EXPECTED);
  }

  @Test
  void shouldRunInJshell() throws Exception {
    String snippets =
        IMPORTS
            + TYPES
            + "void run() {\n"
            + BODY
            + """
              }
              run()
              int variable = 5
              variable++
              try (var pool = ProcessPool.open(1)) {
                System.out.println("mapped " + pool.map(n -> n + variable, List.of(1, 2)));
                System.out.println("mapped twice " + pool.map(
                    ((Fn<Integer, Integer>) n -> n + variable).andThen(n -> n * 2), List.of(1)));
                int submitted = pool.submit(() -> variable).join();
                System.out.println("submitted " + submitted);
              }
              var child = ChildProcess.of(() -> System.out.println("child " + variable)).start()
              child.join()
              /exit
              """;
    Path script = host.write("script.jsh", snippets);
    List<String> printed =
        host.run(
            "jshell",
            "-J-Djava.util.prefs.userRoot=" + host.folder(),
            "--class-path",
            host.library().toString(),
            "-s",
            script.toString());
    assertThat(printed).containsSubsequence(EXPECTED);
    assertThat(printed)
        .containsSubsequence("mapped [7, 8]", "mapped twice [14]", "submitted 6", "child 6");
  }

  @Test
  void shouldRunInAnExecutableJarWithJarsInside() throws Exception {
    Path dependency =
        Compiled.into(
            folder.resolve("dependency"),
            "package dependency;\n\npublic class Text { public static String of() { return \"dependency\"; } }");
    String main =
        MAIN.replace(
            "int offset = 10;",
            "int offset = 10;\ntry (var pool = ProcessPool.open(1)) {\n"
                + "  String text = pool.apply(() -> dependency.Text.of());\n"
                + "  System.out.println(text);\n"
                + "  String note = pool.apply(() -> new String(Main.class"
                + ".getResource(\"/note.txt\").openStream().readAllBytes()));\n"
                + "  System.out.println(note);\n}\n");
    Path classes =
        Compiled.into(
            folder.resolve("app"),
            List.of(
                "-cp",
                String.join(
                    File.pathSeparator,
                    Path.of("target/classes").toString(),
                    dependency.toString())),
            main);
    Files.writeString(classes.resolve("note.txt"), "note");
    Path inner = Compiled.jar(folder.resolve("dependency.jar"), dependency, Host.manifest());
    Path jar =
        BootJar.make(host.folder().resolve("app.jar"), "app.Main", classes, host.library(), inner);
    Files.delete(host.library());
    assertThat(host.java("-jar", jar.toString()))
        .startsWith("dependency", "note")
        .endsWith(EXPECTED)
        .hasSize(2 + EXPECTED.length);
  }

  /** Runs the main of a class with a loader that looks into its own folder first. */
  static final class ChildFirstProgram {
    public static void main(String[] arguments) throws Exception {
      URL[] own = {Path.of(arguments[0]).toUri().toURL()};
      try (var loader = new ChildFirst(own)) {
        loader
            .loadClass(arguments[1])
            .getMethod("main", String[].class)
            .invoke(null, (Object) arguments);
      }
    }
  }

  @Test
  void shouldRunUnderAChildFirstLoader() throws Exception {
    Path app = Compiled.into(folder.resolve("app"), MAIN);
    // The class path has the same class with another text.
    Path other =
        Compiled.into(
            folder.resolve("other"),
            "package app;\n\nclass Helper { static String text() { return \"wrong\"; } }");
    assertThat(
            host.java(
                "-cp",
                other + File.pathSeparator + classPath(),
                ChildFirstProgram.class.getName(),
                app.toString(),
                "app.Main"))
        .containsExactly(EXPECTED);
  }

  /** Runs the main of a class in a module of a layer of its own. */
  static final class LayerProgram {
    public static void main(String[] arguments) throws Exception {
      ClassLoader here = ClassLoader.getSystemClassLoader();
      Configuration configuration =
          ModuleLayer.boot()
              .configuration()
              .resolve(
                  ModuleFinder.of(Path.of(arguments[0])), ModuleFinder.of(), Set.of("layered"));
      ModuleLayer layer = ModuleLayer.boot().defineModulesWithOneLoader(configuration, here);
      layer
          .findLoader("layered")
          .loadClass("app.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    }
  }

  @Test
  void shouldRunInAModuleOfALayer() throws Exception {
    // Its records need to be Serializable, since it does not open its package.
    Path module =
        Compiled.into(
            folder.resolve("module"),
            List.of("-p", host.library().toString()),
            "module layered { requires dev.procession; exports app; }",
            MAIN.replace(
                "record Point(int x, int y) {",
                "record Point(int x, int y) implements java.io.Serializable {"));
    Path program = Path.of("target", "test-classes").toAbsolutePath();
    assertThat(
            host.java(
                "-p",
                host.library().toString(),
                "--add-modules",
                "dev.procession",
                "-cp",
                program.toString(),
                LayerProgram.class.getName(),
                module.toString()))
        .containsExactly(EXPECTED);
  }

  /** Has a static field that a child is to find. */
  private static final String STATICS =
      """
      package app;

      import dev.procession.*;
      import java.util.*;

      public class Statics {
        static final List<String> SHOPPING = new ArrayList<>(List.of("bread"));
        public static void main(String[] arguments) throws Exception {
          SHOPPING.add("milk");
          ChildProcess.of(() -> System.out.println(SHOPPING))
              .startMethod(StartMethod.FORK).start().onExit().join();
          Main.main(arguments);
        }
      }
      """;

  @Test
  @Tag("soak")
  void shouldRunInAnImageThatHasItsModuleAndNoMore() throws Exception {
    Path library = host.library();
    Path module =
        Compiled.into(
            folder.resolve("module"),
            List.of("-p", library.toString()),
            "module linked { requires dev.procession; opens app to dev.procession; }",
            STATICS,
            MAIN);
    Path image = host.folder().resolve("image");
    host.run(
        "jlink",
        "--module-path",
        library + File.pathSeparator + module,
        "--add-modules",
        "linked",
        "--output",
        image.toString());
    Files.delete(library);
    assertThat(host.run(image.resolve("bin/java").toString(), "-m", "linked/app.Statics"))
        .startsWith("[bread, milk]")
        .endsWith(EXPECTED)
        .hasSize(1 + EXPECTED.length);
  }

  /** Runs tests with a loader of its own, and says how many passed. */
  static final class TestRunner {
    public static void main(String[] arguments) throws Exception {
      URL[] own = {Path.of(arguments[0]).toUri().toURL()};
      try (var loader = new URLClassLoader("tests", own, TestRunner.class.getClassLoader())) {
        Thread.currentThread().setContextClassLoader(loader);
        LauncherDiscoveryRequest request =
            LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(loader.loadClass("app.SomeTest")))
                .build();
        var summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, summary);
        summary.getSummary().getFailures().forEach(f -> f.getException().printStackTrace());
        System.out.println(summary.getSummary().getTestsSucceededCount() + " passed");
      }
    }
  }

  @Test
  void shouldRunInATestFrameworkWithALoaderOfItsOwn() throws Exception {
    Path tests =
        Compiled.into(
            folder.resolve("app"),
            "package app;\n\n"
                + IMPORTS
                + "class SomeTest {\n  @org.junit.jupiter.api.Test void works() {\n"
                + BODY
                + "  }\n}\n"
                + TYPES);
    assertThat(host.java("-cp", classPath(), TestRunner.class.getName(), tests.toString()))
        .startsWith(EXPECTED)
        .endsWith("1 passed");
  }

  /** Has an initializer, a stack trace and a missing class file. */
  private static final String MORE =
      "package app;\n\n"
          + IMPORTS
          + """
          public class Main {
            static String state = "fresh";
            public static void main(String[] arguments) throws Exception {
              try (var pool = ProcessPool.open(c -> c.workers(1).initializer(() -> state = "initialized"))) {
                String seen = pool.apply(() -> state);
                System.out.println(seen);
                try {
                  pool.apply(() -> { throw new IllegalStateException("thrown"); });
                } catch (IllegalStateException e) {
                  System.out.println(Arrays.stream(e.getStackTrace()).anyMatch(
                      f -> f.toString().startsWith("shipped-ChildFirst//app.Main.lambda$main")));
                }
                String deep = pool.apply(() -> {
                  try (var inner = ProcessPool.open(1)) {
                    return inner.apply(() -> "grandchild " + new Sum(List.of(4, 5)).call());
                  }
                });
                System.out.println(deep);
                Integer sum = pool.submit((Task<Integer>) new Sum(List.of(1, 2, 3))).get();
                System.out.println(sum);
              }
              try (var pool = ProcessPool.open(c -> c.workers(1).initializer(() -> { throw new Mishap("no"); }))) {
                pool.apply(() -> 1);
              } catch (PoolBrokenException e) {
                System.out.println(e.getCause().getClass().getSimpleName());
              }
            }
          }
          class Mishap extends RuntimeException { Mishap(String message) { super(message); } }
          class Sum implements Task<Integer> {
            private final List<Integer> numbers;
            Sum(List<Integer> numbers) { this.numbers = numbers; }
            public Integer call() { return numbers.stream().mapToInt(n -> n).sum(); }
          }
          """;

  @Test
  void shouldShipToInitializersAndGrandchildrenAndInStacks() throws Exception {
    Path app = Compiled.into(folder.resolve("app"), MORE);
    assertThat(
            host.java(
                "-cp", classPath(), ChildFirstProgram.class.getName(), app.toString(), "app.Main"))
        .containsExactly("initialized", "true", "grandchild 9", "6", "Mishap");
  }

  /** Starts an OSGi framework with one bundle and runs the main of a class in it. */
  static final class BundleProgram {
    public static void main(String[] arguments) throws Exception {
      Map<String, String> settings =
          Map.of(
              "org.osgi.framework.storage",
              arguments[1],
              "org.osgi.framework.system.packages.extra",
              "dev.procession,dev.procession.pool");
      Framework framework = new FrameworkFactory().newFramework(settings);
      framework.start();
      Bundle bundle = framework.getBundleContext().installBundle("file:" + arguments[0]);
      bundle
          .loadClass("app.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
      framework.stop();
      framework.waitForStop(0);
    }
  }

  @Test
  @Tag("soak")
  void shouldRunInABundle() throws Exception {
    Manifest manifest = Host.manifest();
    Attributes main = manifest.getMainAttributes();
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", "app");
    main.putValue("Import-Package", "dev.procession,dev.procession.pool");
    Path bundle =
        Compiled.jar(
            folder.resolve("bundle.jar"), Compiled.into(folder.resolve("app"), MAIN), manifest);
    assertThat(
            host.java(
                // The framework itself uses what is deprecated.
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath(),
                BundleProgram.class.getName(),
                bundle.toString(),
                folder.resolve("storage").toString()))
        .containsExactly(EXPECTED);
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }
}
