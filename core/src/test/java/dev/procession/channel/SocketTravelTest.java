package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.NotSendableException;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections over sockets that are sent to other processes. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class SocketTravelTest {
  @Test
  void shouldBeAnsweredByTheChildThatHasIt() throws Exception {
    try (var listener = Listener.open();
        var client = Client.connect(listener.address())) {
      ChildProcess child;
      try (var accepted = listener.accept()) {
        child =
            ChildProcess.of(
                    () -> {
                      try (accepted) {
                        while (true) {
                          accepted.send(List.of("child", accepted.receive()));
                        }
                      } catch (EOFException end) {
                        // The client needs no more.
                      }
                    })
                .start();
      }
      client.send("hello");
      assertThat(client.receive()).isEqualTo(List.of("child", "hello"));
      client.close();
      child.join();
      assertThat(child.exitCode()).hasValue(0);
    }
  }

  @Test
  @Conformance("_TestPicklingConnections.test_access")
  void shouldGoThroughAPipeWithTheEndsOfOthers() throws Exception {
    try (var carrier = Pipe.open();
        var pipe = Pipe.oneWay()) {
      Connection there = carrier.second();
      ChildProcess child =
          ChildProcess.of(
                  () -> {
                    try (var writer = (Connection) there.receive()) {
                      assertThat(writer.isReadable()).isFalse();
                      writer.send("all is well");
                    }
                    try (var reader = (Connection) there.receive()) {
                      assertThat(reader.isWritable()).isFalse();
                      there.send(reader.receive() + "?");
                    }
                  })
              .start();
      there.close();
      carrier.first().send(pipe.second());
      assertThat(pipe.first().receive()).isEqualTo("all is well");
      try (var back = Pipe.oneWay()) {
        carrier.first().send(back.first());
        back.second().send("foobar");
        assertThat(carrier.first().receive()).isEqualTo("foobar?");
      }
      child.join();
      assertThat(child.exitCode()).hasValue(0);
    }
  }

  @Test
  void shouldNotBeSentInTheMiddleOfAMessage() throws Exception {
    try (Ends ends = Ends.overSocket(Listener.open());
        var carrier = Pipe.open()) {
      ends.socket().write(ByteBuffer.allocate(6).putInt(100).putShort((short) 0).flip());
      assertThat(ends.other().poll(java.time.Duration.ofSeconds(60))).isTrue();
      assertThatThrownBy(() -> carrier.first().send(ends.other()))
          .isInstanceOf(NotSendableException.class)
          .hasMessageContaining("in the middle of a message");
    }
  }
}
