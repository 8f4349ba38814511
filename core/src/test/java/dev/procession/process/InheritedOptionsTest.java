package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which options of the program its children have too. */
@ExtendWith(LeakCheck.class)
class InheritedOptionsTest {
  @TempDir private Path directory;

  /** Prints what it has been started with, from a child that is one in turn. */
  static final class Options {
    public static void main(String[] arguments) throws Exception {
      Context context =
          Context.standard()
              .startMethod(StartMethod.SPAWN)
              .inheritOptions(!List.of(arguments).contains("alone"));
      if (List.of(arguments).contains("small")) {
        context = context.maxHeap(32L << 20);
      }
      if (List.of(arguments).contains("serial")) {
        context = context.jvmOptions("-XX:+UseSerialGC");
      }
      Context.standard(context);
      ChildProcess child =
          ChildProcess.of(() -> ChildProcess.of(Options::print).start().join()).start();
      child.join();
      System.exit(child.exitCode().orElseThrow());
    }

    private static void print() {
      System.out.println("heap " + (Runtime.getRuntime().maxMemory() >> 20));
      System.out.println("colour " + System.getProperty("colour"));
      System.out.println("preview " + new Options().getClass().desiredAssertionStatus());
      System.out.println(
          "open "
              + Object.class
                  .getModule()
                  .isOpen("java.lang", ClassLoader.getSystemClassLoader().getUnnamedModule()));
      System.out.println("agent " + System.getProperty("agent.runs"));
      System.out.println("collector " + ManagementFactory.getGarbageCollectorMXBeans().size());
      for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
        System.out.println("option " + option);
      }
    }
  }

  /** An agent that counts how often it is run in a JVM. */
  public static final class Agent {
    public static void premain(String arguments) {
      int runs = Integer.getInteger("agent.runs", 0);
      System.setProperty("agent.runs", String.valueOf(runs + 1));
    }
  }

  private List<String> run(List<String> options, String... arguments) throws Exception {
    try (var program = Program.start(directory, Program.java(options, Options.class, arguments))) {
      program.expectCode(0);
      assertThat(program.err()).isEmpty();
      return program.out();
    }
  }

  private Path agent() throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", Agent.class.getName());
    Path jar = directory.resolve("agent.jar");
    String name = Agent.class.getName().replace('.', '/') + ".class";
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        var in = ClassLoader.getSystemResourceAsStream(name)) {
      out.putNextEntry(new JarEntry(name));
      in.transferTo(out);
      out.closeEntry();
    }
    return jar;
  }

  @Test
  @Conformance("TestFlags.test_flags")
  void shouldReachChildrenAndTheirChildren() throws Exception {
    List<String> options = new ArrayList<>();
    options.add("-Xmx77m");
    options.add("-Dcolour=blue and green");
    options.add("-ea");
    options.add("--enable-preview");
    options.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
    options.add("-javaagent:" + agent());
    assertThat(run(options))
        .contains("colour blue and green", "preview true", "open true", "agent 1", "collector 2")
        .contains("option --enable-preview", "option -Xmx77m")
        .anyMatch(line -> line.matches("heap 7[0-7]"));
  }

  @Test
  void shouldNotReachThemIfTheContextSaysSo() throws Exception {
    assertThat(run(List.of("-Xmx77m", "-Dcolour=blue", "-ea"), "alone", "small"))
        .contains("colour null", "preview false", "agent null")
        .noneMatch(line -> line.equals("option -Xmx77m"))
        .anyMatch(line -> line.matches("heap (2\\d|3[0-2])"));
  }

  @Test
  void shouldGiveWayToWhatTheContextSays() throws Exception {
    assertThat(run(List.of("-Xms64m", "-Xmx77m"), "small", "serial"))
        .contains("collector 2")
        .anyMatch(line -> line.matches("heap (2\\d|3[0-2])"))
        .noneMatch(line -> line.equals("option -Xms64m"));
  }

  @Test
  void shouldLeaveOutWhatTwoJvmsCannotShare() throws Exception {
    List<String> options = new ArrayList<>();
    options.add(
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:0");
    options.add("-XX:ErrorFile=" + directory.resolve("crash.log"));
    options.add("-XX:StartFlightRecording:filename=" + directory.resolve("recording.jfr"));
    options.add("-Xlog:jfr*=off:stdout");
    assertThat(run(options))
        .filteredOn(line -> line.startsWith("option "))
        .noneMatch(line -> line.contains("jdwp"))
        .noneMatch(line -> line.contains("FlightRecording"))
        .noneMatch(line -> line.contains("crash.log"));
  }
}
