package dev.procession.internal.ship;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.ChildFirst;
import dev.procession.testing.Compiled;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Classes and resources of foreign loaders, got over a socket. */
@ExtendWith(LeakCheck.class)
class ShippedLoaderTest {
  private static final String GREETER =
      """
      package app;

      public class Greeter implements java.util.concurrent.Callable<String> {
        static int calls;
        public String call() { calls++; return Part.TEXT + calls; }
      }
      """;
  private static final String PART =
      """
      package app;

      class Part { static final String TEXT = String.valueOf("hello "); }
      """;

  @TempDir private Path folder;
  private ShipPair pair;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    pair = ShipPair.serving(folder);
  }

  @AfterEach
  void close() throws Exception {
    pair.close();
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private URLClassLoader urls(@Nullable ClassLoader parent, Path... places) throws IOException {
    URL[] urls = new URL[places.length];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = places[i].toUri().toURL();
    }
    var loader = new URLClassLoader(urls, parent);
    opened.add(loader);
    return loader;
  }

  private static Object call(ClassLoader loader, String type) throws Exception {
    Object made = loader.loadClass(type).getDeclaredConstructor().newInstance();
    return ((Callable<?>) made).call();
  }

  private static final ClassLoader HERE = ClassLoader.getSystemClassLoader();

  @Test
  void shouldDefineClassesOfAForeignLoader() throws Exception {
    ClassLoader original = urls(HERE, Compiled.into(folder.resolve("app"), GREETER, PART));
    ClassLoader shipped = pair.of(original);
    assertThat(call(shipped, "app.Greeter")).isEqualTo("hello 1");
    assertThat(call(shipped, "app.Greeter")).isEqualTo("hello 2");
    Class<?> type = shipped.loadClass("app.Greeter");
    assertThat(type).isNotSameAs(original.loadClass("app.Greeter"));
    assertThat(type.getClassLoader()).isSameAs(shipped).hasToString(shipped.toString());
    assertThat(shipped.getName()).isEqualTo("shipped-URLClassLoader");
    assertThat(type.getProtectionDomain().getCodeSource().getLocation())
        .isEqualTo(folder.resolve("app").toUri().toURL());
    assertThat(type.getPackage().getName()).isEqualTo("app");
  }

  @Test
  void shouldKnowWhatTheManifestSaysOfAPackage() throws Exception {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "3.1");
    Path classes = Compiled.into(folder.resolve("app"), GREETER, PART);
    ClassLoader shipped =
        pair.of(urls(HERE, Compiled.jar(folder.resolve("a.jar"), classes, manifest)));
    Package its = shipped.loadClass("app.Greeter").getPackage();
    assertThat(its.getImplementationVersion()).isEqualTo("3.1");
    assertThat(its.getImplementationTitle()).isNull();
  }

  @Test
  void shouldShareWhatEveryProcessHas() throws Exception {
    ClassLoader shipped = pair.of(urls(HERE));
    for (Class<?> type :
        List.of(String.class, javax.tools.Tool.class, Question.class, Edition.class, Test.class)) {
      assertThat(shipped.loadClass(type.getName())).isSameAs(type);
    }
    assertThat(pair.of(HERE)).isSameAs(HERE);
    assertThat(ClassDesk.isForeign(null)).isFalse();
    assertThat(ClassDesk.isForeign(ClassLoader.getPlatformClassLoader())).isFalse();
    assertThat(ClassDesk.isForeign(shipped)).isTrue();
  }

  @Test
  void shouldTakeTheEditionOfAChildFirstLoader() throws Exception {
    Path own =
        Compiled.into(
            folder.resolve("own"),
            """
            package dev.procession.internal.ship;

            public class Edition { public static String text() { return "own"; } }
            """);
    var original = new ChildFirst(own.toUri().toURL());
    opened.add(original);
    assertThat(original.getResource(Edition.class.getName().replace('.', '/') + ".class"))
        .as("what such loaders give for the class file")
        .isEqualTo(Edition.class.getResource("Edition.class"));
    Class<?> shipped = pair.of(original).loadClass(Edition.class.getName());
    assertThat(shipped.getMethod("text").invoke(null)).isEqualTo("own");
  }

  @Test
  void shouldRelateLoadersAsTheParentDoes() throws Exception {
    Path common =
        Compiled.into(
            folder.resolve("common"),
            "package common;\n\npublic class Shared { public static int n; }");
    ClassLoader shared = urls(HERE, common);
    List<String> options = List.of("-cp", common.toString());
    String source =
        """
        package site;

        public class Page implements java.util.concurrent.Callable<Integer> {
          public Integer call() { return ++common.Shared.n; }
        }
        """;
    ClassLoader one = pair.of(urls(shared, Compiled.into(folder.resolve("one"), options, source)));
    ClassLoader two = pair.of(urls(shared, Compiled.into(folder.resolve("two"), options, source)));
    assertThat(call(one, "site.Page")).isEqualTo(1);
    assertThat(call(two, "site.Page")).isEqualTo(2);
    assertThat(one.loadClass("site.Page")).isNotSameAs(two.loadClass("site.Page"));
    assertThat(one.loadClass("common.Shared"))
        .isSameAs(two.loadClass("common.Shared"))
        .isSameAs(pair.of(shared).loadClass("common.Shared"));
  }

  @Test
  void shouldDefineClassesOfAModuleLayer() throws Exception {
    Path module = Compiled.into(folder.resolve("module"), "module layered { }", GREETER, PART);
    Configuration configuration =
        ModuleLayer.boot()
            .configuration()
            .resolve(ModuleFinder.of(module), ModuleFinder.of(), Set.of("layered"));
    ModuleLayer layer = ModuleLayer.boot().defineModulesWithOneLoader(configuration, HERE);
    assertThat(call(pair.of(layer.findLoader("layered")), "app.Greeter")).isEqualTo("hello 1");
  }

  /** Has its classes in memory, and gives their files only if it is told to. */
  static class InMemory extends ClassLoader {
    private final Map<String, byte[]> files = new HashMap<>();
    private final boolean open;

    InMemory(Path classes, boolean open) throws IOException {
      super("in memory", HERE);
      this.open = open;
      try (Stream<Path> all = Files.walk(classes)) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          files.put(classes.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] file = files.get(name.replace('.', '/') + ".class");
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, file, 0, file.length);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      byte[] file = open ? files.get(name) : null;
      return file == null
          ? super.getResourceAsStream(name)
          : new java.io.ByteArrayInputStream(file);
    }
  }

  @Test
  void shouldDefineClassesOfALoaderThatHasNoUrls() throws Exception {
    Path classes = Compiled.into(folder.resolve("app"), GREETER, PART);
    Files.writeString(classes.resolve("note.txt"), "in memory", UTF_8);
    ClassLoader shipped = pair.of(new InMemory(classes, true));
    assertThat(call(shipped, "app.Greeter")).isEqualTo("hello 1");
    try (InputStream in = shipped.getResourceAsStream("note.txt")) {
      assertThat(in).hasContent("in memory");
    }
  }

  @Test
  void shouldNameClassAndLoaderWhenTheClassFileCannotBeHad() throws Exception {
    ClassLoader shipped =
        pair.of(new InMemory(Compiled.into(folder.resolve("app"), GREETER, PART), false));
    assertThatThrownBy(() -> shipped.loadClass("app.Greeter"))
        .isInstanceOf(ClassNotFoundException.class)
        .hasMessage(
            "app.Greeter: class loader in memory does not give its class file,"
                + " so it cannot be sent to another process");
  }

  @Test
  void shouldReportWhatALoaderThrows() throws Exception {
    var rude =
        new ClassLoader("rude", HERE) {
          @Override
          protected Class<?> findClass(String name) {
            throw new IllegalStateException("out of order");
          }
        };
    assertThatThrownBy(() -> pair.of(rude).loadClass("any.Thing"))
        .isInstanceOf(ClassNotFoundException.class)
        .hasMessage("any.Thing: java.lang.IllegalStateException: out of order");
    assertThatThrownBy(() -> pair.of(urls(HERE)).loadClass("any.Thing"))
        .isInstanceOf(ClassNotFoundException.class)
        .hasMessage("any.Thing");
  }

  @Test
  void shouldFindResourcesWhereTheParentDoes() throws Exception {
    Path one = Files.createDirectories(folder.resolve("one"));
    Path two = Files.createDirectories(folder.resolve("two words"));
    Files.writeString(one.resolve("note.txt"), "1", UTF_8);
    Files.writeString(two.resolve("note.txt"), "2", UTF_8);
    ClassLoader original = urls(HERE, one, two);
    ClassLoader shipped = pair.of(original);
    assertThat(shipped.getResource("note.txt")).isEqualTo(original.getResource("note.txt"));
    assertThat(Collections.list(shipped.getResources("note.txt")))
        .containsExactlyElementsOf(Collections.list(original.getResources("note.txt")));
    assertThat(shipped.getResourceAsStream("note.txt")).hasContent("1");
    assertThat(Path.of(shipped.getResources("note.txt").nextElement().toURI()))
        .isEqualTo(one.resolve("note.txt"));
    assertThat(shipped.getResource("java/lang/String.class")).hasProtocol("jrt");
    assertThat(shipped.getResource("no.txt")).isNull();
    assertThat(shipped.getResourceAsStream("no.txt")).isNull();
    assertThat(shipped.getResources("no.txt").hasMoreElements()).isFalse();
  }

  @Test
  void shouldGetTheContentOfResourcesThatOnlyTheParentCanRead() throws Exception {
    byte[] large = new byte[20 << 20];
    large[large.length - 1] = 7;
    var original =
        new ClassLoader("strange", HERE) {
          @Override
          protected URL findResource(String name) {
            try {
              return URL.of(java.net.URI.create("strange:" + name), new Strange(large));
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }
        };
    ClassLoader shipped = pair.of(original);
    URL url = shipped.getResource("large.bin");
    assertThat(url).hasToString("strange:large.bin");
    try (InputStream in = url.openStream()) {
      assertThat(in.readAllBytes()).isEqualTo(large);
    }
    try (InputStream in = shipped.getResourceAsStream("large.bin")) {
      assertThat(in.readAllBytes()).isEqualTo(large);
    }
  }

  /** Opens always the same. */
  private static final class Strange extends java.net.URLStreamHandler {
    private final byte[] content;

    Strange(byte[] content) {
      this.content = content;
    }

    @Override
    protected java.net.URLConnection openConnection(URL url) {
      return new java.net.URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() {
          return new java.io.ByteArrayInputStream(content);
        }
      };
    }
  }

  @Test
  void shouldDefineLargeClasses() throws Exception {
    var source = new StringBuilder("package app;\n\npublic class Large {\n");
    for (int i = 0; i < 40; i++) {
      source.append("  public static final String S").append(i).append(" = \"").append(i);
      source.append("x".repeat(60_000)).append("\";\n");
    }
    Path classes = Compiled.into(folder.resolve("app"), source.append("}").toString());
    assertThat(Files.size(classes.resolve("app/Large.class"))).isGreaterThan(2 << 20);
    Class<?> large = pair.of(urls(HERE, classes)).loadClass("app.Large");
    assertThat((String) large.getField("S39").get(null)).hasSize(60_002);
  }

  @Test
  void shouldAskAgainForWhatWasMissing() throws Exception {
    Path later = folder.resolve("later");
    Files.createDirectories(later);
    ClassLoader original = urls(HERE, later);
    ClassLoader shipped = pair.of(original);
    assertThatThrownBy(() -> shipped.loadClass("app.Greeter"))
        .isInstanceOf(ClassNotFoundException.class);
    Compiled.into(later, GREETER, PART);
    org.awaitility.Awaitility.await()
        .ignoreExceptionsInstanceOf(ClassNotFoundException.class)
        .untilAsserted(() -> assertThat(call(shipped, "app.Greeter")).isEqualTo("hello 1"));
  }

  @Test
  void shouldNotAskAtOnceForWhatWasMissing() throws Exception {
    var asked = new ArrayList<Question>();
    var classes =
        new ShippedClasses(
            question -> {
              synchronized (asked) {
                asked.add(question);
              }
              return pair.link.ask(question);
            });
    ClassLoader shipped = classes.loader(ClassDesk.instance().number(urls(HERE)));
    for (int i = 0; i < 100; i++) {
      assertThat(shipped.getResource("no.txt")).isNull();
    }
    assertThat(asked).hasSizeLessThan(20);
  }

  @Test
  void shouldDefineEachClassOnceHoweverManyThreadsAsk() throws Exception {
    String[] sources = new String[100];
    for (int i = 0; i < sources.length; i++) {
      sources[i] =
          "package app;\n\npublic class C%d extends %s { }"
              .formatted(i, i == 0 ? "Object" : "C" + (i - 1));
    }
    ClassLoader original = urls(HERE, Compiled.into(folder.resolve("app"), sources));
    ClassLoader shipped = pair.of(original);
    List<Future<Set<Class<?>>>> seen = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int thread = 0; thread < 8; thread++) {
        int step = 2 * thread + 1;
        seen.add(
            threads.submit(
                () -> {
                  Set<Class<?>> found = new HashSet<>();
                  for (int i = 0; i < 100; i++) {
                    found.add(shipped.loadClass("app.C" + i * step % 100));
                  }
                  return found;
                }));
      }
    }
    Set<Class<?>> all = new HashSet<>();
    for (Future<Set<Class<?>>> one : seen) {
      all.addAll(one.get());
    }
    assertThat(all).hasSize(100);
  }

  @Test
  void shouldKeepAnInterruptForTheTask() throws Exception {
    ClassLoader shipped = pair.of(urls(HERE, Compiled.into(folder.resolve("app"), GREETER, PART)));
    Thread.currentThread().interrupt();
    Object greeting = call(shipped, "app.Greeter");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(greeting).isEqualTo("hello 1");
  }

  @Test
  void shouldSurviveAThreadThatRunsOutOfStack() throws Exception {
    ClassLoader shipped =
        pair.of(
            urls(
                HERE,
                Compiled.into(
                    folder.resolve("app"),
                    GREETER,
                    PART,
                    """
                    package app;

                    public class Deep implements java.util.concurrent.Callable<String> {
                      public String call() {
                        int depth = 0;
                        for (int i = 0; i < 20; i++) { try { fall(); } catch (StackOverflowError e) { depth++; } }
                        return new Greeter().call() + depth;
                      }
                      private void fall() {
                        try { fall(); } finally { try { new Greeter().call(); } catch (LinkageError e) { } }
                      }
                    }
                    """)));
    CompletableFuture<Object> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                result.complete(shipped.loadClass("app.Part"));
                shipped.loadClass("app.Deep");
                call(shipped, "app.Deep");
              } catch (Throwable e) {
                // Whatever it is: the connection is to be whole.
              }
            })
        .join();
    assertThat(shipped.getResource("java/lang/Object.class")).isNotNull();
  }

  @Test
  void shouldFailClearlyWhenTheParentIsGone() throws Exception {
    ClassLoader shipped = pair.of(urls(HERE));
    pair.parent.close();
    assertThatThrownBy(() -> shipped.loadClass("any.Thing"))
        .isInstanceOf(ClassNotFoundException.class)
        .hasMessageStartingWith(
            "any.Thing: classes cannot be got from the parent process any more: ");
    assertThatThrownBy(() -> pair.classes.loader(99)).isInstanceOf(IOException.class);
    assertThat(shipped.getResource("x")).isNull();
  }

  @Test
  void shouldSayThatALoaderIsGone() {
    assertThatThrownBy(() -> pair.classes.loader(1 << 30))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "a class loader of the parent process is not there any more: number=1073741824");
  }
}
