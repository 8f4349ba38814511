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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames arrive as they were added, also when the channel takes only a part of them at a time. */
class FrameWriterTest {
  private Pipe pipe;
  private FrameWriter writer;
  private FrameReader reader;

  @BeforeEach
  void open() throws IOException {
    pipe = Pipe.open();
    pipe.sink().configureBlocking(false);
    pipe.source().configureBlocking(false);
    writer = new FrameWriter(pipe.sink());
    reader = new FrameReader(pipe.source());
  }

  @AfterEach
  void close() throws IOException {
    pipe.sink().close();
    pipe.source().close();
  }

  @Test
  void shouldHaveNothingToDoAtFirst() throws IOException {
    assertThat(writer.flush()).isTrue();
    assertThat(reader.next()).isNull();
  }

  @Test
  void shouldSendNothingBeforeItIsFlushed() throws IOException {
    writer.add(1, ByteBuffer.allocate(10));
    assertThat(reader.next()).isNull();
    assertThat(writer.flush()).isTrue();
    assertThat(reader.next()).isNotNull();
  }

  @Test
  void shouldSendFramesWithoutPayload() throws IOException {
    writer.add(1);
    writer.add(2, ByteBuffer.allocate(0), ByteBuffer.allocate(0));
    assertThat(writer.flush()).isTrue();
    assertThat(receive()).extracting(Frame::type).containsExactly(1, 2);
  }

  @Test
  void shouldJoinThePiecesOfAFrame() throws IOException {
    writer.add(-7, bytes(1, 2), bytes(), bytes(3), bytes(4, 5).position(1));
    assertThat(writer.flush()).isTrue();
    Frame frame = reader.next();
    assertThat(frame.type()).isEqualTo(-7);
    assertThat(frame.payload()).containsExactly(1, 2, 3, 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {255 << 10, 256 << 10, (256 << 10) + 1, 3_000_000})
  void shouldSendInPartsWhatTheChannelDoesNotTakeAtOnce(int length) throws IOException {
    byte[] payload = new byte[length];
    new Random(length).nextBytes(payload);
    writer.add(1, bytes(9));
    writer.add(2, ByteBuffer.wrap(payload));
    writer.add(3);
    assertThat(writer.flush()).isFalse();
    List<Frame> frames = new ArrayList<>(receive());
    while (!writer.flush()) {
      frames.addAll(receive());
    }
    frames.addAll(receive());
    assertThat(frames).extracting(Frame::type).containsExactly(1, 2, 3);
    assertThat(frames.get(0).payload()).containsExactly(9);
    assertThat(frames.get(1).payload()).isEqualTo(payload);
    assertThat(frames.get(2).payload()).isEmpty();
  }

  @Test
  void shouldKeepTheOrderOfManyFramesAddedWhileOthersWait() throws IOException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      writer.add(i, ByteBuffer.allocate(random.nextInt(3)), ByteBuffer.allocate(i * 7));
      if (random.nextInt(4) == 0 && !writer.flush()) {
        frames.addAll(receive());
      }
    }
    while (!writer.flush()) {
      frames.addAll(receive());
    }
    frames.addAll(receive());
    assertThat(frames).as("seed=%d", seed).hasSize(500);
    for (int i = 0; i < 500; i++) {
      assertThat(frames.get(i).type()).as("seed=%d", seed).isEqualTo(i);
      assertThat(frames.get(i).payload().length - i * 7).as("seed=%d", seed).isBetween(0, 2);
    }
  }

  @Test
  void shouldRefuseAFrameThatIsTooLargeAndGoOn() throws IOException {
    ByteBuffer megabyte = ByteBuffer.allocate(1 << 20);
    ByteBuffer[] pieces =
        Stream.generate(megabyte::duplicate).limit(2048).toArray(ByteBuffer[]::new);
    assertThatThrownBy(() -> writer.add(1, pieces))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length=" + (1L << 31));
    writer.add(2);
    assertThat(writer.flush()).isTrue();
    assertThat(receive()).extracting(Frame::type).containsExactly(2);
  }

  @Test
  void shouldFailWhenTheOtherSideIsGone() throws IOException {
    pipe.source().close();
    writer.add(1, bytes(1));
    assertThatThrownBy(writer::flush).isInstanceOf(IOException.class);
  }

  private List<Frame> receive() throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
      frames.add(frame);
    }
    return frames;
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }
}
