package dev.procession.manager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.NotSendableException;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireOutput;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Warnings;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Clients of a manager that want too much or talk nonsense harm nobody but themselves. */
@ExtendWith(LeakCheck.class)
class HostileClientsTest {
  /** So that no two items of a queue are equal. */
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private static final byte[] KEY = "secret".getBytes(UTF_8);
  private static final SocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);
  private static final byte[] NOBODY = {};

  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private Thread.UncaughtExceptionHandler before;
  private Warnings warnings;
  private Manager server;
  private ManagedMap<String, Object> map;

  @BeforeEach
  void serve() throws IOException {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.add(error));
    warnings = new Warnings("dev.procession.manager");
    server = Manager.serve(ANY_PORT, KEY);
    map = server.map();
    map.put("a", 1);
  }

  /** Whatever has been tried, those who behave are served. */
  @AfterEach
  void close() throws IOException {
    try (Manager served = server;
        Warnings heard = warnings;
        Manager client = Manager.connect(server.address(), KEY)) {
      assertThat(map).containsEntry("a", 1);
      assertThat(client.counter().increment()).isEqualTo(1);
      assertThat(served.address()).isEqualTo(client.address());
      assertThat(heard.texts()).noneMatch(text -> text.contains("SEVERE"));
      assertThat(uncaught).isEmpty();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  private LinkedRef.Lease lease() {
    return ((LinkedRef) Proxies.required(map)).lease();
  }

  private static Consumer<WireOutput> attach(LinkedRef.Lease lease, Access access, byte[] token) {
    return attach(lease, access, token, lease.operations().fingerprint());
  }

  private static Consumer<WireOutput> attach(
      LinkedRef.Lease lease, Access access, byte[] token, int fingerprint) {
    return out -> {
      out.writeLong(lease.object());
      out.writeByte(access.ordinal());
      out.writeSized(token);
      out.writeInt(fingerprint);
      out.writeLong(0);
    };
  }

  private static Consumer<WireOutput> call(int id, long object, int method, Object... arguments) {
    return out -> {
      out.writeInt(id);
      out.writeLong(object);
      out.writeShort(method);
      out.writeLong(1);
      for (Object argument : arguments) {
        ObjectCodec.write(out, argument, "an argument");
      }
    };
  }

  private static void someTransfer(WireOutput out) {
    out.writeLong(99);
    out.writeLong(1);
  }

  private static int number(Class<?> core, String method) {
    Operations operations = Operations.of(core);
    for (int i = 0; operations.get(i) != null; i++) {
      if (operations.get(i).name().equals(method)) {
        return i;
      }
    }
    throw new AssertionError(method);
  }

  // ---- rights -----------------------------------------------------------------------------------

  @Test
  void shouldRefuseForgedTokens() throws Exception {
    LinkedRef.Lease lease = lease();
    byte[] forged = lease.token().clone();
    forged[3] ^= 1;
    int size = number(MapCore.class, "size");
    for (byte[] token : List.of(forged, NOBODY, new byte[1000])) {
      try (var client = RawClient.open(server.address(), KEY, NOBODY)) {
        client.send(CallLayout.ATTACH, attach(lease, Access.ALL, token));
        client.send(CallLayout.CALL, call(7, lease.object(), size));
        assertThat(client.error(7)).hasMessageContaining("does not fit");
      }
    }
    warnings.expect("its token does not fit: object=MapCore#");
    warnings.expect("it has no right to use the object");
    int leases = server.leases();
    try (var client = RawClient.open(server.address(), KEY, NOBODY)) {
      client.send(CallLayout.ATTACH, attach(lease, Access.ALL, lease.token(), 12345));
      client.send(CallLayout.CALL, call(8, lease.object(), size));
      assertThat(client.error(8)).hasMessageContaining("does not fit");
      warnings.expect("its interface is another version");
      client.send(CallLayout.ATTACH, attach(lease, Access.ALL, lease.token()));
      client.send(CallLayout.CALL, call(9, lease.object(), size));
      assertThat(client.value(9)).isEqualTo(1);
      assertThat(server.leases()).isEqualTo(leases + 1);
    }
  }

  @Test
  void shouldNotMakeAReaderAWriter() throws Exception {
    LinkedRef reader = (LinkedRef) Proxies.required(Manager.readOnly(map));
    LinkedRef.Lease lease = reader.lease();
    int clear = number(MapCore.class, "clear");
    try (var client = RawClient.open(server.address(), KEY, NOBODY)) {
      client.send(CallLayout.ATTACH, attach(lease, Access.ALL, lease.token()));
      client.send(CallLayout.CALL, call(1, lease.object(), clear));
      assertThat(client.error(1)).hasMessageContaining("does not fit");
      client.send(CallLayout.ATTACH, attach(lease, Access.READ, lease.token()));
      client.send(CallLayout.CALL, call(2, lease.object(), clear));
      assertThat(client.error(2)).isInstanceOf(UnsupportedOperationException.class);
      int size = number(MapCore.class, "size");
      client.send(CallLayout.CALL, call(3, lease.object(), size));
      assertThat(client.value(3)).isEqualTo(1);
    }
  }

  @Test
  void shouldRefuseUnknownObjectsAndMethods() throws Exception {
    LinkedRef.Lease lease = lease();
    try (var client = RawClient.open(server.address(), KEY, NOBODY)) {
      client.send(CallLayout.CALL, call(1, 99, 0));
      assertThat(client.error(1))
          .isInstanceOf(ManagerRefusedException.class)
          .hasMessageContaining("not there any more");
      client.send(CallLayout.ATTACH, attach(lease, Access.ALL, lease.token()));
      for (int method : new int[] {1000, -1, Short.MAX_VALUE}) {
        client.send(CallLayout.CALL, call(2, lease.object(), method));
        assertThat(client.error(2)).hasMessageContaining("no such method");
      }
      warnings.expect("no such method");
      client.send(CallLayout.RELEASE, out -> out.writeLong(99));
      client.send(CallLayout.TRANSFER, HostileClientsTest::someTransfer);
      client.send(CallLayout.CANCEL, out -> out.writeInt(99));
      client.send(
          CallLayout.DELIVERED,
          out -> {
            out.writeInt(99);
            out.writeLong(1);
          });
      int size = number(MapCore.class, "size");
      client.send(CallLayout.CALL, call(3, lease.object(), size));
      assertThat(client.value(3)).isEqualTo(1);
    }
  }

  @Test
  void shouldLetOnlyThoseWithTheKeyMakeObjects() throws Exception {
    try (var client = RawClient.open(server.address(), KEY, NOBODY)) {
      for (String method : List.of("make", "names", "remove", "register", "counts", "shutdown")) {
        client.send(CallLayout.CALL, call(1, CallLayout.ROOT, number(RootCore.class, method)));
        assertThat(client.error(1)).as(method).hasMessageContaining("who has the key");
      }
      int text = number(RootCore.class, "text");
      client.send(CallLayout.CALL, call(2, CallLayout.ROOT, text, lease().object()));
      assertThat(client.error(2)).hasMessageContaining("not there");
    }
    warnings.expect("it has not shown the key: method=make");
    assertThatThrownBy(() -> RawClient.open(server.address(), KEY, new byte[32]).close())
        .isInstanceOf(IOException.class);
    warnings.expect("it has another key");
  }

  /** An interface that nobody has registered. */
  interface Stranger {
    void hello();
  }

  @Test
  void shouldRefuseTypesThatAreNotRegistered() throws Exception {
    try (Manager client = Manager.connect(server.address(), KEY)) {
      assertThatThrownBy(() -> client.create(Stranger.class))
          .hasMessageContaining("not registered");
      warnings.expect("not registered");
    }
  }

  // ---- classes ----------------------------------------------------------------------------------

  /** Is not one of the JDK's. */
  record Custom(int n) implements Serializable {}

  /** Has a lambda; that it is an interface does not make it known. */
  interface Lambdas {
    static dev.procession.Fn2<Object, Object, Object> second() {
      return (a, b) -> b;
    }
  }

  @Test
  void shouldMakeNothingOfClassesThatAreNotAllowed() throws Exception {
    try (Manager client = Manager.connect(server.address(), KEY)) {
      ManagedMap<String, Object> same = client.named("map").map();
      same.put("n", 1);
      for (Object custom : List.of(new Custom(1), List.of(new Custom(1)), new Custom[1])) {
        assertThatThrownBy(() -> same.put("custom", custom))
            .isInstanceOf(NotSendableException.class)
            .hasMessageContaining("Custom");
      }
      warnings.expect("Custom");
      assertThatThrownBy(() -> same.merge("n", 2, (a, b) -> b))
          .isInstanceOf(NotSendableException.class);
      assertThatThrownBy(() -> same.merge("n", 2, Lambdas.second()))
          .isInstanceOf(NotSendableException.class);
      assertThatThrownBy(() -> same.compute("n", HostileClientsTest::pid))
          .isInstanceOf(NotSendableException.class);
      assertThatThrownBy(() -> client.register(Stranger.class, () -> () -> {}))
          .isInstanceOf(NotSendableException.class);
      assertThat(same).containsOnlyKeys("n").containsEntry("n", 1);
      // What runs in the caller needs no permission.
      java.util.concurrent.ConcurrentMap<String, Object> plain = same;
      plain.merge("n", 2, (a, b) -> b);
      assertThat(same).containsEntry("n", 2);
    }
  }

  private static Object pid(Object key, Object value) {
    return ProcessHandle.current().pid();
  }

  @Test
  void shouldMakeWhatIsAllowedOnBothSides() throws Exception {
    try (Manager open = Manager.serve(ANY_PORT, c -> c.key(KEY).allow(HostileClientsTest.class));
        Manager client =
            Manager.connect(open.address(), c -> c.key(KEY).allow(HostileClientsTest.class));
        Manager strict = Manager.connect(open.address(), KEY)) {
      ManagedMap<String, Object> same = client.named("map").map();
      same.put("custom", new Custom(5));
      assertThat(same.get("custom")).isEqualTo(new Custom(5));
      same.merge("custom", new Custom(6), (a, b) -> b);
      assertThat(same.get("custom")).isEqualTo(new Custom(6));
      ManagedMap<String, Object> read = strict.named("map").map();
      assertThatThrownBy(() -> read.get("custom"))
          .isInstanceOf(NotSendableException.class)
          .hasMessageContaining("Custom");
      assertThat(read.size()).isEqualTo(1);
    }
  }

  // ---- nonsense ---------------------------------------------------------------------------------

  @Test
  void shouldDropWhoSendsGarbage() throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (i % 2 == 0 && bytes.length > 5) {
        // A frame that there is, with garbage in it.
        bytes[0] = (byte) (1 + random.nextInt(8));
        java.nio.ByteBuffer.wrap(bytes).putInt(1, bytes.length - 5);
      }
      try (var client = RawClient.open(server.address(), KEY, NOBODY)) {
        client.sendBytes(bytes);
      }
    }
    expectSessionsToEnd("seed=" + seed);
  }

  @Test
  void shouldDropWhoSendsFramesThatAreTooShort() throws Exception {
    LinkedRef.Lease lease = lease();
    List<byte[]> frames = new ArrayList<>();
    frames.add(RawClient.frame(CallLayout.ATTACH, attach(lease, Access.ALL, lease.token())));
    frames.add(
        RawClient.frame(
            CallLayout.CALL, call(1, lease.object(), number(MapCore.class, "get"), "a")));
    frames.add(RawClient.frame(CallLayout.TRANSFER, HostileClientsTest::someTransfer));
    for (byte[] frame : frames) {
      for (int length = 1; length < frame.length; length += 3) {
        byte[] cut = java.util.Arrays.copyOf(frame, length);
        try (var client = RawClient.open(server.address(), KEY, NOBODY)) {
          client.sendBytes(cut);
          assertThatThrownBy(client::receive).isInstanceOf(IOException.class);
        }
      }
    }
    warnings.expect("makes no sense");
    expectSessionsToEnd("all of them");
  }

  private void expectSessionsToEnd(String what) {
    assertThat(map).containsEntry("a", 1);
    PoolTesting.await("leases of clients end: " + what, () -> server.leases() == 1);
    assertThat(uncaught).as(what).isEmpty();
  }

  @Test
  void shouldDropWhoSendsGarbageThroughSharedMemory(@TempDir Path directory) throws Exception {
    var file = UnixDomainSocketAddress.of(directory.resolve("manager"));
    try (Manager near = Manager.serve(file, KEY)) {
      ManagedMap<String, Integer> here = near.map();
      ManagerAddress address =
          new ManagerAddress(
              ManagerAddress.UNKNOWN, file, Secrets.connectionKey(KEY), false, false, null);
      for (int i = 0; i < 5; i++) {
        Opening opening = Opening.connect(address, null, null, Duration.ofSeconds(20));
        try {
          opening.connection().sendBytes(new byte[] {99, 0, 0, 0, 0, 1, 2, 3});
          assertThatThrownBy(opening.connection()::receiveBytes).isInstanceOf(IOException.class);
        } finally {
          opening.close();
        }
      }
      here.put("b", 2);
      assertThat(here).containsEntry("b", 2);
      warnings.expect("makes no sense");
    }
  }

  // ---- silence ----------------------------------------------------------------------------------

  @Test
  void shouldServeOthersWhileManySayNothing() throws Exception {
    try (var open = new Closing()) {
      for (int i = 0; i < 200; i++) {
        SocketChannel silent = SocketChannel.open(server.address());
        open.add(silent);
        if (i % 20 == 0) {
          // These have the right to connect, and stop at each step of what comes then.
          open.add(RawClient.greeted(server.address(), KEY));
          open.add(RawClient.open(server.address(), KEY, NOBODY));
        }
      }
      try (Manager client = Manager.connect(server.address(), KEY)) {
        assertThat(client.counter().increment()).isEqualTo(1);
      }
    }
  }

  /** All of what goes over the network is cut off somewhere, or stops there. */
  @Test
  void shouldOutliveConnectionsThatEndAnywhere() throws Exception {
    for (int limit = 0; limit < 900; limit += 37) {
      boolean silently = limit % 2 == 1;
      try (var relay = new Relay(server.address(), limit, silently)) {
        var client = Tries.inThread(() -> useThrough(relay.address()));
        relay.awaitLimit(client);
        if (silently) {
          assertThat(map).containsEntry("a", 1);
          relay.cut();
        }
        assertThat(PoolTesting.get(client)).isBetween(0, 50);
      }
    }
    PoolTesting.await("leases of clients end", () -> server.leases() == 1);
    ManagedQueue<Integer> queue = server.named("queue").queue();
    assertThat(queue).doesNotHaveDuplicates();
    server.remove("queue");
  }

  /** Uses a manager as long as that is possible; returns how many items were put. */
  private static int useThrough(SocketAddress address) {
    int done = 0;
    try (Manager client = Manager.connect(address, KEY)) {
      ManagedQueue<Integer> queue = client.named("queue").queue();
      for (; done < 50; done++) {
        queue.put(NUMBERS.getAndIncrement());
        queue.take();
      }
    } catch (IOException | ManagerDiedException | InterruptedException over) {
      // That is what was to be.
    }
    return done;
  }

  @Test
  void shouldNotMindAClientThatDoesNotRead() throws Exception {
    LinkedRef.Lease lease = lease();
    map.put("large", "x".repeat(1 << 20));
    int get = number(MapCore.class, "get");
    try (var client = RawClient.open(server.address(), KEY, NOBODY)) {
      client.send(CallLayout.ATTACH, attach(lease, Access.ALL, lease.token()));
      for (int i = 0; i < 50; i++) {
        client.send(CallLayout.CALL, call(i, lease.object(), get, "large"));
      }
      assertThat(map).containsEntry("a", 1).hasSize(2);
    }
    PoolTesting.await("its lease ends", () -> server.leases() == 1);
  }
}
