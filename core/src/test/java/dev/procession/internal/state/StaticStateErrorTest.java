package dev.procession.internal.state;

import static dev.procession.internal.state.Forked.call;
import static dev.procession.internal.state.Forked.failureOf;
import static dev.procession.internal.state.Forked.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.NotSendableException;
import dev.procession.Task;
import dev.procession.internal.state.Kinds.Once;
import dev.procession.internal.state.Kinds.Unsendable;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What is said about static fields that cannot be copied. */
class StaticStateErrorTest {
  private static final String REMEDY =
      "; make it Serializable, or declare the field final or transient:"
          + " then the child keeps what its own static initializer makes";
  private static final String REMEDY_IF_FINAL =
      "; make it Serializable, or declare the field transient:"
          + " then the child keeps what its own static initializer makes";
  private static final String UNSENDABLE = Unsendable.class.getName();

  @Test
  void shouldNameTheField() {
    assertThat(refusalOf(() -> Unsendable.thread.getName()))
        .isEqualTo(
            "cannot send the static field "
                + UNSENDABLE
                + ".thread: type java.lang.Thread is not Serializable"
                + REMEDY);
  }

  @Test
  void shouldNameThePathInsideTheField() {
    Unsendable.list = List.of("fine", List.of(new Thread("unsendable")));
    assertThat(refusalOf(() -> Unsendable.list))
        .isEqualTo(
            "cannot send the static field "
                + UNSENDABLE
                + ".list: its element[1].element[0] of type java.lang.Thread is not Serializable"
                + REMEDY);
  }

  @Test
  void shouldNameThePathInsideAFinalField() {
    Unsendable.FINAL_LIST.add(new Thread("unsendable"));
    assertThat(refusalOf(() -> Unsendable.FINAL_LIST))
        .isEqualTo(
            "cannot send the static field "
                + UNSENDABLE
                + ".FINAL_LIST: its element[0] of type java.lang.Thread is not Serializable"
                + REMEDY_IF_FINAL);
    Unsendable.FINAL_LIST.clear();
  }

  @Test
  void shouldNameALambda() {
    assertThat(refusalOf(() -> Unsendable.lambda))
        .isEqualTo(
            "cannot send the static field "
                + UNSENDABLE
                + ".lambda: it is a lambda of an interface that is not Serializable"
                + REMEDY);
  }

  @Test
  void shouldNameTheVariableOfTheTaskItself() {
    Thread captured = new Thread("captured");
    assertThat(refusalOf(() -> captured.getName())).contains("the variable 'captured'");
  }

  @Test
  void shouldLeaveTransientFieldsToTheChild() throws Exception {
    Unsendable.LEFT_OUT.add(new Thread("unsendable"));
    assertThat(call(() -> Unsendable.LEFT_OUT.size())).isZero();
  }

  @Test
  void shouldCopyNullWhateverTheType() throws Exception {
    Unsendable.none = null;
    assertThat(call(() -> Unsendable.none == null)).isTrue();
  }

  @Test
  void shouldAppendNothingWhenAFieldCannotBeSent() {
    Task<String> task = () -> Unsendable.thread.getName();
    var out = new WireOutput(8);
    out.writeInt(7);
    Assertions.assertThatExceptionOfType(NotSendableException.class)
        .isThrownBy(() -> StaticState.capture(out, task, Scope.PROGRAM, "the task"));
    assertThat(out.toByteArray()).containsExactly(0, 0, 0, 7);
  }

  @Test
  void shouldSayWhenAnInitializerFailsInTheChild() throws Exception {
    Once.value = 2;
    assertThat(failureOf(() -> Once.value))
        .hasMessageContaining(Once.class.getName())
        .hasMessageContaining("its static initializer threw")
        .hasMessageContaining("only once");
  }

  /** Captures while it is being initialized. */
  static final class Early {
    static String refusal;
    static int value = 1;

    static {
      refusal = refusalOf(() -> value);
    }
  }

  @Test
  void shouldRefuseAClassThatIsJustBeingInitialized() {
    assertThat(Early.refusal)
        .contains(Early.class.getName())
        .contains("its static initializer is running");
  }

  @Test
  void shouldRefuseDamagedBytesInWords() {
    byte[] bytes = Forked.capture((Task<Integer>) Counter::increment);
    var random = new Random(5);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length)] = (byte) random.nextInt();
      try {
        StaticState.restore(new WireInput(damaged), getClass().getClassLoader(), "the task");
      } catch (NotSendableException expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      }
    }
  }
}
