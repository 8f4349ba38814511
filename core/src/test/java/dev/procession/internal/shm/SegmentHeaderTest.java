package dev.procession.internal.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ProcessionException;
import dev.procession.testing.LeakCheckPerClass;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that another process has damaged, or made up to do harm. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(120)
class SegmentHeaderTest {
  private static final long ID_HIGH = 0x1234_5678_9abc_def0L;
  private static final long ID_LOW = 0x0fed_cba9_8765_4321L;
  private static final int RANDOM_HEADERS = 2000;
  private static final int SIZE = 256 + 128 + 2 * 64 + 1000;

  /** Where numbers of four bytes are. */
  private static final int[] INTS = {
    SegmentLayout.VERSION_OFFSET,
    SegmentLayout.KIND,
    SegmentLayout.SLEEP,
    SegmentLayout.OPTIONS,
    SegmentLayout.PARTIES,
    SegmentLayout.PARTY_ROOM,
    SegmentLayout.PARTIES_EVER,
    SegmentLayout.GATE_COUNT,
    SegmentLayout.GATES,
    SegmentLayout.GATES + 4,
    SegmentLayout.DATA,
    SegmentLayout.BELL,
    SegmentLayout.OUTLINE_LOCK,
    SegmentLayout.OUTLINE_TICKETS,
    SegmentLayout.OUTLINE_NUMBER
  };

  /** Where numbers of eight bytes are. */
  private static final int[] LONGS = {
    SegmentLayout.MAGIC_OFFSET,
    SegmentLayout.SIZE,
    SegmentLayout.CREATOR,
    SegmentLayout.CREATED,
    SegmentLayout.DATA_SIZE,
    SegmentLayout.LABEL,
    SegmentLayout.OUTLINE_MASK,
    SegmentLayout.OUTLINE_NAME
  };

  private static final long[] ODD = {
    0,
    1,
    -1,
    2,
    4,
    8,
    9,
    63,
    64,
    248,
    252,
    255,
    256,
    320,
    384,
    512,
    SIZE - 8,
    SIZE - 1,
    SIZE,
    SIZE + 1,
    1 << 20,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  /** A segment file whose bytes the test writes. */
  private static final class Forgery implements AutoCloseable {
    private final SegmentFile file;

    Forgery(long size, ByteBuffer bytes) throws IOException {
      file = SegmentFile.create("test", size);
      try (var channel = FileChannel.open(file.place(), StandardOpenOption.WRITE)) {
        channel.write(bytes.duplicate().limit((int) Math.min(size, bytes.limit())), 0);
      }
    }

    SegmentAddress address() {
      String place = file.place().toString();
      return new SegmentAddress(ID_HIGH, ID_LOW, place, place);
    }

    void expectRefusal(String message) {
      assertThatThrownBy(() -> SegmentHeader.read(file))
          .isInstanceOf(DamagedSegmentException.class)
          .hasMessage("shared memory is damaged or none of Procession's: " + message);
      assertThatThrownBy(() -> Segments.attach(address(), SegmentKind.LOCK))
          .isInstanceOf(DamagedSegmentException.class)
          .hasMessage("shared memory is damaged or none of Procession's: " + message);
      assertThatThrownBy(() -> Segments.look(file.place()))
          .isInstanceOf(DamagedSegmentException.class);
      assertThat(Census.take()).noneMatch(sight -> sight.label().equals("forged"));
      assertThat(Segments.open()).noneMatch(segment -> segment.label().equals("forged"));
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /** All bytes of a good segment: words, two parties, data. */
  private static ByteBuffer good() {
    var plan =
        new SegmentPlan(
                SegmentKind.LOCK,
                "forged",
                0,
                128,
                new int[] {RobustLock.gate(SegmentPlan.WORDS)},
                2,
                1000)
            .showing(Outline.ofLock(SegmentPlan.WORDS, 0));
    ByteBuffer bytes = ByteBuffer.allocate((int) plan.size()).order(ByteOrder.nativeOrder());
    var memory = Arena.ofAuto().allocate(plan.size(), 8);
    Segments.writeHeader(memory, plan, new SegmentAddress(ID_HIGH, ID_LOW, "", ""));
    bytes.put(memory.asByteBuffer()).clear();
    return bytes;
  }

  @Test
  void shouldTakeAGoodOne() throws Exception {
    assertThat(good().capacity()).isEqualTo(SIZE);
    try (var forgery = new Forgery(SIZE, good())) {
      assertThat(SegmentHeader.read(forgery.file))
          .extracting("kind", "size", "idHigh", "idLow", "creator")
          .containsExactly(SegmentKind.LOCK, (long) SIZE, ID_HIGH, ID_LOW, ProcessIds.self());
      Segment segment = Segments.attach(forgery.address(), SegmentKind.LOCK);
      assertThat(segment.dataSize()).isEqualTo(1000);
      assertThat(Census.take()).anyMatch(sight -> sight.label().equals("forged"));
      segment.release();
    }
  }

  static Stream<Arguments> fields() {
    return Stream.of(
        damage("magic=0", b -> b.putLong(SegmentLayout.MAGIC_OFFSET, 0)),
        damage("magic=" + ~SegmentLayout.MAGIC, b -> b.putLong(0, ~SegmentLayout.MAGIC)),
        damage("version=2", b -> b.putInt(SegmentLayout.VERSION_OFFSET, 2)),
        damage("version=0", b -> b.putInt(SegmentLayout.VERSION_OFFSET, 0)),
        damage("kind=-1", b -> b.putInt(SegmentLayout.KIND, -1)),
        damage("kind=1000", b -> b.putInt(SegmentLayout.KIND, 1000)),
        damage("size=0", b -> b.putLong(SegmentLayout.SIZE, 0)),
        damage("size=255", b -> b.putLong(SegmentLayout.SIZE, 255)),
        damage("size=-1", b -> b.putLong(SegmentLayout.SIZE, -1)),
        damage("size=" + (SIZE + 1), b -> b.putLong(SegmentLayout.SIZE, SIZE + 1)),
        damage("size=" + Long.MAX_VALUE, b -> b.putLong(SegmentLayout.SIZE, Long.MAX_VALUE)),
        damage("data size=1000", b -> b.putLong(SegmentLayout.SIZE, SIZE - 1)),
        damage("sleep=0", b -> b.putInt(SegmentLayout.SLEEP, 0)),
        damage("sleep=3", b -> b.putInt(SegmentLayout.SLEEP, 3)),
        damage("parties=0", b -> b.putInt(SegmentLayout.PARTIES, 0)),
        damage("parties=-64", b -> b.putInt(SegmentLayout.PARTIES, -64)),
        damage("parties=385", b -> b.putInt(SegmentLayout.PARTIES, 385)),
        damage("parties=6400", b -> b.putInt(SegmentLayout.PARTIES, 6400)),
        damage("party room=-1", b -> b.putInt(SegmentLayout.PARTY_ROOM, -1)),
        damage("party room=1000", b -> b.putInt(SegmentLayout.PARTY_ROOM, 1000)),
        damage(
            "party room=" + Integer.MAX_VALUE,
            b -> b.putInt(SegmentLayout.PARTY_ROOM, Integer.MAX_VALUE)),
        damage("data=512", b -> b.putInt(SegmentLayout.PARTY_ROOM, 3)),
        damage("parties ever=-1", b -> b.putInt(SegmentLayout.PARTIES_EVER, -1)),
        damage("parties ever=3", b -> b.putInt(SegmentLayout.PARTIES_EVER, 3)),
        damage("gates=-1", b -> b.putInt(SegmentLayout.GATE_COUNT, -1)),
        damage("gates=9", b -> b.putInt(SegmentLayout.GATE_COUNT, 9)),
        damage("gate=0", b -> b.putInt(SegmentLayout.GATE_COUNT, 2)),
        damage("gate=-4", b -> b.putInt(SegmentLayout.GATES, -4)),
        damage("gate=258", b -> b.putInt(SegmentLayout.GATES, 258)),
        damage("gate=384", b -> b.putInt(SegmentLayout.GATES, 384)),
        damage("data=0", b -> b.putInt(SegmentLayout.DATA, 0)),
        damage("data=-1", b -> b.putInt(SegmentLayout.DATA, -1)),
        damage("data size=-1", b -> b.putLong(SegmentLayout.DATA_SIZE, -1)),
        damage("data size=1001", b -> b.putLong(SegmentLayout.DATA_SIZE, 1001)),
        damage(
            "data size=" + Long.MAX_VALUE, b -> b.putLong(SegmentLayout.DATA_SIZE, Long.MAX_VALUE)),
        damage("lock=64", b -> b.putInt(SegmentLayout.OUTLINE_LOCK, 64)),
        damage("lock=384", b -> b.putInt(SegmentLayout.OUTLINE_LOCK, 384)),
        damage("lock=-64", b -> b.putInt(SegmentLayout.OUTLINE_LOCK, -64)),
        damage("lock=260", b -> b.putInt(SegmentLayout.OUTLINE_LOCK, 260)),
        // There is no room for a queue behind it.
        damage("tickets=320", b -> b.putInt(SegmentLayout.OUTLINE_TICKETS, 320)),
        damage("tickets=384", b -> b.putInt(SegmentLayout.OUTLINE_TICKETS, 384)),
        damage("number=8", b -> b.putInt(SegmentLayout.OUTLINE_NUMBER, 8)),
        damage("number=260", b -> b.putInt(SegmentLayout.OUTLINE_NUMBER, 260)),
        damage("number=-8", b -> b.putInt(SegmentLayout.OUTLINE_NUMBER, -8)),
        damage("number=" + SIZE, b -> b.putInt(SegmentLayout.OUTLINE_NUMBER, SIZE)));
  }

  private static Arguments damage(String message, Consumer<ByteBuffer> change) {
    return Arguments.of(message, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fields")
  void shouldRefuseAFieldThatCannotBe(String message, Consumer<ByteBuffer> change)
      throws Exception {
    ByteBuffer bytes = good();
    change.accept(bytes);
    try (var forgery = new Forgery(SIZE, bytes)) {
      forgery.expectRefusal(message);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 255, 256, SIZE - 1})
  void shouldRefuseAFileThatIsShorterThanItSays(int size) throws Exception {
    try (var forgery = new Forgery(size, good())) {
      forgery.expectRefusal(size < 256 ? "header size=" + size : "size=" + SIZE);
    }
  }

  @Test
  void shouldRefuseAnotherKind() throws Exception {
    ByteBuffer bytes = good();
    bytes.putInt(SegmentLayout.KIND, SegmentKind.EVENT.ordinal());
    try (var forgery = new Forgery(SIZE, bytes)) {
      assertThatThrownBy(() -> Segments.attach(forgery.address(), SegmentKind.LOCK))
          .isInstanceOf(DamagedSegmentException.class)
          .hasMessageEndingWith(": kind=event, expected=lock");
      assertThat(Segments.open()).noneMatch(segment -> segment.label().equals("forged"));
    }
  }

  @Test
  void shouldRefuseAnotherId() throws Exception {
    try (var forgery = new Forgery(SIZE, good())) {
      String place = forgery.address().place();
      for (var address :
          List.of(
              new SegmentAddress(ID_HIGH + 1, ID_LOW, place, place),
              new SegmentAddress(ID_HIGH, ID_LOW + 1, place, "/nowhere"))) {
        assertThatThrownBy(() -> Segments.attach(address, SegmentKind.LOCK))
            .isExactlyInstanceOf(ProcessionException.class)
            .hasMessageStartingWith("the shared lock is gone: ")
            .hasMessageContaining("another file is there now: place=" + place);
      }
    }
  }

  @Test
  void shouldRefuseAPlaceWhereThereIsNoSegment() {
    for (String place : List.of("/nowhere", "/proc/self/fd", "/dev/null", "", "/proc/self/stat")) {
      assertThatThrownBy(
              () ->
                  Segments.attach(
                      new SegmentAddress(ID_HIGH, ID_LOW, place, place), SegmentKind.LOCK))
          .as(place)
          .isInstanceOf(ProcessionException.class);
    }
  }

  @Test
  void shouldSurviveRandomHeaders() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    int accepted = 0;
    for (int run = 0; run < RANDOM_HEADERS; run++) {
      ByteBuffer bytes = good();
      List<String> damage = damage(random, bytes);
      try (var forgery = new Forgery(SIZE, bytes)) {
        accepted += isAccepted(forgery) ? 1 : 0;
        if (run % 100 == 0) {
          Census.take();
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed=" + seed + ", run=" + run + ", damage=" + damage, e);
      }
    }
    assertThat(accepted).as("seed=%d", seed).isBetween(1, RANDOM_HEADERS - 1);
  }

  private static List<String> damage(Random random, ByteBuffer bytes) {
    List<String> damage = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      long odd = random.nextBoolean() ? ODD[random.nextInt(ODD.length)] : random.nextLong();
      if (random.nextBoolean()) {
        int at = INTS[random.nextInt(INTS.length)];
        bytes.putInt(at, (int) odd);
        damage.add(at + "=" + (int) odd);
      } else {
        int at = LONGS[random.nextInt(LONGS.length)];
        bytes.putLong(at, odd);
        damage.add(at + "=" + odd);
      }
    }
    // Locks and parties hold anything.
    int at = 256 + 8 * random.nextInt(32);
    long odd = random.nextLong();
    bytes.putLong(at, odd);
    damage.add(at + "=" + odd);
    return damage;
  }

  /** Looks at it and attaches; every way must refuse it or work. */
  private static boolean isAccepted(Forgery forgery) throws IOException {
    boolean sound = true;
    try {
      SegmentHeader header = SegmentHeader.read(forgery.file);
      assertThat(header.size()).isBetween(256L, (long) SIZE);
    } catch (DamagedSegmentException refused) {
      sound = false;
    }
    try {
      Segment looked = Segments.look(forgery.file.place());
      assertThat(sound).isTrue();
      assertThat(SegmentSight.of(looked).size()).isLessThanOrEqualTo(SIZE);
      looked.release();
    } catch (DamagedSegmentException refused) {
      assertThat(sound).isFalse();
    }
    try {
      Segment segment = Segments.attach(forgery.address(), SegmentKind.LOCK);
      segment.label();
      segment.data();
      segment.parties().asleep();
      segment.wakeAll();
      segment.release();
    } catch (ProcessionException refused) {
      return false;
    }
    return true;
  }
}
