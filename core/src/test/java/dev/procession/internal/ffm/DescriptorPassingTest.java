package dev.procession.internal.ffm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.LeakCheck;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptors sent and received, on both ends of one connection. */
@ExtendWith(LeakCheck.class)
class DescriptorPassingTest {
  private static final String NAME = "procession-passed";
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private SocketPair pair;
  private int sender;
  private int receiver;
  private int file;

  @BeforeEach
  void open() throws IOException {
    pair = SocketPair.open(directory);
    sender = pair.sender();
    receiver = pair.receiver();
    file = MemoryFile.create(NAME, 4096);
  }

  @AfterEach
  void close() throws IOException {
    Descriptors.close(file);
    pair.close();
    assertThat(SocketPair.count(NAME)).isZero();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 252, DescriptorPassing.MOST})
  void shouldPassAsManyAsAreSentWithTheData(int count) throws Exception {
    ByteBuffer data = bytes("data");
    assertThat(DescriptorPassing.send(sender, data, Collections.nCopies(count, file))).isEqualTo(4);
    assertThat(data.hasRemaining()).isFalse();
    ByteBuffer into = ByteBuffer.allocate(100);
    var received = DescriptorPassing.receive(receiver, into, DescriptorPassing.MOST);
    assertThat(received.bytes()).isEqualTo(4);
    assertThat(into.flip()).isEqualTo(bytes("data"));
    assertThat(received.descriptors()).hasSize(count).doesNotHaveDuplicates();
    assertThat(SocketPair.count(NAME)).isEqualTo(count + 1);
    received.close();
  }

  @Test
  void shouldNotLetProgramsInheritThem() throws Exception {
    DescriptorPassing.send(sender, bytes("x"), List.of(file));
    var received = DescriptorPassing.receive(receiver, ByteBuffer.allocate(1), 1);
    assertThat(SocketPair.details(received.descriptors().getFirst()))
        .anyMatch(line -> line.matches("flags:\\s+02\\d{6}"));
    received.close();
  }

  @Test
  void shouldKeepDescriptorsWithTheDataTheyWereSentWith() throws Exception {
    int other = MemoryFile.create("other", 4096);
    DescriptorPassing.send(sender, bytes("first"), List.of(file));
    DescriptorPassing.send(sender, bytes("second"), List.of(other, file));
    DescriptorPassing.send(sender, bytes("third"), List.of());
    ByteBuffer into = ByteBuffer.allocate(100);
    var first = DescriptorPassing.receive(receiver, into, 3);
    assertThat(first.bytes()).isEqualTo(5);
    assertThat(first.descriptors()).hasSize(1);
    var second = DescriptorPassing.receive(receiver, into, 3);
    assertThat(second.descriptors()).hasSize(2);
    while (into.position() < 16) {
      assertThat(DescriptorPassing.receive(receiver, into, 3).descriptors()).isEmpty();
    }
    assertThat(into.flip()).isEqualTo(bytes("firstsecondthird"));
    first.close();
    second.close();
    Descriptors.close(other);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "3, 1", "3, 2", "253, 252"})
  void shouldCloseAllWhenMoreComeThanMay(int sent, int most) throws Exception {
    DescriptorPassing.send(sender, bytes("x"), Collections.nCopies(sent, file));
    assertThatThrownBy(() -> DescriptorPassing.receive(receiver, ByteBuffer.allocate(10), most))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("most=" + most);
    assertThat(SocketPair.count(NAME)).isEqualTo(1);
  }

  @Test
  void shouldLoseNothingThatNobodyReceives() throws Exception {
    DescriptorPassing.send(sender, bytes("x"), List.of(file, file));
    pair.far().close();
    assertThat(SocketPair.count(NAME)).isEqualTo(1);
  }

  @Test
  void shouldTellTheEnd() throws Exception {
    DescriptorPassing.send(sender, bytes("x"), List.of());
    pair.near().close();
    ByteBuffer into = ByteBuffer.allocate(10);
    assertThat(DescriptorPassing.receive(receiver, into, 1).bytes()).isEqualTo(1);
    assertThat(DescriptorPassing.receive(receiver, into, 1).bytes()).isEqualTo(-1);
    assertThatThrownBy(() -> DescriptorPassing.send(receiver, bytes("x"), List.of(file)))
        .isInstanceOf(EOFException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldNotWaitWhateverTheModeOfTheSocket(boolean blocking) throws Exception {
    pair.near().configureBlocking(blocking);
    pair.far().configureBlocking(blocking);
    ByteBuffer into = ByteBuffer.allocate(1 << 16);
    assertThat(DescriptorPassing.receive(receiver, into, 1).bytes()).isZero();
    assertThat(DescriptorPassing.awaitRoom(sender, Duration.ZERO)).isTrue();
    long sent = fill();
    assertThat(DescriptorPassing.awaitRoom(sender, Duration.ofMillis(20))).isFalse();
    assertThat(DescriptorPassing.send(sender, bytes("x"), List.of(file))).isZero();
    for (long left = sent; left > 0; into.clear()) {
      left -= DescriptorPassing.receive(receiver, into, 1).bytes();
    }
    assertThat(DescriptorPassing.awaitRoom(sender, LONG)).isTrue();
  }

  private long fill() throws IOException {
    long sent = 0;
    int count;
    do {
      count = DescriptorPassing.send(sender, ByteBuffer.allocate(1 << 16), List.of());
      sent += count;
    } while (count > 0);
    assertThat(sent).isPositive();
    return sent;
  }

  @Test
  void shouldRefuseWhatCannotBeSent() {
    ByteBuffer data = bytes("x");
    assertThatThrownBy(() -> DescriptorPassing.send(sender, data, List.of(file, 123_456)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("errno=9");
    assertThat(data.hasRemaining()).isTrue();
    assertThatThrownBy(() -> DescriptorPassing.send(sender, bytes(""), List.of(file)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> DescriptorPassing.send(sender, bytes("x"), Collections.nCopies(254, file)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DescriptorPassing.receive(receiver, ByteBuffer.allocate(0), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DescriptorPassing.receive(receiver, ByteBuffer.allocate(1), 254))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldEndAWaitWhenThereIsDataOrTheEndOrAnInterrupt(boolean virtual) throws Exception {
    assertThat(await(virtual, Duration.ofMillis(30)).get(30, TimeUnit.SECONDS)).isEqualTo("false");
    var forData = await(virtual, LONG);
    DescriptorPassing.send(sender, bytes("x"), List.of());
    assertThat(forData.get(30, TimeUnit.SECONDS)).isEqualTo("true");
    DescriptorPassing.receive(receiver, ByteBuffer.allocate(1), 0);
    var interrupted = new CompletableFuture<String>();
    Thread waiter = start(virtual, LONG, interrupted);
    waiter.interrupt();
    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
    var forEnd = await(virtual, Duration.ofDays(1_000_000));
    pair.near().close();
    assertThat(forEnd.get(30, TimeUnit.SECONDS)).isEqualTo("true");
  }

  private CompletableFuture<String> await(boolean virtual, Duration limit) {
    var result = new CompletableFuture<String>();
    start(virtual, limit, result);
    return result;
  }

  private Thread start(boolean virtual, Duration limit, CompletableFuture<String> result) {
    Runnable wait =
        () -> {
          try {
            result.complete(String.valueOf(DescriptorPassing.awaitData(receiver, limit)));
          } catch (InterruptedException e) {
            result.complete("interrupted");
          }
        };
    Thread thread =
        virtual ? Thread.ofVirtual().start(wait) : Thread.ofPlatform().daemon().start(wait);
    Awaitility.await().until(() -> thread.getState() != Thread.State.NEW);
    return thread;
  }
}
