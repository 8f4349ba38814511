package dev.procession.internal.passing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.internal.ffm.DescriptorPassing;
import dev.procession.internal.ffm.Descriptors;
import dev.procession.internal.ffm.LocalSockets;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who gets a channel against a ticket, and who does not. */
@ExtendWith(LeakCheck.class)
class ChannelTicketTest {
  private ServerSocketChannel listener;

  @BeforeEach
  void open() throws IOException {
    listener =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    System.clearProperty(ChannelDesk.KEEP);
  }

  @Test
  void shouldHandOutOnce() throws Exception {
    ChannelTicket ticket = ChannelTicket.of(listener, false);
    closeFetched(DeskVisit.fetch(ticket));
    PoolTesting.await("the desk has let go of it", () -> isRefused(ticket));
    assertThatThrownBy(ticket::redeem)
        .isInstanceOf(ChannelTravelException.class)
        .hasMessageContaining("another process has fetched it")
        .hasMessageContaining("kind=LISTENER, pid=" + ProcessHandle.current().pid());
  }

  @Test
  void shouldHandOutAgainIfTheFirstWasKilledBeforeItCouldSayThanks() throws Exception {
    ChannelTicket ticket = ChannelTicket.of(listener, false);
    int killed = LocalSockets.connect(ticket.desk());
    DescriptorPassing.send(killed, number(ticket.high(), ticket.low()), List.of());
    DescriptorPassing.awaitData(killed, PoolTesting.DEADLINE);
    Descriptors.close(killed);
    closeFetched(DeskVisit.fetch(ticket));
  }

  @Test
  void shouldKeepForManyUntilTakenBack() throws Exception {
    ChannelTicket ticket = ChannelTicket.of(listener, true);
    for (int i = 0; i < 3; i++) {
      closeFetched(DeskVisit.fetch(ticket));
      ticket.redeem().close();
    }
    ticket.takeBack();
    PoolTesting.await("it is taken back", () -> isRefused(ticket));
  }

  @Test
  void shouldLeaveAnInterruptForLater() throws Exception {
    ChannelTicket ticket = ChannelTicket.of(listener, true);
    Thread.currentThread().interrupt();
    closeFetched(DeskVisit.fetch(ticket));
    ticket.redeem().close();
    ChannelTicket.of(listener, false).takeBack();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(listener.isOpen()).isTrue();
    var fetched = new CompletableFuture<Integer>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                fetched.complete(DeskVisit.fetch(ticket));
              } catch (IOException e) {
                fetched.completeExceptionally(e);
              }
            });
    closeFetched(PoolTesting.get(fetched));
    ticket.takeBack();
  }

  @Test
  void shouldRefuseForgedTickets() throws Exception {
    ChannelTicket ticket = ChannelTicket.of(listener, false);
    var forged =
        new ChannelTicket(
            ticket.kind(), ticket.desk(), 0, ticket.high(), ticket.low() + 1, null, 0);
    assertThatThrownBy(forged::redeem).hasMessageContaining("does not have it for us");
    List<Integer> strangers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      // They say nothing, or half of something, and keep nobody waiting.
      int stranger = LocalSockets.connect(ticket.desk());
      strangers.add(stranger);
      if (i % 2 == 0) {
        DescriptorPassing.send(stranger, ByteBuffer.wrap(new byte[7]), List.of());
      }
    }
    closeFetched(DeskVisit.fetch(ticket));
    strangers.forEach(Descriptors::close);
  }

  @Test
  @Conformance("_TestConnection.test_missing_fd_transfer")
  void shouldSayThatNoDescriptorCame() throws Exception {
    int desk = LocalSockets.listen("procession-test-" + ProcessHandle.current().pid(), 1);
    var answering =
        new Thread(
            () -> {
              try {
                DescriptorPassing.awaitData(desk, PoolTesting.DEADLINE);
                int guest = LocalSockets.accept(desk);
                // Who closes before has the guest hear of that instead.
                DescriptorPassing.awaitData(guest, PoolTesting.DEADLINE);
                DescriptorPassing.send(
                    guest, ByteBuffer.wrap(new byte[] {DeskProtocol.HERE}), List.of());
                Descriptors.close(guest);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    answering.start();
    var ticket =
        new ChannelTicket(
            ChannelKind.LISTENER,
            "procession-test-" + ProcessHandle.current().pid(),
            ProcessHandle.current().pid(),
            1,
            2,
            null,
            0);
    assertThatThrownBy(ticket::redeem).hasMessageContaining("no descriptor came");
    answering.join();
    Descriptors.close(desk);
  }

  @Test
  void shouldNotKeepForEverWhatNobodyFetches() throws Exception {
    System.setProperty(ChannelDesk.KEEP, "PT0.01S");
    var address = listener.getLocalAddress();
    ChannelTicket ticket = ChannelTicket.of(listener, false);
    listener.close();
    PoolTesting.await("nothing listens any more", () -> !connects(address));
    assertThatThrownBy(ticket::redeem).hasMessageContaining("(keep=PT0.01S)");
  }

  @Test
  void shouldKeepWhatIsOpenHereUntilThereAreTooMany() throws Exception {
    System.setProperty(ChannelDesk.KEEP, "PT0S");
    ChannelTicket first = ChannelTicket.of(listener, false);
    ChannelDesk.instance().removeDue(false);
    first.redeem().close();
    System.setProperty(ChannelDesk.KEEP, "PT1H");
    List<ChannelTicket> all = new ArrayList<>();
    try {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i <= 1000; i++) {
                  all.add(ChannelTicket.of(listener, false));
                }
              })
          .isInstanceOf(ChannelTravelException.class)
          .hasMessageContaining("too many channels are on their way: most=1000");
      assertThat(all).hasSize(1000);
    } finally {
      all.forEach(ChannelTicket::takeBack);
    }
  }

  @Test
  void shouldSayThatTheSenderHasEnded() throws Exception {
    try (var pool = ProcessPool.open(1)) {
      // The ticket itself would be redeemed on its way.
      List<Object> parts =
          PoolTesting.get(
              pool.submit(
                  () -> {
                    ChannelTicket made =
                        ChannelTicket.of(
                            ServerSocketChannel.open()
                                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                            false);
                    return List.<Object>of(made.desk(), made.pid(), made.high(), made.low());
                  }));
      var ticket =
          new ChannelTicket(
              ChannelKind.LISTENER,
              (String) parts.get(0),
              (long) parts.get(1),
              (long) parts.get(2),
              (long) parts.get(3),
              null,
              0);
      pool.shutdownNow();
      PoolTesting.await("the sender is gone", () -> !PoolTesting.isAlive(ticket.pid()));
      assertThatThrownBy(ticket::redeem).hasMessageContaining("it has ended");
    }
  }

  @Test
  void shouldTakeBackWhatCouldNotBeSent() throws Exception {
    var address = listener.getLocalAddress();
    Object unsendable = new Object();
    ServerSocketChannel here = listener;
    assertThatThrownBy(
            () ->
                ChildProcess.of(
                        () -> {
                          here.close();
                          System.out.println(unsendable);
                        })
                    .context(Context.standard().startMethod(StartMethod.SPAWN))
                    .start())
        .hasMessageContaining("'unsendable'");
    here.close();
    // At once: nobody else has it.
    assertThat(connects(address)).isFalse();
  }

  private static boolean isRefused(ChannelTicket ticket) {
    try {
      closeFetched(DeskVisit.fetch(ticket));
      return false;
    } catch (IOException refused) {
      return true;
    }
  }

  private static boolean connects(java.net.SocketAddress address) {
    try {
      SocketChannel.open(address).close();
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private static ByteBuffer number(long high, long low) {
    return ByteBuffer.allocate(DeskProtocol.NUMBER_SIZE).putLong(high).putLong(low).flip();
  }

  /** Closes what a visit has brought. */
  private static void closeFetched(int descriptor) {
    assertThat(descriptor).isPositive();
    Descriptors.close(descriptor);
  }
}
