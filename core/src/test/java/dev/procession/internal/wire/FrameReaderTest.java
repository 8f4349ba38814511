package dev.procession.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.internal.wire.FrameReader.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a stream of frames arrives, the frames come out whole and in order. */
class FrameReaderTest {
  private Pipe pipe;
  private FrameReader reader;

  @BeforeEach
  void open() throws IOException {
    pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    reader = new FrameReader(pipe.source());
  }

  @AfterEach
  void close() throws IOException {
    pipe.sink().close();
    pipe.source().close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 100, 5000, 60_000})
  void shouldPutTogetherFramesThatArriveInPieces(int most) throws IOException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var payloads = new Random(seed);
    int[] lengths = {0, 1, 8, 0, 1000, most < 100 ? 99 : 200_000, 3};
    ByteBuffer stream = frames(payloads, lengths);
    List<Frame> frames = new ArrayList<>();
    while (stream.hasRemaining()) {
      int length = Math.min(stream.remaining(), 1 + random.nextInt(most));
      send(stream.slice(stream.position(), length));
      stream.position(stream.position() + length);
      receive(frames);
    }
    assertThat(frames).as("seed=%d", seed).hasSize(lengths.length);
    var again = new Random(seed);
    for (int i = 0; i < lengths.length; i++) {
      assertThat(frames.get(i).type()).as("seed=%d, frame=%d", seed, i).isEqualTo(i);
      assertThat(frames.get(i).payload())
          .as("seed=%d, frame=%d", seed, i)
          .isEqualTo(payload(again, lengths[i]));
    }
    assertThat(reader.ended()).isFalse();
  }

  @Test
  void shouldGiveAFrameWithoutPayload() throws IOException {
    send(header(0, -5));
    Frame frame = reader.next();
    assertThat(frame.type()).isEqualTo(-5);
    assertThat(frame.payload()).isEmpty();
    assertThat(reader.next()).isNull();
  }

  @Test
  void shouldWaitOnABlockingChannel() throws Exception {
    pipe.source().configureBlocking(true);
    ByteBuffer stream = frames(new Random(1), 0, 300_000, 10);
    Thread sender =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    send(stream);
                    pipe.sink().close();
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
    List<Frame> frames = new ArrayList<>();
    receive(frames);
    sender.join();
    assertThat(frames).extracting(frame -> frame.payload().length).containsExactly(0, 300_000, 10);
    assertThat(reader.ended()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE})
  void shouldRefuseANegativeLength(int length) throws IOException {
    send(header(length, 3));
    assertThatThrownBy(() -> reader.next())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("length=" + length)
        .hasMessageContaining("type=3");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 17})
  void shouldEndWhereTheStreamIsCutOff(int length) throws IOException {
    send(frames(new Random(1), 10).slice(0, length));
    assertThat(reader.next()).isNull();
    assertThat(reader.ended()).isFalse();
    pipe.sink().close();
    assertThat(reader.next()).isNull();
    assertThat(reader.ended()).isTrue();
    assertThat(reader.next()).isNull();
  }

  @Test
  void shouldGiveTheFramesBeforeTheEnd() throws IOException {
    send(frames(new Random(1), 10, 0, 20));
    send(header(5, 0));
    pipe.sink().close();
    List<Frame> frames = new ArrayList<>();
    receive(frames);
    assertThat(frames).extracting(frame -> frame.payload().length).containsExactly(10, 0, 20);
    assertThat(reader.ended()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, 1 << 30})
  void shouldNotMakeRoomForWhatIsOnlyClaimed(int length) throws IOException {
    send(header(length, 0));
    send(ByteBuffer.allocate(1000));
    pipe.sink().close();
    Damage.read(
        new byte[0],
        unused -> {
          try {
            assertThat(reader.next()).isNull();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(reader.ended()).isTrue();
  }

  private void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      pipe.sink().write(bytes);
    }
  }

  private void receive(List<Frame> frames) throws IOException {
    for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
      frames.add(frame);
    }
  }

  private static ByteBuffer frames(Random random, int... lengths) {
    int size = 0;
    for (int length : lengths) {
      size += FrameReader.HEADER + length;
    }
    ByteBuffer stream = ByteBuffer.allocate(size);
    for (int i = 0; i < lengths.length; i++) {
      stream.put(header(lengths[i], i)).put(payload(random, lengths[i]));
    }
    return stream.flip();
  }

  private static ByteBuffer header(int length, int type) {
    return ByteBuffer.allocate(FrameReader.HEADER).putInt(length).putInt(type).flip();
  }

  private static byte[] payload(Random random, int length) {
    byte[] payload = new byte[length];
    random.nextBytes(payload);
    return payload;
  }
}
