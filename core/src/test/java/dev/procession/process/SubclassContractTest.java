package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.NotSendableException;
import dev.procession.Processes;
import dev.procession.StartMethod;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Children that are subclasses, however they are started. */
@ExtendWith(LeakCheckPerClass.class)
class SubclassContractTest {
  @TempDir private Path directory;

  /** Tells what it knows of itself. */
  private static final class Mailer extends ChildProcess {
    private static final long serialVersionUID = 1L;

    private final Signals signals;
    private final String to;
    private int sent;

    Mailer(Signals signals, String to) {
      this.signals = signals;
      this.to = to;
    }

    @Override
    protected void run() throws Exception {
      sent++;
      signals.append("sent", to + sent);
      signals.append("argument", arguments().get("subject"));
      signals.append("name", name());
      signals.append("name", Processes.current().name());
      signals.append("pid", String.valueOf(pid()));
      signals.append("state", isAlive() + " " + isDaemon() + " " + exitCode().isPresent());
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRunWithItsFieldsAndKnowItself(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    var mailer = new Mailer(signals, "eva");
    mailer.daemon(true).context(Children.context(method)).argument("subject", "hello");
    String name = mailer.name();
    assertThat(mailer).hasToString("Mailer[" + name + ", new, daemon]");
    Children.expectCode(mailer.start(), 0);
    assertThat(signals.lines("sent")).containsExactly("eva1");
    assertThat(signals.lines("argument")).containsExactly("hello");
    assertThat(signals.lines("name")).containsExactly(name, name);
    assertThat(signals.lines("pid")).containsExactly(String.valueOf(mailer.pid()));
    assertThat(signals.lines("state")).containsExactly("true true false");
    assertThat(mailer.sent).isEqualTo(Children.isProcess(method) ? 0 : 1);
  }

  /** Does to itself what only its parent may do. */
  private static final class Narcissus extends ChildProcess {
    private static final long serialVersionUID = 1L;

    private final Signals signals;

    Narcissus(Signals signals) {
      this.signals = signals;
    }

    @Override
    protected void run() throws Exception {
      attempt(this::join);
      attempt(() -> join(Duration.ofHours(1)));
      attempt(this::start);
      attempt(this::close);
      attempt(() -> name("other"));
    }

    private void attempt(dev.procession.Action action) throws Exception {
      try {
        action.perform();
        signals.append("refused", "not refused");
      } catch (IllegalStateException e) {
        signals.append("refused", "refused");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotLetTheChildWaitForItself(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    Children.expectCode(new Narcissus(signals).context(Children.context(method)).start(), 0);
    assertThat(signals.lines("refused")).hasSize(5).containsOnly("refused");
  }

  /** Holds a field that cannot be sent. */
  private static final class Unsendable extends ChildProcess {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    private final Object held;

    Unsendable(Object held) {
      this.held = held;
    }

    @Override
    protected void run() {
      var unused = held.hashCode();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldNameTheFieldThatCannotBeSent(StartMethod method) {
    var child = new Unsendable(new Thread("never started"));
    child.context(Children.context(method));
    if (!Children.isProcess(method)) {
      Children.expectCode(child.start(), 0);
      return;
    }
    assertThatThrownBy(child::start)
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("held")
        .hasMessageContaining("java.lang.Thread");
    assertThat(child.isAlive()).isFalse();
    assertThat(Processes.activeChildren()).isEmpty();
  }

  /** Overrides nothing. */
  private static final class Idle extends ChildProcess {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @EnumSource
  void shouldEndAtOnceWithoutARunMethod(StartMethod method) {
    Children.expectCode(new Idle().context(Children.context(method)).start(), 0);
  }

  @ParameterizedTest
  @EnumSource
  void shouldPrintTheErrorOfARunMethod(StartMethod method) {
    try (var screen = Screen.open()) {
      ChildProcess child =
          new ChildProcess() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void run() {
              throw new IllegalStateException("not today");
            }
          };
      child.context(Children.context(method)).name("anonymous");
      if (!Children.isProcess(method)) {
        assertThat(child.start()).isSameAs(child);
        Children.expectCode(child, 1);
        assertThat(screen.err()).contains("Exception in process anonymous", "not today");
        return;
      }
      // An anonymous class holds the object around it: here the test, which cannot be sent.
      assertThatThrownBy(child::start)
          .isInstanceOf(NotSendableException.class)
          .hasMessageContaining("SubclassContractTest");
    }
  }
}
