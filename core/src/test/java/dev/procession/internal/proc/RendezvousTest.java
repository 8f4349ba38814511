package dev.procession.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolTesting;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may report as a child, and what strangers achieve: nothing. */
@ExtendWith(LeakCheck.class)
class RendezvousTest {
  private final Rendezvous rendezvous = Rendezvous.instance();
  private final List<SocketChannel> callers = new ArrayList<>();
  private Rendezvous.Ticket ticket;

  @BeforeEach
  void expect() throws IOException {
    ticket = rendezvous.expect();
  }

  @AfterEach
  void forget() throws IOException {
    rendezvous.forget(ticket);
    for (SocketChannel caller : callers) {
      caller.close();
    }
    assertThat(Files.exists(ticket.socket())).isFalse();
  }

  private SocketChannel call() throws IOException {
    SocketChannel caller = SocketChannel.open(UnixDomainSocketAddress.of(ticket.socket()));
    callers.add(caller);
    return caller;
  }

  private SocketChannel call(int role, long launch) throws IOException {
    SocketChannel caller = call();
    new Hello(role, launch, 1).send(caller);
    return caller;
  }

  private static boolean isHungUp(SocketChannel caller) throws IOException {
    return caller.read(ByteBuffer.allocate(1)) < 0;
  }

  private void completesWithTwoGoodCalls() throws Exception {
    call(Hello.CONTROL, ticket.launch());
    call(Hello.DATA, ticket.launch());
    close(PoolTesting.get(ticket.sockets()));
  }

  @Test
  @Conformance("_TestProcess.test_forkserver_auth_is_enabled")
  void shouldTakeBothCallsInEitherOrder() throws Exception {
    call(Hello.DATA, ticket.launch());
    call(Hello.CONTROL, ticket.launch());
    close(PoolTesting.get(ticket.sockets()));
  }

  @Test
  void shouldLetOnlyThisUserIn() throws Exception {
    assertThat(Files.getPosixFilePermissions(ticket.socket().getParent()))
        .extracting(Enum::name)
        .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE", "OWNER_EXECUTE");
  }

  @Test
  void shouldHangUpOnGarbage() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      byte[] garbage = new byte[32 + random.nextInt(100)];
      random.nextBytes(garbage);
      SocketChannel caller = call();
      caller.write(ByteBuffer.wrap(garbage));
      caller.shutdownOutput();
      assertThat(hungUpOrReset(caller)).as("seed=%d, caller=%d", seed, i).isTrue();
    }
    completesWithTwoGoodCalls();
  }

  /** What was sent and never read makes the end a reset. */
  private static boolean hungUpOrReset(SocketChannel caller) {
    try {
      return isHungUp(caller);
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  @Conformance("_TestProcess.test_forkserver_without_auth_fails")
  void shouldHangUpOnAWrongLaunchNumberAndAWrongRole() throws Exception {
    assertThat(isHungUp(call(Hello.CONTROL, ticket.launch() + 1))).isTrue();
    assertThat(isHungUp(call(3, ticket.launch()))).isTrue();
    completesWithTwoGoodCalls();
  }

  @Test
  void shouldTakeOneCallInEachRole() throws Exception {
    List<SocketChannel> same = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      same.add(call(Hello.CONTROL, ticket.launch()));
    }
    // Which of them was first is the listener's secret; the other two are hung up on.
    PoolTesting.await("two are hung up on", () -> closed(same) == 2);
    assertThat(ticket.sockets()).isNotDone();
    call(Hello.DATA, ticket.launch());
    close(PoolTesting.get(ticket.sockets()));
  }

  private static long closed(List<SocketChannel> callers) throws IOException {
    long closed = 0;
    for (SocketChannel caller : callers) {
      caller.configureBlocking(false);
      if (isHungUp(caller)) {
        closed++;
      }
    }
    return closed;
  }

  @Test
  void shouldNotWaitForCallersWhoSayNothing() throws Exception {
    for (int i = 0; i < 50; i++) {
      call();
    }
    SocketChannel slow = call();
    slow.write(ByteBuffer.allocate(5));
    completesWithTwoGoodCalls();
    assertThat(isHungUp(slow)).as("closed with the listener").isTrue();
  }

  /** No supervisor watches these, so both are closed here. */
  private static void close(ChildSockets pair) throws IOException {
    pair.close();
    pair.control().close();
  }
}
