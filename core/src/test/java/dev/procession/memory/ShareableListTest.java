package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(LeakCheck.class)
class ShareableListTest {
  @RegisterExtension final Names names = Names.instance();

  private static final List<Object> MIXED =
      Arrays.asList("howdy", new byte[] {'H', 'o'}, -273.154, 100L, null, true, 42L);

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_ShareableList_basics")
  void shouldHoldItemsOfManyTypes() {
    try (var list = ShareableList.create(Names.next(), MIXED);
        var other = ShareableList.attach(list.sharedMemory().name())) {
      assertThat(other).hasSize(7);
      assertThat(other.get(0)).isEqualTo("howdy");
      assertThat(other.get(1)).isEqualTo(new byte[] {'H', 'o'});
      assertThat(other.get(2)).isEqualTo(-273.154);
      assertThat(other.get(3)).isEqualTo(100L);
      assertThat(other.get(4)).isNull();
      assertThat(other.get(5)).isEqualTo(true);
      assertThat(other.format()).isEqualTo("8s8sdqxxxxxx?xxxxxxxx?q");
      assertThatThrownBy(() -> other.get(7)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> other.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> other.set(7, 1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> other.add(1)).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> other.remove(0)).isInstanceOf(UnsupportedOperationException.class);

      assertThat(list.indexOf(42)).isEqualTo(6);
      assertThat(list.indexOf("nobody")).isEqualTo(-1);
      assertThat(list.contains(new byte[] {'H', 'o'})).isTrue();
      assertThat(list.contains(-273.154)).isTrue();
      assertThat(list.contains(null)).isTrue();
      list.set(3, (short) 42);
      assertThat(other.count(42)).isEqualTo(2);
      assertThat(other.count((byte) 42)).isEqualTo(2);
      assertThat(other.indexOf(42L)).isEqualTo(3);
      assertThat(other.lastIndexOf(42L)).isEqualTo(6);
      list.sharedMemory().unlink();
    }
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_ShareableList_basics")
  void shouldReplaceItemsInPlaceIfTheyFit() {
    try (var list = ShareableList.create(MIXED)) {
      assertThat(list.set(4, "some")).isNull();
      assertThat(list.get(4)).isEqualTo("some");
      assertThat(list.set(0, 1)).isEqualTo("howdy");
      assertThat(list.get(0)).isEqualTo(1L);
      assertThat(list.set(0, 1.5f)).isEqualTo(1L);
      assertThat(list.get(0)).isEqualTo(1.5);
      list.set(0, false);
      assertThat(list.get(0)).isEqualTo(false);
      list.set(0, "12345678");
      assertThat(list.get(0)).isEqualTo("12345678");
      list.set(0, "");
      assertThat(list.get(0)).isEqualTo("");
      list.set(0, null);
      assertThat(list.get(0)).isNull();
      // The room counts bytes of UTF-8, not characters.
      list.set(0, "größer");
      assertThat(list.get(0)).isEqualTo("größer");
      assertThatThrownBy(() -> list.set(0, "größöö"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the item does not fit: index=0, bytes=10, room=8; "
                  + "a list is laid out for the items it is made with");
      assertThat(list.get(0)).isEqualTo("größer");
      assertThatThrownBy(() -> list.set(0, 'c'))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("type=java.lang.Character");
      assertThatThrownBy(() -> list.set(0, "\ud800"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("surrogate");
      assertThat(list.get(0)).isEqualTo("größer");
      list.sharedMemory().unlink();
    }
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_ShareableList_basics")
  void shouldBeCopied() {
    try (var list = ShareableList.create(MIXED);
        var copy = list.copy();
        var named = list.copy(Names.next())) {
      copy.set(0, "other");
      assertThat(list.get(0)).isEqualTo("howdy");
      assertThat(named).hasSize(7).first().isEqualTo("howdy");
      assertThat(copy.sharedMemory().name()).isNotEqualTo(list.sharedMemory().name());
      for (ShareableList each : List.of(list, copy, named)) {
        each.sharedMemory().unlink();
      }
    }
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_ShareableList_basics")
  void shouldBeEmptyIfItIsToBe() {
    String name = Names.next();
    try (var list = ShareableList.create(name, List.of());
        var other = ShareableList.attach(name)) {
      assertThat(other).isEmpty();
      assertThat(other.format()).isEmpty();
      assertThat(other).hasToString("ShareableList[items=[], name=" + name + "]");
      assertThat(list.sharedMemory().size()).isEqualTo(16);
      assertThatThrownBy(() -> other.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
      list.sharedMemory().unlink();
    }
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_ShareableList_pickling")
  void shouldTravelAsAName() throws Exception {
    try (var list = ShareableList.create(Collections.nCopies(10_000, 0));
        var copy = (ShareableList) SharedMemoryTest.copy(list)) {
      assertThat(SharedMemoryTest.write(list)).hasSizeLessThan(400);
      copy.set(9_999, "new");
      assertThat(list.get(9_999)).isEqualTo("new");
      list.set(0, -1);
      assertThat(copy.get(0)).isEqualTo(-1L);
      list.sharedMemory().unlink();
    }
  }

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_ShareableList_pickling_dead_object")
  void shouldNotArriveWhenItHasBeenUnlinked() throws Exception {
    byte[] sent;
    try (var list = ShareableList.create(List.of(1, 2))) {
      sent = SharedMemoryTest.write(list);
      list.sharedMemory().unlink();
    }
    assertThatThrownBy(() -> SharedMemoryTest.read(sent))
        .isInstanceOf(SharedMemoryException.class)
        .hasCauseInstanceOf(NoSuchFileException.class);
  }

  @Test
  void shouldHoldLongTextsUpToTheLimit() {
    String longest = "x".repeat(9_999_991);
    try (var list = ShareableList.create(List.of(longest))) {
      assertThat(list.get(0)).isEqualTo(longest);
      assertThat(list.format()).isEqualTo("9999992s");
      list.sharedMemory().unlink();
    }
    assertThatThrownBy(() -> ShareableList.create(List.of(longest + "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the item is too long: index=0, bytes=9999992, limit=9999991");
  }

  @Test
  void shouldLoseZerosAtTheEndAsPythonDoes() {
    try (var list = ShareableList.create(List.of(new byte[] {1, 0, 2, 0, 0}, "a\0"))) {
      assertThat(list.get(0)).isEqualTo(new byte[] {1, 0, 2});
      assertThat(list.get(1)).isEqualTo("a");
      list.sharedMemory().unlink();
    }
  }

  @Test
  void shouldThrowWhenItIsUsedAfterItsEnd() {
    var list = ShareableList.create(List.of(1));
    list.sharedMemory().unlink();
    list.close();
    assertThatThrownBy(() -> list.get(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> list.set(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThat(list.toString()).contains("closed");
  }

  @Test
  void shouldRefuseWhatItCannotHoldAndLeaveNothing() throws Exception {
    assertThatThrownBy(() -> ShareableList.create(List.of(1, new Object())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("type=java.lang.Object");
    assertThat(SharedMemoryTest.tags()).isEmpty();
  }
}
