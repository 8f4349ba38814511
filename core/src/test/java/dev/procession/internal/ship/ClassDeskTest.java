package dev.procession.internal.ship;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Compiled;
import dev.procession.testing.LeakCheck;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class ClassDeskTest {
  private static final ClassDesk DESK = ClassDesk.instance();

  @TempDir private Path folder;

  /** All of these are equal, which must not matter. */
  private static final class Equal extends ClassLoader {
    @Override
    public boolean equals(Object other) {
      return other instanceof Equal;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  void shouldGiveEachForeignLoaderANumber() {
    var one = new Equal();
    var two = new Equal();
    int number = DESK.number(one);
    assertThat(DESK.number(one)).isEqualTo(number).isNotEqualTo(ClassDesk.LOCAL);
    assertThat(DESK.number(two)).isNotEqualTo(number);
    assertThat(DESK.loader(number)).isSameAs(one);
    assertThat(DESK.number(ClassLoader.getSystemClassLoader())).isEqualTo(ClassDesk.LOCAL);
    assertThat(DESK.number(null)).isEqualTo(ClassDesk.LOCAL);
    assertThat(DESK.loader(ClassDesk.LOCAL)).isNull();
  }

  @Test
  void shouldNotKeepALoaderAlive() {
    int number = DESK.number(new Equal());
    awaitGone(number);
  }

  @Test
  void shouldLetAChildForgetWhatTheParentHasForgotten() throws Exception {
    Path classes = Compiled.into(folder.resolve("app"), "package app;\n\npublic class Thing { }");
    try (ShipPair pair = ShipPair.serving(folder)) {
      var shipped = new WeakReference<>(shippedAndGone(pair, classes));
      try (var next = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
        pair.of(next).loadClass("app.Thing");
        Awaitility.await()
            .until(
                () -> {
                  System.gc();
                  return shipped.refersTo(null);
                });
      }
    }
  }

  private static ClassLoader shippedAndGone(ShipPair pair, Path classes) throws Exception {
    int number = use(pair, classes);
    ClassLoader shipped = pair.classes.loader(number);
    awaitGone(number);
    return shipped;
  }

  /** In a method of its own, since a frame keeps its variables alive. */
  private static int use(ShipPair pair, Path classes) throws Exception {
    try (var original = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      pair.of(original).loadClass("app.Thing");
      return DESK.number(original);
    }
  }

  private static void awaitGone(int number) {
    Awaitility.await()
        .until(
            () -> {
              System.gc();
              return DESK.loader(number) == null;
            });
  }
}
