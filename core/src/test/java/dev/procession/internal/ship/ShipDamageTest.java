package dev.procession.internal.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile bytes on either end of a connection for classes. */
@ExtendWith(LeakCheck.class)
class ShipDamageTest {
  @TempDir private Path folder;

  private static void write(SocketChannel to, int... words) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(words.length * Integer.BYTES);
    for (int word : words) {
      bytes.putInt(word);
    }
    bytes.flip();
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MAX_VALUE, ShipFrames.LONGEST_QUESTION + 1})
  void shouldHangUpOnQuestionsOfSenselessLength(int length) throws IOException {
    SocketChannel[] ends = ShipPair.sockets(folder);
    ClassServer.start(ends[0], "test");
    try (SocketChannel child = ends[1]) {
      write(child, 0x50534850, 1, length);
      assertThat(child.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void shouldHangUpOnWhatIsNoQuestion() throws IOException {
    for (int[] words :
        List.of(
            new int[] {1, 2, 3},
            new int[] {0x50534850, 2, 0},
            new int[] {0x50534850, 1, 0},
            new int[] {0x50534850, 1, 16, 99, 1, 1, 0},
            new int[] {0x50534850, 1, 16, 2, 1, 1, 1000})) {
      SocketChannel[] ends = ShipPair.sockets(folder);
      ClassServer.start(ends[0], "test");
      try (SocketChannel child = ends[1]) {
        write(child, words);
        assertThat(child.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      }
    }
  }

  @Test
  void shouldFailOnWhatIsNoAnswer() throws IOException {
    try (ShipPair pair = ShipPair.bare(folder)) {
      write(pair.parent, 1, 2, 3);
      assertThatThrownBy(() -> pair.classes.loader(1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not a message about classes of this version: magic=1, version=2");
    }
  }

  @Test
  void shouldFailWhenTheParentEndsInTheMiddle() throws IOException {
    try (ShipPair pair = ShipPair.bare(folder)) {
      write(pair.parent, 0x50534850, 1, 100, 1);
      pair.parent.shutdownOutput();
      assertThatThrownBy(() -> pair.classes.loader(1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("hung up in the middle");
      assertThatThrownBy(() -> pair.classes.loader(1)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void shouldEndInAnAnswerOrAnExceptionWhateverTheBytesAre() {
    var random = new Random(1);
    var out = new WireOutput(64);
    Answer.write(
        out,
        new Answer.Definition(
            3,
            "file:/x",
            new String[] {"a", "", "b", "", "", ""},
            true,
            new int[] {1, 2},
            new byte[20]));
    byte[] good = out.toByteArray();
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(Answer.read(new WireInput(bad, 0, random.nextInt(bad.length + 1)))).isNotNull();
      } catch (IOException | BufferUnderflowException expected) {
        // That is how damage is reported.
      }
    }
  }
}
