package dev.procession.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class SharedMemoryTest {
  @RegisterExtension final Names names = Names.instance();

  static Object copy(Object value) throws IOException, ClassNotFoundException {
    return read(write(value));
  }

  static byte[] write(Object value) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_basics")
  void shouldBeTheSameForAllWhoAttach() throws IOException {
    String name = Names.next();
    try (var made = SharedMemory.create(name, 512);
        var attached = SharedMemory.attach(name)) {
      assertThat(made.name()).isEqualTo(name);
      assertThat(made.size()).isEqualTo(512);
      assertThat(attached.size()).isEqualTo(512);
      assertThat(made.segment().toArray(JAVA_BYTE)).containsOnly(0);
      assertThat(made).hasToString("SharedMemory[name=" + name + ", size=512]");
      assertThat(made.isOwner()).isTrue();
      assertThat(attached.isOwner()).isFalse();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Names.file(name))))
          .isEqualTo("rw-------");

      made.segment().set(JAVA_BYTE, 0, (byte) 42);
      assertThat(attached.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 42);
      attached.asByteBuffer().put(511, (byte) 7);
      assertThat(made.segment().get(JAVA_BYTE, 511)).isEqualTo((byte) 7);
      assertThat(made.asByteBuffer().order()).isEqualTo(ByteOrder.nativeOrder());

      assertThatThrownBy(() -> SharedMemory.create(name, 512))
          .isInstanceOf(SharedMemoryException.class)
          .hasMessage(
              "could not make shared memory: name="
                  + name
                  + ", size=512: there is one of this name already")
          .hasCauseInstanceOf(FileAlreadyExistsException.class);

      attached.close();
      assertThat(made.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 42);
      made.unlink();
      assertThatThrownBy(made::unlink)
          .isInstanceOf(SharedMemoryException.class)
          .hasMessage(
              "could not unlink shared memory: name=" + name + ": there is none of this name")
          .hasCauseInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> SharedMemory.attach(name))
          .isInstanceOf(SharedMemoryException.class)
          .hasMessage(
              "could not attach to shared memory: name=" + name + ": there is none of this name")
          .hasCauseInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> SharedMemory.unlink(name))
          .hasCauseInstanceOf(NoSuchFileException.class);
      assertThat(made.segment().get(JAVA_BYTE, 511)).isEqualTo((byte) 7);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  @Conformance("_TestSharedMemory.test_shared_memory_basics")
  void shouldRefuseSizesThatAreNotPositive(long size) {
    assertThatThrownBy(() -> SharedMemory.create(size))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size must be greater than zero: size=" + size);
    assertThatThrownBy(() -> SharedMemory.create(Names.next(), size))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 40, 1L << 52, Long.MAX_VALUE})
  void shouldRefuseSizesForWhichThereIsNoRoomAtOnce(long size) {
    String name = Names.next();
    assertThatThrownBy(() -> SharedMemory.create(name, size))
        .isInstanceOf(SharedMemoryException.class)
        .hasMessageContaining("no space left")
        .hasMessageContaining("size=" + size + ", room=");
    assertThat(Names.exists(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "/a", "a/b", "../x", "procession-12-ab-named-7"})
  void shouldRefuseNamesThatNoSegmentCanHave(String name) {
    for (Runnable use :
        List.<Runnable>of(
            () -> SharedMemory.create(name, 8).close(),
            () -> SharedMemory.attach(name).close(),
            () -> SharedMemory.unlink(name))) {
      assertThatThrownBy(use::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("not a name for shared memory: name=" + name + ": ");
    }
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_name_with_embedded_null")
  void shouldRefuseNamesWithNul() {
    assertThatThrownBy(() -> SharedMemory.attach("a\0b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a name for shared memory: name=a?b: it contains a NUL character");
    assertThatThrownBy(() -> SharedMemory.unlink("a\0b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SharedMemory.create("a\0b", 8))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Conformance("TestResourceTracker.test_too_long_name_resource")
  void shouldTakeNamesAsLongAsTheSystemDoes() {
    String longest = (Names.next() + "x".repeat(255)).substring(0, 255);
    try (var memory = SharedMemory.create(longest, 8)) {
      assertThat(Names.exists(longest)).isTrue();
      memory.unlink();
    }
    assertThatThrownBy(() -> SharedMemory.create(longest + "x", 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("it is too long: bytes=256, limit=255");
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_recreate")
  void shouldTryAnotherRandomNameWhenOneIsTaken() throws IOException {
    String taken = Names.next();
    String free = Names.next();
    Iterator<String> candidates = List.of(taken, taken, free).iterator();
    try (var first = SharedMemory.create(taken, 8);
        var second = SharedMemory.createNamedBy(candidates::next, 16, zeros -> {})) {
      assertThat(second.name()).isEqualTo(free);
      assertThat(SharedMemoryTest.tags()).hasSize(2);
      first.unlink();
      second.unlink();
    }
    try (var random = SharedMemory.create(1);
        var another = SharedMemory.create(1)) {
      assertThat(random.name()).startsWith("psm_").isNotEqualTo(another.name());
      random.unlink();
      another.unlink();
    }
    assertThat(tags()).isEmpty();
  }

  /** The tags of this process. */
  static List<Path> tags() throws IOException {
    String prefix = "procession-" + ProcessHandle.current().pid() + "-";
    try (var files = Files.list(Names.FOLDER)) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  @Test
  void shouldThrowWhenItIsUsedAfterItsEnd() {
    var memory = SharedMemory.create(64);
    var segment = memory.segment();
    var buffer = memory.asByteBuffer();
    memory.unlink();
    memory.close();
    memory.close();
    assertThatThrownBy(() -> segment.get(JAVA_LONG, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> buffer.get(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(memory::asByteBuffer).isInstanceOf(IllegalStateException.class);
    assertThat(memory.size()).isEqualTo(64);
    assertThatThrownBy(memory::unlink).isInstanceOf(SharedMemoryException.class);
  }

  @Test
  void shouldBeUnlinkedAlsoAfterItIsClosed() throws IOException {
    var memory = SharedMemory.create(Names.next(), 64);
    memory.close();
    assertThat(tags()).hasSize(1);
    memory.unlink();
    assertThat(tags()).isEmpty();
  }

  @Test
  void shouldNotUnlinkOtherMemoryThatHasTheNameByNow() {
    String name = Names.next();
    try (var first = SharedMemory.create(name, 8)) {
      SharedMemory.unlink(name);
      try (var second = SharedMemory.create(name, 8)) {
        assertThatThrownBy(first::unlink).hasCauseInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(first::adopt).hasCauseInstanceOf(NoSuchFileException.class);
        assertThat(Names.exists(name)).isTrue();
        second.unlink();
      }
    }
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_pickle_unpickle")
  void shouldTravelAsAName() throws Exception {
    String name = Names.next();
    try (var memory = SharedMemory.create(name, 1 << 20);
        var copy = (SharedMemory) copy(memory)) {
      assertThat(write(memory)).hasSizeLessThan(300);
      assertThat(copy.name()).isEqualTo(name);
      assertThat(copy.isOwner()).isFalse();
      copy.segment().set(JAVA_BYTE, 5, (byte) 5);
      assertThat(memory.segment().get(JAVA_BYTE, 5)).isEqualTo((byte) 5);
      memory.unlink();
    }
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_pickle_unpickle_dead_object")
  void shouldNotArriveWhenItHasBeenUnlinked() throws Exception {
    String name = Names.next();
    byte[] sent;
    try (var memory = SharedMemory.create(name, 8)) {
      sent = write(memory);
      memory.unlink();
    }
    assertThatThrownBy(() -> read(sent))
        .isInstanceOf(SharedMemoryException.class)
        .hasCauseInstanceOf(NoSuchFileException.class);
    try (var another = SharedMemory.create(name, 8)) {
      assertThatThrownBy(() -> read(sent))
          .isInstanceOf(SharedMemoryException.class)
          .hasMessageEndingWith("name=" + name + ": there is none of this name")
          .hasCauseInstanceOf(NoSuchFileException.class);
      another.unlink();
    }
  }

  @Test
  void shouldKeepAnInterruptForTheCaller() {
    String name = Names.next();
    Thread.currentThread().interrupt();
    try (var memory = SharedMemory.create(name, 8);
        var attached = SharedMemory.attach(name)) {
      assertThat(Thread.interrupted()).isTrue();
      assertThat(attached.size()).isEqualTo(8);
      memory.unlink();
    }
  }

  @Test
  void shouldRefuseWhatIsNoSharedMemory() throws IOException {
    String name = Names.next();
    Files.createDirectory(Names.file(name));
    assertThatThrownBy(() -> SharedMemory.attach(name))
        .isInstanceOf(SharedMemoryException.class)
        .hasMessageEndingWith("it is not shared memory");
    assertThatThrownBy(() -> SharedMemory.unlink(name)).hasMessageEndingWith("not shared memory");
    Files.delete(Names.file(name));
    Files.createSymbolicLink(Names.file(name), Path.of("/etc/passwd"));
    assertThatThrownBy(() -> SharedMemory.attach(name)).hasMessageEndingWith("not shared memory");
    Files.delete(Names.file(name));
    Files.createFile(Names.file(name));
    assertThatThrownBy(() -> SharedMemory.attach(name))
        .hasMessageEndingWith("it is empty, so whoever makes it has not finished");
    Files.delete(Names.file(name));
  }

  @Test
  void shouldTakeNamesInAnyLanguage() {
    String name = Names.next() + "-größe-名前";
    try (var memory = SharedMemory.create(name, 10);
        var attached = SharedMemory.attach(name)) {
      assertThat(attached.name()).isEqualTo(name);
      memory.unlink();
    }
  }

  @Test
  void shouldForgetWhatAnotherHasUnlinked() throws IOException {
    String name = Names.next();
    try (var memory = SharedMemory.create(name, 8)) {
      Files.delete(Names.file(name));
      assertThat(memory.isOwner()).isTrue();
    }
    assertThat(tags()).isEmpty();
  }

  @Test
  void shouldLeaveNothingAfterManyCycles() throws IOException {
    long begin = System.nanoTime();
    for (int i = 0; i < 2000; i++) {
      try (var memory = SharedMemory.create(4096)) {
        memory.unlink();
      }
    }
    System.out.printf("create, unlink, close: %.1f us%n", (System.nanoTime() - begin) / 2000e3);
    assertThat(tags()).isEmpty();
  }
}
