package dev.procession.internal.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a sweep leaves alone in folders where anyone can make files of any name. */
@ExtendWith(LeakCheck.class)
class SweepTest {
  /** No process has this pid. */
  private static final String DEAD = "procession-999999999-1-start-";

  @TempDir private Path folder;

  @Test
  void shouldNotFollowALink() throws Exception {
    Path precious = Files.writeString(folder.resolve("precious"), "text");
    Path link = ScratchFiles.temporaryFolder().resolve(DEAD + ScratchFiles.random());
    Files.createSymbolicLink(link, folder);
    try {
      SweepControl.sweep();
      assertThat(precious).exists();
      assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
    } finally {
      Files.deleteIfExists(link);
    }
  }

  @Test
  void shouldLeaveAloneWhatMayBelongToAnotherContainer() throws Exception {
    String name = "sweep-" + ScratchFiles.random();
    NamedFile file = NamedFile.create(name, 10, zeros -> {});
    file.disown();
    String tag = "procession-999999999-1-named-" + Long.toHexString(file.inode()) + "-";
    Path foreign = NamedFolder.path().resolve(tag + "1");
    Files.createSymbolicLink(foreign, Path.of(name));
    try (var _ = file.arena()) {
      SweepControl.sweep();
      assertThat(file.isLinked()).isTrue();
      assertThat(ScratchFiles.sweepNow()).contains(name);
      assertThat(file.isLinked()).isFalse();
    } finally {
      Files.deleteIfExists(foreign);
      Files.deleteIfExists(NamedFolder.file(name));
    }
  }

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  @Test
  @EnabledIf("isRoot")
  void shouldLeaveAloneWhatIsAnotherUsers() throws Exception {
    Path file = ScratchFiles.temporaryFolder().resolve(DEAD + ScratchFiles.random());
    Files.writeString(file, "text");
    try {
      Files.setAttribute(file, "unix:uid", 65_534);
      SweepControl.sweep();
      assertThat(file).exists();
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
