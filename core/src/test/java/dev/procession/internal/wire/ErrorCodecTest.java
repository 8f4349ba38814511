package dev.procession.internal.wire;

import static dev.procession.internal.wire.WireTesting.decodeError;
import static dev.procession.internal.wire.WireTesting.encodeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.procession.NotSendableException;
import dev.procession.RemoteTaskException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Exceptions come back as themselves if they can, and are described if they cannot. */
class ErrorCodecTest {
  @Test
  void shouldRebuildAnException() {
    var error = new IllegalStateException("message é \u20AC \uD800");
    Throwable copied = copy(error);
    assertThat(copied)
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage(error.getMessage());
    assertThat(copied.getStackTrace()).isEqualTo(error.getStackTrace());
  }

  @Test
  void shouldRebuildAnExceptionWithoutMessageOrStack() {
    var error = new Exception();
    error.setStackTrace(new StackTraceElement[0]);
    assertThat(copy(error)).isExactlyInstanceOf(Exception.class).hasMessage(null);
    assertThat(copy(error).getStackTrace()).isEmpty();
  }

  @Test
  void shouldRebuildAnError() {
    assertThat(copy(new OutOfMemoryError("heap")))
        .isExactlyInstanceOf(OutOfMemoryError.class)
        .hasMessage("heap");
  }

  @Test
  void shouldKeepCausesAndSuppressedExceptions() {
    var error = new RuntimeException("top", new IOException("below", new Exception("bottom")));
    error.addSuppressed(new ArithmeticException("beside"));
    Throwable copied = copy(error);
    assertThat(copied).hasCauseExactlyInstanceOf(IOException.class).hasRootCauseMessage("bottom");
    assertThat(copied.getSuppressed())
        .singleElement()
        .isInstanceOf(ArithmeticException.class)
        .extracting(Throwable::getMessage)
        .isEqualTo("beside");
  }

  @Test
  void shouldKeepCausesThatGoRoundInACircle() {
    var a = new IllegalStateException("a");
    var b = new IllegalStateException("b", a);
    a.initCause(b);
    Throwable copied = copy(a);
    assertThat(copied).hasMessage("a");
    assertThat(copied.getCause()).hasMessage("b");
    assertThat(copied.getCause().getCause()).isSameAs(copied);
  }

  @Test
  void shouldDescribeAnExceptionWithAFieldThatCannotBeSent() {
    var error = new Holding("message", new IOException("below"));
    error.addSuppressed(new ArithmeticException("beside"));
    RemoteTaskException described = describe(error);
    assertThat(described.remoteType()).isEqualTo(Holding.class.getName());
    assertThat(described.remoteMessage()).isEqualTo("message");
    assertThat(described.getStackTrace()).isNotEmpty();
    assertThat(described.getStackTrace()[0].getMethodName())
        .isEqualTo("shouldDescribeAnExceptionWithAFieldThatCannotBeSent");
    assertThat(((RemoteTaskException) described.getCause()).remoteType())
        .isEqualTo(IOException.class.getName());
    assertThat(described.getSuppressed())
        .singleElement()
        .asInstanceOf(type(RemoteTaskException.class))
        .extracting(RemoteTaskException::remoteMessage)
        .isEqualTo("beside");
  }

  @Test
  void shouldDescribeCausesThatGoRoundInACircle() {
    var a = new Holding("a", null);
    a.initCause(new IllegalStateException("b", a));
    RemoteTaskException described = describe(a);
    assertThat(described.remoteMessage()).isEqualTo("a");
    int depth = 0;
    for (Throwable cause = described.getCause(); cause != null; cause = cause.getCause()) {
      depth++;
    }
    assertThat(depth).isBetween(2, 100);
  }

  @Test
  void shouldBoundADescription() {
    var error = new Holding("message", null);
    for (int i = 0; i < 1000; i++) {
      error.addSuppressed(new Holding("beside", new Exception("below")));
    }
    var frame = new StackTraceElement("Type", "method", null, 1);
    error.setStackTrace(Collections.nCopies(100_000, frame).toArray(StackTraceElement[]::new));
    RemoteTaskException described = describe(error);
    assertThat(described.getStackTrace()).hasSizeBetween(100, 2000).contains(frame);
    assertThat(described.getSuppressed()).hasSizeBetween(10, 100);
  }

  @Test
  void shouldDescribeAnExceptionWhoseClassIsMissing() {
    byte[] bytes = encodeError(new Custom("message"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    byte[] renamed = text.replace("$Custom", "$Costum").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(decodeError(bytes)).isExactlyInstanceOf(Custom.class).hasMessage("message");
    assertThat(decodeError(renamed))
        .isInstanceOfSatisfying(
            RemoteTaskException.class,
            described -> {
              assertThat(described.remoteType()).endsWith("ErrorCodecTest$Costum");
              assertThat(described.remoteMessage()).isEqualTo("message");
            });
  }

  @Test
  void shouldDescribeAnExceptionThatCannotBeRebuilt() {
    assertThat(describe(new Unbuildable()).remoteType()).isEqualTo(Unbuildable.class.getName());
  }

  @Test
  void shouldSurviveAnExceptionWhoseMessageThrows() {
    assertThat(copy(new Mute())).isInstanceOf(Mute.class);
    RemoteTaskException described = describe(new Mute(Thread.currentThread()));
    assertThat(described.remoteType()).isEqualTo(Mute.class.getName());
    assertThat(described.remoteMessage()).contains("getMessage() threw", "AssertionError");
  }

  @Test
  void shouldNameAnExceptionThatTellsNothingOfItself() {
    for (boolean aboutCause : new boolean[] {true, false}) {
      assertThat(describe(new Secretive(aboutCause)).remoteType())
          .isEqualTo(Secretive.class.getName());
    }
  }

  @Test
  void shouldSurviveFailuresThatCannotBeToldAbout() {
    assertThat(describe(new Unspeakable(true)).remoteType()).isEqualTo(Unspeakable.class.getName());
    assertThat(describe(new Unspeakable(false)).remoteType())
        .isEqualTo(Unspeakable.class.getName());
  }

  @Test
  void shouldSurviveAnExceptionThatThrowsWhenItIsWritten() {
    assertThat(describe(new Unwritable()).remoteType()).isEqualTo(Unwritable.class.getName());
  }

  @Test
  void shouldLeaveTheReaderBehindTheException() {
    for (Throwable error : Arrays.asList(new Exception(), new Holding("a", null), new Mute())) {
      var out = new WireOutput(16);
      out.writeInt(1);
      ErrorCodec.write(out, error);
      out.writeInt(2);
      var in = new WireInput(out.toByteArray());
      assertThat(in.readInt()).isEqualTo(1);
      var unused = ErrorCodec.read(in, WireTesting.LOADER);
      assertThat(in.readInt()).isEqualTo(2);
    }
  }

  @Test
  void shouldSayThatAnExceptionArrivedDamaged() {
    assertThat(decodeError(new byte[0]))
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("arrived damaged");
  }

  private static Throwable copy(Throwable error) {
    return decodeError(encodeError(error));
  }

  private static RemoteTaskException describe(Throwable error) {
    Throwable copied = copy(error);
    assertThat(copied).isInstanceOf(RemoteTaskException.class);
    return (RemoteTaskException) copied;
  }

  /** Can be sent. */
  static final class Custom extends Exception {
    private static final long serialVersionUID = 1;

    Custom(String message) {
      super(message);
    }
  }

  /** Has a field that cannot be sent. */
  static final class Holding extends Exception {
    private static final long serialVersionUID = 1;

    @SuppressWarnings({"unused", "UnusedVariable"})
    private final Thread held = Thread.currentThread();

    Holding(String message, @Nullable Throwable cause) {
      super(message);
      if (cause != null) {
        initCause(cause);
      }
    }
  }

  /** Can be sent, but not read. */
  static final class Unbuildable extends Exception {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream in) throws IOException {
      throw new IOException("not today");
    }
  }

  /** Fails, when it is written or read, with an error that fails when it is asked what it is. */
  static final class Unspeakable extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean whenWritten;

    Unspeakable(boolean whenWritten) {
      this.whenWritten = whenWritten;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      if (whenWritten) {
        throw new Speechless();
      }
      out.defaultWriteObject();
    }

    private void readObject(ObjectInputStream in) {
      throw new Speechless();
    }
  }

  /** Has nothing to say. */
  static final class Speechless extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      throw new AssertionError("speechless");
    }
  }

  /** Throws when it is written. */
  static final class Unwritable extends Exception {
    private static final long serialVersionUID = 1;

    private void writeObject(ObjectOutputStream out) {
      throw new AssertionError("not today");
    }
  }

  /** Has a message that nobody gets to see. */
  static final class Mute extends Exception {
    private static final long serialVersionUID = 1;

    @SuppressWarnings({"unused", "UnusedVariable"})
    private final @Nullable Object held;

    Mute() {
      this(null);
    }

    Mute(@Nullable Object held) {
      this.held = held;
    }

    @Override
    public String getMessage() {
      throw new AssertionError("no message");
    }
  }

  /** Does not tell its cause, or its stack. */
  static final class Secretive extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean aboutCause;

    Secretive(boolean aboutCause) {
      this.aboutCause = aboutCause;
    }

    @Override
    public synchronized Throwable getCause() {
      if (aboutCause) {
        throw new AssertionError("no cause");
      }
      return super.getCause();
    }

    @Override
    public StackTraceElement @Nullable [] getStackTrace() {
      return aboutCause ? super.getStackTrace() : null;
    }
  }
}
