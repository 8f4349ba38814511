package dev.procession.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.NotSendableException;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every connection promises, whatever it leads over. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
abstract class ConnectionContract {
  private static final Duration SOON = Duration.ofMillis(50);

  private Ends ends;
  Connection here;
  Connection there;

  abstract Ends open() throws Exception;

  /** What {@link #here} leads over. */
  final java.nio.channels.SocketChannel socket() {
    return java.util.Objects.requireNonNull(ends.socket());
  }

  @BeforeEach
  void openEnds() throws Exception {
    ends = open();
    here = ends.one();
    there = ends.other();
  }

  @AfterEach
  void closeEnds() throws Exception {
    ends.close();
  }

  /** Runs something in a thread of its own. */
  static <T> FutureTask<T> start(Thread.Builder kind, Callable<T> work) {
    var task = new FutureTask<>(work);
    kind.name("test-connection").start(task);
    return task;
  }

  static <T> FutureTask<T> start(Callable<T> work) {
    return start(Thread.ofPlatform().daemon(), work);
  }

  static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new java.util.Random(seed).nextBytes(bytes);
    return bytes;
  }

  // ---- messages ---------------------------------------------------------------------------------

  @Test
  @Conformance("_TestConnection.test_connection")
  void shouldExchangeObjectsAndBytes() throws Exception {
    List<Object> sequence = Arrays.asList("text", 1, 2.5, null, List.of(1, 2), new int[] {7});
    here.send(sequence);
    assertThat(there.receive()).usingRecursiveComparison().isEqualTo(sequence);
    here.send(null);
    assertThat(there.receive()).isNull();
    byte[] message = "hello world".getBytes(UTF_8);
    there.sendBytes(message);
    assertThat(here.receiveBytes()).isEqualTo(message);
    here.sendBytes(new byte[0]);
    assertThat(there.receiveBytes()).isEmpty();

    assertThat(here.poll()).isFalse();
    assertThat(here.poll(Duration.ofSeconds(-1))).isFalse();
    assertThat(here.poll(SOON)).isFalse();
    there.send("there");
    assertThat(here.poll(Duration.ofSeconds(60))).isTrue();
    assertThat(here.poll()).isTrue();
    assertThat(here.receive()).isEqualTo("there");

    byte[] long16 = random(16 << 20, 1);
    FutureTask<byte[]> echo =
        start(
            () -> {
              byte[] read = there.receiveBytes();
              there.sendBytes(read);
              return read;
            });
    here.sendBytes(long16);
    assertThat(here.receiveBytes()).isEqualTo(long16);
    assertThat(PoolTesting.get(echo)).isEqualTo(long16);

    there.send("last");
    there.close();
    assertThat(here.poll(Duration.ofSeconds(60))).isTrue();
    assertThat(here.receive()).isEqualTo("last");
    assertThat(here.poll(Duration.ofSeconds(60))).isTrue();
    assertThatThrownBy(here::receive).isInstanceOf(EOFException.class);
    assertThatThrownBy(here::receiveBytes).isInstanceOf(EOFException.class);
    assertThat(here.poll()).isTrue();
  }

  @Test
  void shouldReceiveIntoBuffersAndMemory() throws Exception {
    byte[] message = "hello world".getBytes(UTF_8);
    here.sendBytes(message);
    ByteBuffer heap = ByteBuffer.allocate(20).position(3);
    assertThat(there.receiveInto(heap)).isEqualTo(11);
    assertThat(heap.position()).isEqualTo(14);
    assertThat(Arrays.copyOfRange(heap.array(), 3, 14)).isEqualTo(message);

    here.sendBytes(ByteBuffer.wrap(message));
    ByteBuffer direct = ByteBuffer.allocateDirect(11);
    assertThat(there.receiveInto(direct)).isEqualTo(11);
    assertThat(direct.flip().mismatch(ByteBuffer.wrap(message))).isEqualTo(-1);

    try (Arena arena = Arena.ofShared()) {
      MemorySegment native3 = arena.allocate(3 << 20);
      here.sendBytes(message);
      assertThat(there.receiveInto(native3)).isEqualTo(11);
      assertThat(native3.asSlice(0, 11).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(message);
      byte[] large = random(3 << 20, 2);
      FutureTask<Long> received = start(() -> there.receiveInto(native3));
      here.sendBytes(arena.allocateFrom(ValueLayout.JAVA_BYTE, large));
      assertThat(PoolTesting.get(received)).isEqualTo(3 << 20);
      assertThat(native3.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(large);
    }
    int[] numbers = new int[3];
    here.sendBytes(MemorySegment.ofArray(new int[] {1, 2, 3}));
    assertThat(there.receiveInto(MemorySegment.ofArray(numbers))).isEqualTo(12);
    assertThat(numbers).containsExactly(1, 2, 3);
    here.sendBytes(message);
    assertThat(there.receiveSegment().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(message);

    here.sendBytes(message);
    assertThatThrownBy(() -> there.receiveInto(ByteBuffer.allocate(20).asReadOnlyBuffer()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(there.receiveBytes()).isEqualTo(message);
  }

  @Test
  void shouldGiveTheMessageToWhoseBufferIsTooShort() throws Exception {
    byte[] message = random(100_000, 3);
    FutureTask<?> sent = start(() -> sendBoth(message));
    ByteBuffer tooShort = ByteBuffer.allocate(10).position(4);
    assertThatThrownBy(() -> there.receiveInto(tooShort))
        .isInstanceOfSatisfying(
            BufferTooShortException.class,
            e -> {
              assertThat(e.message()).isEqualTo(message);
              assertThat(e).hasMessageContainingAll("message=100000", "room=6");
            });
    assertThat(tooShort.position()).isEqualTo(4);
    assertThat(tooShort.array()).containsOnly(0);
    assertThat(there.receive()).isEqualTo("next");
    PoolTesting.get(sent);
  }

  private Void sendBoth(byte[] message) throws IOException, InterruptedException {
    here.sendBytes(message);
    here.send("next");
    return null;
  }

  @Test
  void shouldSkipAMessageThatIsTooLong() throws Exception {
    FutureTask<?> sent = start(() -> sendBoth(random(3_000_000, 4)));
    assertThatThrownBy(() -> there.receiveBytes(2_999_999))
        .isInstanceOfSatisfying(
            MessageTooLongException.class,
            e -> {
              assertThat(e.length()).isEqualTo(3_000_000);
              assertThat(e.limit()).isEqualTo(2_999_999);
            })
        .hasMessageContainingAll("length=3000000", "limit=2999999");
    assertThat(there.poll(Duration.ofSeconds(60))).isTrue();
    assertThat(there.receive()).isEqualTo("next");
    PoolTesting.get(sent);
    assertThatThrownBy(() -> there.receiveBytes(-1)).isInstanceOf(IllegalArgumentException.class);
    here.sendBytes(new byte[5]);
    assertThat(there.receiveBytes(5)).hasSize(5);
  }

  @Test
  @Conformance("_TestConnection.test_sendbytes")
  void shouldSendPartsOfArrays() throws Exception {
    byte[] bytes = "abcdefghijklmnopqrstuvwxyz".getBytes(UTF_8);
    here.sendBytes(bytes, 0, 26);
    assertThat(there.receiveBytes()).isEqualTo(bytes);
    here.sendBytes(bytes, 5, 21);
    assertThat(there.receiveBytes()).isEqualTo(Arrays.copyOfRange(bytes, 5, 26));
    here.sendBytes(bytes, 7, 8);
    assertThat(there.receiveBytes()).isEqualTo(Arrays.copyOfRange(bytes, 7, 15));
    here.sendBytes(bytes, 26, 0);
    assertThat(there.receiveBytes()).isEmpty();
    for (int[] bad : new int[][] {{27, 0}, {22, 5}, {26, 1}, {-1, 1}, {4, -1}, {1, 1 << 31 - 1}}) {
      assertThatThrownBy(() -> here.sendBytes(bytes, bad[0], bad[1]))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThat(there.poll()).isFalse();
  }

  @Test
  @Conformance({
    "_TestPoll.test_empty_string",
    "_TestPoll.test_strings",
    "_TestPoll.test_dont_merge"
  })
  void shouldPollWithoutTakingAnythingAway() throws Exception {
    here.sendBytes(new byte[0]);
    assertThat(there.poll(Duration.ofSeconds(60))).isTrue();
    assertThat(there.poll()).isTrue();
    assertThat(there.poll()).isTrue();
    assertThat(there.receiveBytes()).isEmpty();
    assertThat(there.poll()).isFalse();

    List<String> texts = List.of("hello", "", "a", "b", "", "bye", "", "lop");
    FutureTask<?> sent =
        start(
            () -> {
              for (String text : texts) {
                here.sendBytes(text.getBytes(UTF_8));
              }
              return null;
            });
    for (String text : texts) {
      assertThat(there.poll(Duration.ofSeconds(60))).isTrue();
      assertThat(there.receiveBytes()).isEqualTo(text.getBytes(UTF_8));
    }
    assertThat(there.poll()).isFalse();
    PoolTesting.get(sent);
  }

  @Test
  void shouldGoOnAfterWhatCannotBeSentOrRebuilt() throws Exception {
    assertThatThrownBy(() -> here.send(new Object()))
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("message");
    here.sendBytes(new byte[] {(byte) 0x80, 4, 'N', '.'});
    assertThatThrownBy(there::receive).isInstanceOf(NotSendableException.class);
    here.sendBytes(new byte[0]);
    assertThatThrownBy(there::receive).isInstanceOf(NotSendableException.class);
    here.send("next");
    assertThat(there.receive()).isEqualTo("next");
  }

  // ---- many threads -----------------------------------------------------------------------------

  @Test
  void shouldKeepMessagesOfManyThreadsApart() throws Exception {
    int senders = 4;
    int each = 300;
    List<FutureTask<?>> tasks = new ArrayList<>();
    List<Integer> received = Collections.synchronizedList(new ArrayList<>());
    for (int s = 0; s < senders; s++) {
      int sender = s;
      Thread.Builder kind = s % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
      tasks.add(
          start(
              kind,
              () -> {
                for (int i = 0; i < each; i++) {
                  byte[] message = new byte[4 + i * 97 % 30_000];
                  Arrays.fill(message, (byte) (sender * 64 + i));
                  ByteBuffer.wrap(message).putInt(sender * each + i);
                  here.sendBytes(message);
                }
                return null;
              }));
      Thread.Builder other = s % 2 == 1 ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
      tasks.add(
          start(
              other,
              () -> {
                for (int i = 0; i < each; i++) {
                  byte[] message = there.receiveBytes();
                  int number = ByteBuffer.wrap(message).getInt();
                  byte expected = (byte) (number / each * 64 + number % each);
                  assertThat(message).hasSize(4 + number % each * 97 % 30_000);
                  for (int k = 4; k < message.length; k++) {
                    if (message[k] != expected) {
                      throw new AssertionError("torn: number=" + number);
                    }
                  }
                  received.add(number);
                }
                return null;
              }));
    }
    for (FutureTask<?> task : tasks) {
      PoolTesting.get(task);
    }
    assertThat(received).hasSize(senders * each).doesNotHaveDuplicates();
  }

  @Test
  @Conformance({"TestIgnoreEINTR.test_ignore"})
  void shouldOutliveInterruptsOfThreadsThatWait() throws Exception {
    for (Thread.Builder kind : List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual())) {
      for (Callable<?> wait :
          List.<Callable<?>>of(
              there::receive, there::receiveBytes, () -> there.poll(Duration.ofDays(1)))) {
        expectInterrupted(kind, wait);
      }
    }
    Thread.currentThread().interrupt();
    assertThatThrownBy(there::receive).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> here.send("x")).isInstanceOf(InterruptedException.class);
    here.send("still");
    assertThat(there.receive()).isEqualTo("still");
  }

  /** Interrupts a thread once it waits. */
  static void expectInterrupted(Thread.Builder kind, Callable<?> wait) throws Exception {
    var running = new AtomicReference<Thread>();
    FutureTask<?> task =
        start(
            kind,
            () -> {
              running.set(Thread.currentThread());
              return wait.call();
            });
    awaitWaiting(running);
    running.get().interrupt();
    assertThat(PoolTesting.failureOf(task)).isInstanceOf(InterruptedException.class);
  }

  private static void awaitWaiting(AtomicReference<Thread> running) {
    PoolTesting.await(
        "the thread waits",
        () -> {
          Thread thread = running.get();
          return thread != null
              && Arrays.stream(thread.getStackTrace())
                  .anyMatch(
                      frame ->
                          frame.getMethodName().equals("park")
                              || frame.getMethodName().equals("select")
                              || frame.getMethodName().equals("parkNanos")
                              || frame.getMethodName().equals("sleep"));
        });
  }

  @Test
  void shouldEndWaitsWhenClosedInThisProcess() throws Exception {
    for (Thread.Builder kind : List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual())) {
      try (Ends more = open()) {
        var running = new AtomicReference<Thread>();
        FutureTask<?> task =
            start(
                kind,
                () -> {
                  running.set(Thread.currentThread());
                  return more.one().receive();
                });
        awaitWaiting(running);
        more.one().close();
        assertThat(PoolTesting.failureOf(task))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("closed in this process");
      }
    }
  }

  @Test
  @Conformance("_TestConnection.test_context")
  void shouldRefuseEverythingOnceClosed() throws Exception {
    Connection first;
    try (Ends scoped = open()) {
      first = scoped.one();
      first.send(1729);
      assertThat(scoped.other().receive()).isEqualTo(1729);
      assertThat(first.isOpen()).isTrue();
    }
    assertThat(first.isOpen()).isFalse();
    first.close();
    for (org.assertj.core.api.ThrowableAssert.ThrowingCallable use :
        List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
            first::receive,
            first::receiveBytes,
            () -> first.send(1),
            () -> first.sendBytes(new byte[1]),
            first::poll,
            first::isReadable,
            () -> first.poll(SOON))) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed in this process");
    }
    assertThat(first).asString().contains("closed");
  }

  @Test
  void shouldTellASenderThatTheOtherSideIsGone() throws Exception {
    there.close();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                here.sendBytes(new byte[10_000]);
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gone");
  }

  /** What a task of another thread fails with, when that is an error of the test. */
  static void rethrow(FutureTask<?> task) throws Exception {
    try {
      task.get(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
