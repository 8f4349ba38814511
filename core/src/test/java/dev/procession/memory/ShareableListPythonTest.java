package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lists shared with a CPython program. */
@ExtendWith(LeakCheck.class)
class ShareableListPythonTest {
  private static final List<Object> ITEMS =
      Arrays.asList(
          1,
          -5_000_000_000L,
          Long.MIN_VALUE,
          2.5,
          Double.NaN,
          true,
          false,
          null,
          "",
          "seven77",
          "eight888",
          "a longer text",
          new byte[] {},
          new byte[] {0, -1, 3},
          "ends");

  private static final String IN_PYTHON =
      "[1, -5_000_000_000, -2**63, 2.5, float('nan'), True, False, None, '', 'seven77',"
          + " 'eight888', 'a longer text', b'', b'\\0\\xff\\3', 'ends']";

  @RegisterExtension final Names names = Names.instance();

  @Test
  @Conformance("_TestSharedMemory.test_shared_memory_ShareableList_basics")
  void shouldBeReadByPython() throws Exception {
    String name = Names.next();
    try (var list = ShareableList.create(name, ITEMS)) {
      List<String> said =
          Python.run(
              """
              sl = ShareableList(name=args[0]); untrack(sl.shm)
              print(repr(list(sl)) == repr(%s))
              print(sl.format)
              sl.shm.close()
              """
                  .formatted(IN_PYTHON),
              name);
      assertThat(said).containsExactly("True", list.format());
      list.sharedMemory().unlink();
    }
  }

  @Test
  void shouldHaveTheSameBytesAsPythons() throws Exception {
    String theirs = Names.next();
    Python.run(
        "sl = ShareableList(%s, name=args[0]); untrack(sl.shm); sl.shm.close()"
            .formatted(IN_PYTHON),
        theirs);
    try (var ours = ShareableList.create(Names.next(), ITEMS);
        var list = ShareableList.attach(theirs)) {
      assertThat(ours.sharedMemory().segment().toArray(ValueLayout.JAVA_BYTE))
          .isEqualTo(list.sharedMemory().segment().toArray(ValueLayout.JAVA_BYTE));
      for (int i = 0; i < ITEMS.size(); i++) {
        assertThat(ListItem.isSame(list.get(i), ITEMS.get(i))).as("item %d", i).isTrue();
      }
      ours.sharedMemory().unlink();
      list.sharedMemory().unlink();
    }
  }

  @Test
  void shouldBeWrittenByBoth() throws Exception {
    String name = Names.next();
    try (var list = ShareableList.create(name, Arrays.asList(1, "sixteen bytes!!", null, 4.0))) {
      Python.run(
          """
          sl = ShareableList(name=args[0]); untrack(sl.shm)
          sl[0] = 'text'
          sl[1] = b'bytes'
          sl[2] = 3.25
          sl[3] = True
          sl.shm.close()
          """,
          name);
      assertThat(list.get(0)).isEqualTo("text");
      assertThat(list.get(1)).isEqualTo("bytes".getBytes());
      assertThat(list.get(2)).isEqualTo(3.25);
      assertThat(list.get(3)).isEqualTo(true);
      list.set(0, null);
      list.set(1, 17);
      list.set(2, "zwei");
      list.set(3, new byte[] {9});
      assertThat(
              Python.run(
                  """
                  sl = ShareableList(name=args[0]); untrack(sl.shm)
                  print(list(sl))
                  sl[1] = 'sixteen again!!'
                  sl.shm.close()
                  """,
                  name))
          .containsExactly("[None, 17, 'zwei', b'\\t']");
      assertThat(list.get(1)).isEqualTo("sixteen again!!");
      assertThat(list.format()).isEqualTo("xxxxxx?x16s8s8s");
      list.sharedMemory().unlink();
    }
  }

  @Test
  void shouldGiveTextsOfManyBytesTheRoomThatPythonDoesNot() throws Exception {
    String name = Names.next();
    try (var list = ShareableList.create(name, List.of("äöüäöüäöü", "日本語"))) {
      assertThat(
              Python.run(
                  """
                  sl = ShareableList(name=args[0]); untrack(sl.shm)
                  print(*sl)
                  sl.shm.close()
                  """,
                  name))
          .containsExactly("äöüäöüäöü 日本語");
      list.sharedMemory().unlink();
    }
  }
}
