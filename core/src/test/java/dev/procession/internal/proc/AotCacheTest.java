package dev.procession.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of loaded classes: made in the background, used when good, in nobody's way. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class AotCacheTest {
  private static final long DEADLINE_SECONDS = 100;

  @TempDir private Path folder;
  private ArchiveProgram program;
  private int outputs;

  @BeforeEach
  void pack() throws IOException {
    program = new ArchiveProgram(folder);
  }

  @Test
  void shouldMakeAnArchiveOnceAndUseIt() throws Exception {
    String first = run(ArchiveProgram.Patient.class);
    assertThat(first).startsWith("true true ");
    Instant made = madeAt();

    assertThat(run(ArchiveProgram.Once.class)).isEqualTo("true true");
    assertThat(madeAt()).isEqualTo(made);
    assertThat(names()).hasSize(3).anyMatch(n -> n.endsWith(".seal")).contains("lock");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(program.cache())))
        .isEqualTo("rwx------");
  }

  @Tag("soak")
  @Test
  void shouldMakeItOnceForTwoProgramsAtOnce() throws Exception {
    Path one = newOutput();
    Path two = newOutput();
    Process first = program.start(ArchiveProgram.Patient.class, one);
    Process second = program.start(ArchiveProgram.Patient.class, two);

    String said = finish(first, one);
    assertThat(said).startsWith("true true ");
    assertThat(finish(second, two)).isEqualTo(said);
  }

  @Tag("soak")
  @ParameterizedTest
  @ValueSource(strings = {".recorded.part", ".aot.part"})
  void shouldLeaveNothingOfATrainerWhoseProgramIsKilled(String step) throws Exception {
    Path output = newOutput();
    Process killed = program.start(ArchiveProgram.Patient.class, output);
    List<ProcessHandle> below;
    try {
      // The second step leaves its file to the very end.
      await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(Duration.ofSeconds(DEADLINE_SECONDS))
          .until(() -> step.startsWith(".rec") ? isRecording(killed) : has(".recorded"));
      below = killed.descendants().toList();
    } finally {
      killed.destroyForcibly();
    }

    assertThat(below).isNotEmpty();
    // On a machine with nothing else to do all is over within a second.
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> below.stream().noneMatch(ProcessHandle::isAlive));
    await().until(() -> !has(".part"));
    assertThat(names()).noneMatch(name -> name.endsWith(".aot"));
    assertThat(run(ArchiveProgram.Patient.class)).startsWith("true true ");
    assertThat(names()).hasSize(3);
  }

  @Test
  void shouldLeaveNothingOfATrainerWhoseProgramEnds() throws Exception {
    assertThat(run(ArchiveProgram.Once.class)).isEqualTo("false false");
    await().until(() -> !has(".part"));
  }

  /** What may happen to an archive. */
  enum Damage {
    TRUNCATED {
      @Override
      void doTo(Path archive) throws IOException {
        try (var file = Files.newByteChannel(archive, StandardOpenOption.WRITE)) {
          file.truncate(file.size() * 2 / 3);
        }
      }
    },
    RANDOM_BYTES {
      @Override
      void doTo(Path archive) throws IOException {
        FileTime before = Files.getLastModifiedTime(archive);
        var random = new Random(42);
        byte[] bytes = new byte[64];
        try (var file = Files.newByteChannel(archive, StandardOpenOption.WRITE)) {
          for (int i = 0; i < 20; i++) {
            random.nextBytes(bytes);
            file.position(random.nextLong(file.size() - bytes.length));
            file.write(ByteBuffer.wrap(bytes));
          }
        }
        // Nobody may be deceived by this.
        Files.setLastModifiedTime(archive, before);
      }
    },
    EMPTY {
      @Override
      void doTo(Path archive) throws IOException {
        Files.write(archive, new byte[0]);
      }
    },
    FOLDER {
      @Override
      void doTo(Path archive) throws IOException {
        Files.delete(archive);
        Files.createDirectory(archive);
        Files.writeString(archive.resolve("file"), "text");
      }
    },
    GONE {
      @Override
      void doTo(Path archive) throws IOException {
        Files.delete(archive);
      }
    },
    SEALED_BY_A_STRANGER {
      @Override
      void doTo(Path archive) throws IOException {
        String name = archive.toString().replace(".aot", ".seal");
        Files.writeString(Path.of(name), "not a seal");
      }
    };

    abstract void doTo(Path archive) throws IOException;
  }

  @Tag("soak")
  @ParameterizedTest
  @EnumSource
  void shouldStartChildrenInSilenceIfTheArchiveIsDamaged(Damage damage) throws Exception {
    assertThat(run(ArchiveProgram.Patient.class)).startsWith("true true ");
    damage.doTo(archive());

    assertThat(run(ArchiveProgram.Once.class)).isEqualTo("false false");
    assertThat(run(ArchiveProgram.Patient.class)).startsWith("true true ");
    assertThat(names()).hasSize(3);
  }

  @Test
  void shouldBeSilentIfTheJvmRefusesTheArchive() throws Exception {
    assertThat(run(ArchiveProgram.Patient.class)).startsWith("true true ");

    assertThat(run(ArchiveProgram.Deceived.class)).isEqualTo("2 false");
  }

  @Tag("soak")
  @Test
  void shouldMakeANewOneWhenTheJarHasChanged() throws Exception {
    assertThat(run(ArchiveProgram.Patient.class)).startsWith("true true ");
    Path old = archive();
    Files.setLastModifiedTime(program.jar(), FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(run(ArchiveProgram.Once.class)).isEqualTo("false false");
    assertThat(run(ArchiveProgram.Patient.class)).startsWith("true true ");
    assertThat(archive()).isNotEqualTo(old);
    assertThat(names()).hasSize(3);
  }

  @Test
  void shouldNotTrustAFolderThatOthersMayWriteTo() throws Exception {
    assertThat(run(ArchiveProgram.Patient.class)).startsWith("true true ");
    Files.setPosixFilePermissions(program.cache(), PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(run(ArchiveProgram.Once.class)).isEqualTo("false false");
  }

  @Test
  void shouldWorkWhereNothingCanBeKept() throws Exception {
    Files.writeString(program.cache(), "a file where the folder should be");

    assertThat(run(ArchiveProgram.Once.class)).isEqualTo("false false");
    assertThat(run(ArchiveProgram.Once.class, "-Ddev.procession.cache=/dev/null/sub"))
        .isEqualTo("false false");
  }

  @Test
  void shouldMakeNothingButUseWhatIsThereIfToldSo() throws Exception {
    String use = "-Ddev.procession.aot=use";
    assertThat(run(ArchiveProgram.Once.class, use)).isEqualTo("false false");
    assertThat(program.cache()).doesNotExist();

    assertThat(run(ArchiveProgram.Patient.class)).startsWith("true true ");
    assertThat(run(ArchiveProgram.Once.class, use)).isEqualTo("true true");
  }

  @Test
  void shouldDoNothingIfTurnedOff() throws Exception {
    assertThat(run(ArchiveProgram.Once.class, "-Ddev.procession.aot=false"))
        .isEqualTo("false false");
    assertThat(run(ArchiveProgram.Without.class)).isEqualTo("false false");
    assertThat(program.cache()).doesNotExist();
  }

  // ---- programs ---------------------------------------------------------------------------------

  private String run(Class<?> main, String... options) throws IOException, InterruptedException {
    Path output = newOutput();
    return finish(program.start(main, output, options), output);
  }

  private static String finish(Process process, Path output)
      throws IOException, InterruptedException {
    try {
      assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output).strip();
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  private Path newOutput() {
    outputs++;
    return folder.resolve("output-" + outputs);
  }

  /** The trainer, and the child that it records. */
  private boolean isRecording(Process process) {
    return process.descendants().count() >= 2 && process.children().anyMatch(this::hasChildren);
  }

  private boolean hasChildren(ProcessHandle child) {
    return child.children().findAny().isPresent();
  }

  // ---- files ------------------------------------------------------------------------------------

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(program.cache())) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  private boolean has(String suffix) throws IOException {
    return Files.exists(program.cache()) && names().stream().anyMatch(n -> n.endsWith(suffix));
  }

  private Path archive() throws IOException {
    String name = names().stream().filter(n -> n.endsWith(".aot")).findAny().orElseThrow();
    return program.cache().resolve(name);
  }

  private Instant madeAt() throws IOException {
    return Files.getLastModifiedTime(archive()).toInstant();
  }
}
