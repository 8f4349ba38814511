package dev.procession.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.LeakCheck;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lists whose bytes somebody has spoilt. */
@ExtendWith(LeakCheck.class)
class ShareableListDamageTest {
  /** Two items; see {@code ShareableListLayout}. */
  private static final int FORMATS = 8 + 3 * 8 + 16;

  private static final int CODES = FORMATS + 2 * 8;

  @RegisterExtension final Names names = Names.instance();

  private static void withDamaged(
      Consumer<MemorySegment> damage, Consumer<ShareableList> before, Consumer<String> after) {
    try (var list = ShareableList.create(Names.next(), List.of(7, "seven"))) {
      damage.accept(list.sharedMemory().segment());
      before.accept(list);
      after.accept(list.sharedMemory().name());
      list.sharedMemory().unlink();
    }
  }

  private static void refuseHeader(Consumer<MemorySegment> damage, String message) {
    withDamaged(
        damage,
        list -> {},
        name ->
            assertThatThrownBy(() -> ShareableList.attach(name))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessage("the shareable list is damaged, or this is none: " + message));
  }

  private static void refuseItem(int index, Consumer<MemorySegment> damage, String message) {
    withDamaged(
        damage,
        list -> {
          assertThatThrownBy(() -> list.get(index))
              .isInstanceOf(SharedMemoryException.class)
              .hasMessageContaining(message);
          // A new item mends it.
          assertThat(list.set(index, "fine")).isNull();
          assertThat(list.get(index)).isEqualTo("fine");
        },
        name -> {});
  }

  @Test
  void shouldRefuseHeadersThatCannotBe() {
    refuseHeader(s -> s.set(JAVA_LONG, 0, -1), "items=-1, room for=2");
    refuseHeader(s -> s.set(JAVA_LONG, 0, 3), "items=3, room for=2");
    refuseHeader(
        s -> s.set(JAVA_LONG, 0, Long.MAX_VALUE), "items=" + Long.MAX_VALUE + ", room for=2");
    refuseHeader(s -> s.set(JAVA_LONG, 8, 8), "index=0, offset=8, limit=16");
    refuseHeader(s -> s.set(JAVA_LONG, 16, -8), "index=1, offset=-8, limit=16");
    refuseHeader(s -> s.set(JAVA_LONG, 16, 0), "index=1, offset=0, limit=16");
    refuseHeader(s -> s.set(JAVA_LONG, 24, 17), "index=2, offset=17, limit=16");
    refuseHeader(
        s -> s.set(JAVA_LONG, 24, Long.MAX_VALUE),
        "index=2, offset=" + Long.MAX_VALUE + ", limit=16");
    try (var memory = SharedMemory.create(Names.next(), 15)) {
      assertThatThrownBy(() -> ShareableList.attach(memory.name()))
          .hasMessageEndingWith("too small: size=15, needed=16");
      memory.unlink();
    }
  }

  @Test
  void shouldRefuseItemsThatCannotBe() {
    refuseItem(0, s -> s.set(JAVA_BYTE, FORMATS, (byte) 'Q'), "format=Q, code=0, slot=8");
    refuseItem(0, s -> s.set(JAVA_BYTE, FORMATS, (byte) 27), "format=?, code=0");
    refuseItem(0, s -> s.set(JAVA_BYTE, FORMATS, (byte) 0), "format=, code=0");
    refuseItem(0, s -> s.set(JAVA_BYTE, CODES, (byte) 1), "format=q, code=1");
    refuseItem(0, s -> s.set(JAVA_BYTE, CODES, (byte) 3), "format=q, code=3");
    refuseItem(1, s -> s.set(JAVA_BYTE, CODES + 1, (byte) 0), "format=8s, code=0");
    refuseItem(1, s -> s.set(JAVA_BYTE, CODES + 1, (byte) -5), "format=8s, code=-5");
    refuseItem(1, s -> s.set(JAVA_BYTE, FORMATS + 8, (byte) '9'), "format=9s, code=1, slot=8");
    refuseItem(
        1,
        s -> MemorySegment.copy(bytes("9999999s"), 0, s, FORMATS + 8, 8),
        "format=9999999s, code=1");
    refuseItem(1, s -> MemorySegment.copy(bytes("-8s"), 0, s, FORMATS + 8, 3), "format=-8s");
    refuseItem(1, s -> s.set(JAVA_BYTE, 8 + 3 * 8 + 8, (byte) 0xff), "the text is not UTF-8");
  }

  private static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  @Test
  void shouldSurviveAnyBytes() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    List<Object> items = Arrays.asList(1, "two", 3.0, true, null, new byte[20]);
    for (int round = 0; round < 3000; round++) {
      try (var list = ShareableList.create(items)) {
        MemorySegment segment = list.sharedMemory().segment();
        for (int i = 0; i <= random.nextInt(4); i++) {
          segment.set(JAVA_BYTE, random.nextLong(segment.byteSize()), (byte) random.nextInt(256));
        }
        try (var other = ShareableList.attach(list.sharedMemory().name())) {
          for (int i = 0; i < other.size(); i++) {
            other.set(i, readable(other, i) == null ? 5 : "five");
          }
        } catch (SharedMemoryException damaged) {
          assertThat(damaged).as("seed=%d", seed).hasMessageContaining("damaged");
        } finally {
          list.sharedMemory().unlink();
        }
      }
    }
  }

  private static Object readable(ShareableList list, int index) {
    try {
      return list.get(index);
    } catch (SharedMemoryException damaged) {
      return null;
    }
  }
}
