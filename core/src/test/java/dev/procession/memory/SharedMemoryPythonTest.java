package dev.procession.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Memory shared with a CPython program. */
@ExtendWith(LeakCheck.class)
class SharedMemoryPythonTest {
  @RegisterExtension final Names names = Names.instance();

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_basics")
  void shouldBeReadAndWrittenByPython() throws Exception {
    String name = Names.next();
    try (var memory = SharedMemory.create(name, 1000)) {
      memory.segment().setString(0, "from Java");
      List<String> said =
          Python.run(
              """
              shm = untrack(SharedMemory(name=args[0]))
              print(shm.name, shm.size, bytes(shm.buf[:9]).decode())
              shm.buf[500:511] = b'from Python'
              shm.close()
              """,
              name);
      assertThat(said).containsExactly(name + " 1000 from Java");
      assertThat(memory.segment().getString(500)).isEqualTo("from Python");
      assertThat(Names.exists(name)).isTrue();
      memory.unlink();
    }
  }

  @Test
  void shouldAttachToWhatPythonHasMade() throws Exception {
    String name = Names.next();
    Python.run(
        """
        shm = untrack(SharedMemory(name=args[0], create=True, size=1234))
        shm.buf[0] = 17
        shm.close()
        """,
        name);
    try (var memory = SharedMemory.attach(name)) {
      assertThat(memory.size()).isEqualTo(1234);
      assertThat(memory.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 17);
      assertThat(memory.segment().asSlice(1).toArray(JAVA_BYTE)).containsOnly(0);
      memory.segment().set(JAVA_BYTE, 1233, (byte) 99);
    }
    List<String> said =
        Python.run(
            """
            shm = SharedMemory(name=args[0])
            print(shm.buf[0], shm.buf[1233])
            shm.close()
            shm.unlink()
            """,
            name);
    assertThat(said).containsExactly("17 99");
    assertThatThrownBy(() -> SharedMemory.attach(name))
        .hasCauseInstanceOf(NoSuchFileException.class);
  }

  @Test
  void shouldSeeWhatPythonUnlinks() throws Exception {
    String name = Names.next();
    try (var memory = SharedMemory.create(name, 10)) {
      Python.run("shm = SharedMemory(name=args[0]); shm.close(); shm.unlink()", name);
      assertThatThrownBy(memory::unlink).hasCauseInstanceOf(NoSuchFileException.class);
    }
    assertThat(SharedMemoryTest.tags()).isEmpty();
  }

  @Test
  void shouldGivePythonItsOwnErrors() throws Exception {
    String name = Names.next();
    try (var memory = SharedMemory.create(name, 10)) {
      List<String> said =
          Python.run(
              """
              try:
                  SharedMemory(name=args[0], create=True, size=10)
              except FileExistsError as e:
                  print('exists')
              """,
              name);
      assertThat(said).containsExactly("exists");
      memory.unlink();
    }
    assertThat(
            Python.run(
                """
                try:
                    SharedMemory(name=args[0])
                except FileNotFoundError as e:
                    print('missing')
                """,
                name))
        .containsExactly("missing");
  }
}
