package dev.procession.internal.wire;

import static dev.procession.internal.wire.WireTesting.encode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.procession.Action;
import dev.procession.Fn;
import dev.procession.NotSendableException;
import dev.procession.Task;
import dev.procession.internal.wire.Samples.Node;
import dev.procession.internal.wire.Samples.Pair;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the message says about a value that cannot be sent. */
class CulpritTest {
  private static final String REMEDY =
      "; make it Serializable, send what it is made from instead, or create it in the worker";

  private final Thread thread = new Thread("unsendable");

  @Test
  void shouldNameTheLambdaAndTheVariable() {
    Thread culprit = thread;
    Task<String> task = () -> culprit.getName();
    int line = line() - 1;
    assertThat(messageAbout(task))
        .isEqualTo(
            "cannot send the lambda at CulpritTest.java:"
                + line
                + ": it captures the variable 'culprit' of type java.lang.Thread,"
                + " and type java.lang.Thread is not Serializable"
                + REMEDY);
  }

  @Test
  void shouldNameTheGuiltyOneOfSeveralVariables() {
    long before = 1;
    double between = 2;
    @Nullable String nothing = null;
    Pair<String, Thread> guilty = new Pair<>("key", thread);
    int after = 3;
    Fn<Long, String> fn = n -> guilty + nothing + before + between + after + n;
    int line = line() - 1;
    assertThat(messageAbout(fn))
        .contains("the lambda at CulpritTest.java:" + line + ":")
        .contains("the variable 'guilty' of type " + Pair.class.getName())
        .contains("java.lang.Thread is not Serializable")
        .endsWith(REMEDY);
  }

  @Test
  void shouldNameThisWhenAFieldIsRead() {
    Action action = () -> thread.start();
    int line = line() - 1;
    assertThat(messageAbout(action))
        .isEqualTo(
            "cannot send the lambda at CulpritTest.java:"
                + line
                + ": it captures 'this' of type "
                + CulpritTest.class.getName()
                + ", and type "
                + CulpritTest.class.getName()
                + " is not Serializable"
                + REMEDY);
  }

  @Test
  void shouldNameTheMethodReferenceAndItsReceiver() {
    Task<String> task = thread::getName;
    assertThat(messageAbout(task))
        .contains("the method reference Thread::getName")
        .contains("its receiver of type java.lang.Thread")
        .endsWith(REMEDY);
  }

  @Test
  void shouldNameAVariableThatCannotBeSentBecauseOfItsParts() {
    var node = new Node();
    node.value = List.of("fine", thread);
    Task<Object> task = () -> node;
    assertThat(messageAbout(task))
        .contains("the variable 'node' of type " + Node.class.getName())
        .contains("its field value.element[1] of type java.lang.Thread is not Serializable");
  }

  @Test
  void shouldSayWhyALambdaIsNone() {
    Callable<Integer> callable = () -> 1;
    assertThat(messageAbout(callable))
        .contains("cannot send the value")
        .contains("a lambda of an interface that is not Serializable")
        .contains("dev.procession.Task");
  }

  @Test
  void shouldNameTheTypeOfAValue() {
    assertThat(messageAbout(thread))
        .isEqualTo("cannot send the value: type java.lang.Thread is not Serializable" + REMEDY);
  }

  @Test
  void shouldNameThePathOfFields() {
    var inner = new Node();
    inner.value = thread;
    var outer = new Node();
    outer.next = inner;
    outer.value = outer;
    assertThat(messageAbout(outer))
        .isEqualTo(
            "cannot send the value: its field next.field value of type java.lang.Thread"
                + " is not Serializable"
                + REMEDY);
  }

  @Test
  void shouldNameTheElement() {
    assertThat(messageAbout(Arrays.asList(1, null, thread)))
        .contains("its element[2] of type java.lang.Thread");
    assertThat(messageAbout(new Object[] {List.of(), List.of(thread)}))
        .contains("its element[1].element[0] of type java.lang.Thread");
  }

  @Test
  void shouldNameTheKeyOrTheValue() {
    assertThat(messageAbout(Map.of("key", thread)))
        .contains("its value[0] of type java.lang.Thread");
    assertThat(messageAbout(Map.of(thread, "value")))
        .contains("its key[0] of type java.lang.Thread");
  }

  @Test
  void shouldLookIntoRecordsAndOptionals() {
    assertThat(messageAbout(new Pair<>(1, thread)))
        .contains("its field second of type java.lang.Thread is not Serializable");
    assertThat(messageAbout(new Pair<>(1, Optional.of(thread))))
        .contains("of type java.lang.Thread is not Serializable")
        .endsWith(REMEDY);
    assertThat(messageAbout(Map.entry(1, thread)))
        .contains("of type java.lang.Thread is not Serializable");
  }

  @Test
  void shouldLookIntoALambdaInsideAValue() {
    Thread culprit = thread;
    Task<String> task = () -> culprit.getName();
    assertThat(messageAbout(List.of(1, task)))
        .contains("element[1]")
        .contains("of type java.lang.Thread is not Serializable");
  }

  @Test
  void shouldQuoteWhatAValueThrows() {
    assertThat(messageAbout(new Unwritable(new IOException("not today"))))
        .isEqualTo(
            "cannot send the value of type "
                + Unwritable.class.getName()
                + ": java.io.IOException: not today");
    for (Throwable thrown :
        List.of(new IllegalStateException("not today"), new AssertionError("not today"))) {
      assertThat(messageAbout(new Unwritable(thrown)))
          .contains(Unwritable.class.getName())
          .contains("not today");
      assertThat(messageAbout(List.of(new Unwritable(thrown)))).contains("not today");
    }
  }

  @Test
  void shouldQuoteWhatAnAccessorThrows() {
    assertThat(messageAbout(new Guarded(1)))
        .contains("accessor " + Guarded.class.getName() + ".secret threw");
  }

  @Test
  void shouldSurviveAListThatThrowsWhenItIsLookedThrough() {
    assertThat(messageAbout(new Lazy(thread)))
        .contains(Lazy.class.getName())
        .contains("java.lang.Thread");
  }

  @Test
  void shouldKeepWhatSerializationSaid() {
    NotSendableException error =
        catchThrowableOfType(NotSendableException.class, () -> encode(thread));
    assertThat(error).hasCauseInstanceOf(NotSerializableException.class);
  }

  @Test
  void shouldExplainAFailureWithoutAValue() {
    NotSendableException error =
        Culprit.explain("the value", null, new NotSerializableException("some.Type"));
    assertThat(error).hasMessageContaining("the value").hasMessageContaining("some.Type");
  }

  @Test
  void shouldSayThatAValueChangedMeanwhile() {
    assertThat(messageAbout(new Unwritable(new ConcurrentModificationException())))
        .isEqualTo(
            "cannot send the value of type "
                + Unwritable.class.getName()
                + ": another thread changed it while it was copied; hold it still until then");
  }

  @Test
  void shouldAppendNothingWhenAValueCannotBeSent() {
    var out = new WireOutput(16);
    out.writeInt(7);
    NotSendableException error =
        catchThrowableOfType(
            NotSendableException.class,
            () -> ObjectCodec.write(out, Arrays.asList("much", thread), "the value"));
    assertThat(error).isNotNull();
    assertThat(out.toByteArray()).containsExactly(0, 0, 0, 7);
  }

  private static String messageAbout(@Nullable Object value) {
    NotSendableException error =
        catchThrowableOfType(NotSendableException.class, () -> encode(value));
    assertThat(error).as("what encoding throws").isNotNull();
    return error.getMessage();
  }

  /** The line it is called in. */
  private static int line() {
    return new Throwable().getStackTrace()[1].getLineNumber();
  }

  /** Throws when it is written. */
  static final class Unwritable implements Serializable {
    private static final long serialVersionUID = 1;

    private final transient Throwable thrown;

    Unwritable(Throwable thrown) {
      this.thrown = thrown;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      switch (thrown) {
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError(thrown);
      }
    }
  }

  /** A list that cannot be read without what it was loaded from. */
  static final class Lazy extends AbstractList<String> implements Serializable {
    private static final long serialVersionUID = 1;

    @SuppressWarnings({"unused", "UnusedVariable"})
    private final Thread session;

    Lazy(Thread session) {
      this.session = session;
    }

    @Override
    public String get(int index) {
      throw new IllegalStateException("no session");
    }

    @Override
    public int size() {
      return 1;
    }
  }

  /** Keeps something to itself. */
  record Guarded(int secret) {
    @Override
    public int secret() {
      throw new IllegalStateException("mine");
    }
  }
}
