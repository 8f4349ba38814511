package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ProcessionException;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.foreign.MemoryLayout.PathElement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records in shared memory. */
@ExtendWith(LeakCheck.class)
class SharedRecordTest {
  record Point(int x, int y) {}

  record Line(Point from, @Length(10) String name, Point to) {}

  record Everything(
      boolean flag,
      byte b,
      char c,
      short s,
      int i,
      long l,
      float f,
      double d,
      TimeUnit unit,
      @Length(5) String text,
      @Length(3) double[] values,
      @Length(3) char[] chars,
      Line line) {}

  record Checked(int low, int high) {
    Checked {
      if (low > high) {
        throw new IllegalArgumentException("low=" + low + ", high=" + high);
      }
    }
  }

  private static Everything everything() {
    return new Everything(
        true,
        (byte) -1,
        'ß',
        (short) -300,
        1 << 30,
        Long.MIN_VALUE,
        1.5f,
        -2.5e300,
        TimeUnit.DAYS,
        "añb",
        new double[] {1, 2, 3},
        new char[] {'x', 'y', 'z'},
        new Line(new Point(1, 2), "1234567890", new Point(3, 4)));
  }

  private static void expectEverything(Everything e) {
    assertThat(e).usingRecursiveComparison().isEqualTo(everything());
  }

  @Test
  @Conformance({"_TestSharedCTypes.test_sharedctypes", "_TestSharedCTypes.test_synchronize"})
  void shouldDoubleAllInAChild() {
    try (var number = SharedDouble.create(2.5);
        var array = SharedDoubleArray.create(new double[] {1, 2, 3});
        var record = SharedRecord.create(new Line(new Point(1, 2), "hello", new Point(3, 4)));
        var records = SharedRecordArray.create(Point.class, List.of(new Point(5, 6)))) {
      Sharing.inChild(
          () ->
              record.withLock(
                  () -> {
                    number.updateAndGet(x -> 2 * x);
                    for (int i = 0; i < array.length(); i++) {
                      array.updateAndGet(i, x -> 2 * x);
                    }
                    record.update(
                        r -> new Line(twice(r.from()), r.name() + r.name(), twice(r.to())));
                    records.update(0, SharedRecordTest::twice);
                  }));
      assertThat(number.get()).isEqualTo(5);
      assertThat(array.toArray()).containsExactly(2, 4, 6);
      assertThat(record.get()).isEqualTo(new Line(new Point(2, 4), "hellohello", new Point(6, 8)));
      assertThat(records.stream()).containsExactly(new Point(10, 12));
    }
  }

  private static Point twice(Point p) {
    return new Point(2 * p.x(), 2 * p.y());
  }

  @Test
  @Conformance("_TestSharedCTypes.test_copy")
  void shouldMakeIndependentCopies() {
    try (var one = SharedRecord.create(new Point(1, 2));
        var two = SharedRecord.create(one.get())) {
      Point before = one.get();
      one.set(new Point(3, 4));
      assertThat(before).isEqualTo(new Point(1, 2));
      assertThat(two.get()).isEqualTo(before);
      assertThat(two).hasToString("Point[x=1, y=2]");
    }
  }

  @Test
  void shouldHoldEveryKindOfComponent() {
    try (var record = SharedRecord.create(everything());
        var zero = SharedRecord.create(Everything.class)) {
      expectEverything(record.get());
      assertThat(zero.get().unit()).isEqualTo(TimeUnit.NANOSECONDS);
      assertThat(zero.get().text()).isEmpty();
      assertThat(zero.get().line().to()).isEqualTo(new Point(0, 0));
      Sharing.inChild(
          () -> {
            expectEverything(record.get());
            zero.set(record.get());
          });
      expectEverything(zero.get());
    }
  }

  @Test
  void shouldReadAndWriteComponents() {
    try (var record = SharedRecord.create(everything())) {
      assertThat(record.field(Everything::flag).get()).isTrue();
      assertThat(record.field(Everything::b).getInt()).isEqualTo(-1);
      assertThat(record.field(Everything::c).getInt()).isEqualTo('ß');
      assertThat(record.field(Everything::s).getLong()).isEqualTo(-300);
      assertThat(record.field(Everything::l).getAndAddLong(-1)).isEqualTo(Long.MIN_VALUE);
      assertThat(record.field(Everything::l).getLong()).isEqualTo(Long.MAX_VALUE);
      assertThat(record.field(Everything::f).getAndAddDouble(0.25)).isEqualTo(1.5);
      assertThat(record.field(Everything::f).get()).isEqualTo(1.75f);
      record.field(Everything::d).setDouble(0.5);
      record.field(Everything::unit).set(TimeUnit.HOURS);
      record.field(Everything::text).update(t -> t + "!");
      record.field("values[1]").setDouble(20);
      record.field("line.to.y").setInt(40);
      record.<String>field("line.name").set("");
      record.field(Everything::i).setInt(Integer.MAX_VALUE);
      assertThat(record.field(Everything::i).getAndAddInt(1)).isEqualTo(Integer.MAX_VALUE);
      Everything now = record.get();
      assertThat(now.i()).isEqualTo(Integer.MIN_VALUE);
      assertThat(now.d()).isEqualTo(0.5);
      assertThat(now.unit()).isEqualTo(TimeUnit.HOURS);
      assertThat(now.text()).isEqualTo("añb!");
      assertThat(now.values()).containsExactly(1, 20, 3);
      assertThat(now.line()).isEqualTo(new Line(new Point(1, 2), "", new Point(3, 40)));
      assertThat(record.<Point>field("line.to").get()).isEqualTo(new Point(3, 40));
      assertThat(record.field("line.to")).hasToString("Point[x=3, y=40]");

      assertThatThrownBy(() -> record.field(Everything::b).setInt(128))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the number is too large for its component: record="
                  + Everything.class.getName()
                  + ", component=b, type=byte, value=128");
      assertThatThrownBy(() -> record.field(Everything::l).getInt())
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> record.field(Everything::i).getDouble())
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> record.field("nope"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no such component")
          .hasMessageContaining("line");
      assertThatThrownBy(() -> record.field("values[3]"))
          .isInstanceOf(IndexOutOfBoundsException.class);
      for (String bad : List.of("", ".", "line.", "i[0]", "i.x", "values[-1]", "values[")) {
        assertThatThrownBy(() -> record.field(bad)).isInstanceOf(IllegalArgumentException.class);
      }
      assertThatThrownBy(() -> record.field(r -> r.i() + 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Everything::flag");
      assertThatThrownBy(() -> record.field(Everything::hashCode))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shouldChangeNothingWhenSomethingDoesNotFit() {
    try (var record = SharedRecord.create(new Line(new Point(1, 2), "name", new Point(3, 4)))) {
      Line before = record.get();
      assertThatThrownBy(() -> record.set(new Line(new Point(5, 6), "12345678901", before.to())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the text is too long for its component: record="
                  + Line.class.getName()
                  + ", component=name, type=java.lang.String, bytes=11, room=10;"
                  + " shorten it or raise its @Length");
      assertThatThrownBy(() -> record.set(new Line(before.from(), "\ud800", before.to())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("half of a character");
      assertThatThrownBy(() -> record.set(new Line(null, "", before.to())))
          .isInstanceOf(NullPointerException.class)
          .hasMessageContaining("component=from");
      assertThatThrownBy(() -> record.field(Line::name).set(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessageContaining("component=name");
      assertThatThrownBy(
              () ->
                  record.update(
                      _ -> {
                        throw new IllegalStateException("mine");
                      }))
          .hasMessage("mine");
      assertThat(record.get()).isEqualTo(before);
      assertThat(record.compareAndSet(new Line(before.to(), "", before.to()), before)).isFalse();
      assertThat(record.compareAndSet(record.get(), new Line(before.to(), "😀", before.to())))
          .isTrue();
      assertThat(record.getAndSet(before).name()).isEqualTo("😀");
    }
    Everything e = everything();
    assertThatThrownBy(
            () ->
                SharedRecord.create(
                    new Everything(
                        e.flag(),
                        e.b(),
                        e.c(),
                        e.s(),
                        e.i(),
                        e.l(),
                        e.f(),
                        e.d(),
                        e.unit(),
                        e.text(),
                        new double[2],
                        e.chars(),
                        e.line())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("component=values, type=double[], length=2, expected=3");
  }

  record Texts(
      @Length(0) String none,
      @Length(4) String four,
      int between,
      @Length(5) String five,
      @Length(40) String forty) {}

  @Test
  void shouldTakeTextsOfAnyLength() {
    var texts = new Texts("", "four", -1, "fünf", "x".repeat(40));
    try (var record = SharedRecord.create(texts)) {
      assertThat(record.get()).isEqualTo(texts);
      assertThat(record.field("forty").get()).isEqualTo(texts.forty());
    }
  }

  record Boxed(Integer n) {}

  record NoLength(Point p, String s) {}

  record Nested(NoLength inner) {}

  record Negative(@Length(-1) int[] n) {}

  record Sized(@Length(4) int n) {}

  record SizedInside(@Length(4) Point p) {}

  record Listing(List<String> list) {}

  record Itself(int n, @Length(1) byte[] b, Other other) {}

  record Other(Itself back) {}

  record Bits(@Length(2) boolean[] bits) {}

  enum None {}

  record OfNone(None none) {}

  @Test
  void shouldNameTheComponentThatCannotBeLaidOut() {
    expectRefused(Boxed.class, "component=n, type=java.lang.Integer; use int");
    expectRefused(
        Nested.class, "component=inner.s, type=java.lang.String; annotate it with @Length");
    expectRefused(Negative.class, "@Length(-1) must be 0 or more");
    expectRefused(Sized.class, "component=n, type=int; @Length is for texts and arrays");
    expectRefused(SizedInside.class, "the component has a size of its own: record=");
    expectRefused(Listing.class, "component=list, type=java.util.List; use primitives");
    expectRefused(Itself.class, "a record cannot contain itself");
    expectRefused(Bits.class, "use byte[]");
    expectRefused(OfNone.class, "component=none");
  }

  private static void expectRefused(Class<? extends Record> type, String part) {
    assertThatThrownBy(() -> SharedRecord.create(type))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part)
        .hasMessageContaining("record=" + type.getName());
  }

  @Test
  void shouldBeLaidOutWithNaturalAlignment() {
    var layout = SharedRecord.layout(Everything.class);
    assertThat(offset(layout, "b")).isEqualTo(1);
    assertThat(offset(layout, "c")).isEqualTo(2);
    assertThat(offset(layout, "s")).isEqualTo(4);
    assertThat(offset(layout, "i")).isEqualTo(8);
    assertThat(offset(layout, "l")).isEqualTo(16);
    assertThat(offset(layout, "values") % 8).isZero();
    assertThat(layout.byteSize() % 8).isZero();
    assertThat(SharedRecord.layout(Point.class).byteSize()).isEqualTo(8);
  }

  private static long offset(java.lang.foreign.StructLayout layout, String name) {
    return layout.byteOffset(PathElement.groupElement(name));
  }

  @Test
  void shouldRefuseARecordOfAnotherVersion() throws Exception {
    try (var record = SharedRecord.create(new Point(1, 2))) {
      // What a process would read whose class of that name is another one.
      var bytes = new ByteArrayOutputStream();
      try (var out = new ObjectOutputStream(bytes)) {
        out.writeObject(record);
      }
      byte[] sent = bytes.toByteArray();
      replaceAll(sent, "$Point", "$Plant");
      assertThatThrownBy(() -> new ObjectInputStream(new ByteArrayInputStream(sent)).readObject())
          .isInstanceOf(ProcessionException.class)
          .hasMessageContaining("laid out differently")
          .hasMessageContaining("there=Point(int x, int y)")
          .hasMessageContaining("here=Plant(int x, long y)");
    }
  }

  record Plant(int x, long y) {}

  private static void replaceAll(byte[] bytes, String what, String by) {
    for (int i = 0; i <= bytes.length - what.length(); i++) {
      if (new String(bytes, i, what.length(), java.nio.charset.StandardCharsets.ISO_8859_1)
          .equals(what)) {
        System.arraycopy(
            by.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 0, bytes, i, by.length());
      }
    }
  }

  @Test
  @Conformance({"_TestValue.test_invalid_typecode", "_TestArray.test_invalid_typecode"})
  void shouldRefuseElementsThatAreNoRecords() {
    assertThatThrownBy(() -> SharedRecordArray.create(rawType(String.class), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no record class: type=java.lang.String");
    assertThatThrownBy(() -> SharedRecord.create(rawType(Record.class)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @SuppressWarnings("unchecked")
  private static Class<Point> rawType(Class<?> type) {
    return (Class<Point>) type;
  }

  @Test
  void shouldLoseNoUpdateAndNeverShowAMixture() {
    int rounds = 5_000;
    try (var checked = SharedRecord.create(new Checked(0, 0));
        var points = SharedRecordArray.create(Point.class, 3)) {
      RecordColumn<Integer> x = points.field(Point::x);
      Sharing.inChildren(
          () -> {
            RecordField<Integer> y = points.<Integer>field("y").at(2);
            for (int i = 0; i < rounds; i++) {
              // Its constructor would throw if low and high were of two moments.
              checked.update(c -> new Checked(-c.high() - 1, c.high() + 1));
              assertThat(checked.get()).satisfies(c -> assertThat(c.low()).isEqualTo(-c.high()));
              points.update(1, p -> new Point(p.x() + 1, p.y() - 1));
              points.get(1);
              y.getAndAddInt(1);
            }
          });
      int all = Sharing.CHILDREN * rounds;
      assertThat(checked.get()).isEqualTo(new Checked(-all, all));
      assertThat(points.get(1)).isEqualTo(new Point(all, -all));
      assertThat(points.get(2)).isEqualTo(new Point(0, all));
      assertThat(x.at(1).getInt()).isEqualTo(all);
      assertThat(points).hasToString("Point[3]");
      assertThatThrownBy(() -> points.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> x.at(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
