package dev.procession.manager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.Context;
import dev.procession.NotSendableException;
import dev.procession.StartMethod;
import dev.procession.channel.AuthenticationException;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.Certificates;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import dev.procession.testing.Warnings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Managers that other programs use, and ways to start and restart them. */
@ExtendWith(LeakCheck.class)
class RemoteManagerTest {
  private static final byte[] KEY = "les mille et une nuits".getBytes(UTF_8);
  private static final SocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

  @TempDir private static Path directory;

  /** What may come over the network. */
  private static List<Object> values() {
    return new ArrayList<>(
        Arrays.asList(
            "hello world",
            null,
            true,
            2.25,
            "hall\u00e5 v\u00e4rlden",
            "\u043f\u0440\u0438",
            1L << 40,
            List.of(1, List.of(2)),
            Map.of("a", 1),
            Duration.ofSeconds(3)));
  }

  /** A program that is a manager until it is killed. */
  static final class Serving {
    public static void main(String[] arguments) throws Exception {
      Certificates certificates = Certificates.load(Path.of(arguments[0]));
      Manager manager = Manager.serve(ANY_PORT, c -> c.key(KEY).tls(certificates.known()));
      System.out.println(((InetSocketAddress) manager.address()).getPort());
      System.out.println("serves");
      manager.join(Duration.ofHours(1));
    }
  }

  /** A program that uses it: adds to what is there. */
  static final class Using {
    public static void main(String[] arguments) throws Exception {
      SSLContext trusting = Certificates.load(Path.of(arguments[0])).anonymous();
      var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[1]));
      try (Manager manager = Manager.connect(address, c -> c.key(KEY).tls(trusting))) {
        ManagedQueue<List<Object>> queue = manager.named("queue").queue();
        queue.put(values());
        ManagedLock lock = manager.named("lock").lock();
        lock.lock();
        System.out.println("puts");
        manager.named("go").event().await();
        System.out.println(queue.poll());
      }
    }
  }

  @Test
  @Conformance("_TestRemoteManager.test_remote")
  void shouldBeUsedEncryptedByProgramsThatKnowAddressAndKey() throws Exception {
    SSLContext trusting = Certificates.make(directory).anonymous();
    String there = directory.toString();
    try (var serving = Program.start(directory, Serving.class, there)) {
      serving.expectLine("serves");
      var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(serving.out().getFirst()));
      String port = String.valueOf(address.getPort());
      try (var using = Program.start(directory, Using.class, there, port);
          Manager manager = Manager.connect(address, c -> c.key(KEY).tls(trusting))) {
        assertThat(manager.pid()).isEqualTo(serving.pid());
        ManagedQueue<List<Object>> queue = manager.named("queue").queue();
        assertThat(queue.take()).isEqualTo(values());
        assertThatThrownBy(() -> queue.put(List.of(new Object())))
            .isInstanceOf(NotSendableException.class);
        using.expectLine("puts");

        assertThatThrownBy(
                () -> Manager.connect(address, c -> c.key(new byte[] {1, 2}).tls(trusting)))
            .isInstanceOf(AuthenticationException.class);
        PoolTesting.await("the refusal is logged", () -> serving.err().contains("key"));
        assertThat(serving.err()).contains("WARNING");

        ManagedLock lock = manager.named("lock").lock();
        assertThat(lock.tryLock()).isFalse();
        manager.named("go").event().set();
        using.expectCode(0);
        assertThat(using.out()).contains("null");
        // The program has ended with the lock in its hands.
        assertThat(lock.tryLock(PoolTesting.DEADLINE)).isTrue();
        assertThat(lock.recovered()).isTrue();
        assertThat(queue.offer(values())).isTrue();
        serving.kill();
        assertThatThrownBy(queue::take)
            .isInstanceOf(ManagerDiedException.class)
            .hasMessageContaining("pid=" + serving.pid());
        assertThat(manager.join(Duration.ofSeconds(10))).isTrue();
      }
    }
  }

  @Test
  void shouldPassOnProxiesToProcessesThatDoNotKnowTheKey() throws Exception {
    try (Manager server = Manager.serve(ANY_PORT, KEY);
        Manager client = Manager.connect(server.address(), KEY)) {
      ManagedMap<String, Integer> here = server.map();
      ManagedMap<String, Integer> there = client.map();
      here.put("n", 1);
      Tries.inChild(
          () -> {
            here.put("n", here.get("n") + 1);
            there.put("m", 5);
          });
      assertThat(here).containsEntry("n", 2);
      assertThat(there).containsEntry("m", 5);
      ManagedMap<String, ManagedMap<String, Integer>> maps = client.map();
      maps.put("here", here);
      assertThat(maps.get("here")).containsEntry("n", 2);
    }
  }

  @Test
  void shouldEncryptWhatGoesOverTheNetwork() throws Exception {
    Path folder = java.nio.file.Files.createTempDirectory(directory, "keys");
    Certificates certificates = Certificates.make(folder);
    SSLContext doesNotTrustIt = SSLContext.getDefault();
    try (var channel = new Warnings("dev.procession.channel");
        Manager server = Manager.serve(ANY_PORT, c -> c.key(KEY).tls(certificates.known()));
        Manager client =
            Manager.connect(server.address(), c -> c.key(KEY).tls(certificates.anonymous()))) {
      ManagedQueue<String> queue = server.named("queue").queue();
      ManagedQueue<String> same = client.named("queue").queue();
      var taken = Tries.inThread(same::take);
      PoolTesting.await("it waits", () -> queue.waiters() == 1);
      queue.put("secret");
      assertThat(PoolTesting.get(taken)).isEqualTo("secret");
      byte[] large = new byte[3 << 20];
      ManagedValue<byte[]> value = client.value(large);
      assertThat(value.get()).isEqualTo(large);
      assertThatThrownBy(
              () ->
                  Manager.connect(
                      server.address(),
                      c -> c.key("wrong".getBytes(UTF_8)).tls(certificates.anonymous())))
          .isInstanceOf(AuthenticationException.class);
      assertThatThrownBy(
              () -> Manager.connect(server.address(), c -> c.key(KEY).tls(doesNotTrustIt)))
          .isInstanceOf(IOException.class);
      channel.expect("dropped a connection");
      assertThat(queue.isEmpty()).isTrue();
    }
    assertThatThrownBy(() -> Manager.open(c -> c.tls(certificates.known())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Manager.serve");
  }

  @Test
  @Conformance("_TestManagerRestart.test_rapid_restart")
  void shouldListenAgainAtOnceWhereAnotherHasListened() throws Exception {
    SocketAddress address;
    try (Manager first = Manager.open(c -> c.address(ANY_PORT).key(KEY))) {
      address = first.address();
      ManagedQueue<String> queue = first.named("queue").queue();
      queue.put("hello");
      try (Manager client = Manager.connect(address, KEY)) {
        ManagedQueue<String> same = client.named("queue").queue();
        assertThat(same.take()).isEqualTo("hello");
      }
    }
    for (int i = 0; i < 3; i++) {
      try (Manager next = Manager.serve(address, KEY);
          Manager client = Manager.connect(address, KEY)) {
        assertThat(client.names()).isEmpty();
        assertThat(next.address()).isEqualTo(address);
        ManagedCounter counter = client.counter();
        assertThat(counter.increment()).isEqualTo(1);
      }
    }
    try (Manager last = Manager.open(c -> c.address(address).key(KEY))) {
      assertThat(last.counter().increment()).isEqualTo(1);
      assertThatThrownBy(() -> Manager.serve(address, KEY)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeStartedInEachWay(StartMethod method) throws Exception {
    Manager manager = Manager.open(c -> c.context(Context.standard().startMethod(method)));
    try (manager) {
      ManagedMap<String, Integer> map = manager.map();
      Tries.inChild(() -> map.merge("a", 2, Integer::sum));
      assertThat(map.merge("a", 1, Integer::sum)).isEqualTo(3);
      assertThat(manager.pid() == PoolTesting.pid()).isEqualTo(method == StartMethod.THREAD);
      if (method != StartMethod.THREAD) {
        assertThat(PoolTesting.isAlive(manager.pid())).isTrue();
      }
    }
    assertThat(manager.join(PoolTesting.DEADLINE)).isTrue();
  }

  @Test
  void shouldListenWhereItIsTold() throws Exception {
    var file = UnixDomainSocketAddress.of(directory.resolve("manager"));
    try (Manager manager = Manager.serve(file, KEY);
        Manager client = Manager.connect(file, KEY)) {
      assertThat(client.address()).isEqualTo(file);
      assertThat(client.key()).isEqualTo(KEY);
      assertThat(client.named("a").counter().increment()).isEqualTo(1);
      assertThat(manager.named("a").counter().increment()).isEqualTo(2);
      client.close();
      assertThatThrownBy(client::map).isInstanceOf(IllegalStateException.class);
      assertThat(manager.named("a").counter().get()).isEqualTo(2);
    }
    assertThat(file.getPath()).doesNotExist();
    assertThatThrownBy(() -> Manager.connect(file, KEY)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Manager.connect(file, c -> c))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key");
    assertThatThrownBy(() -> Manager.connect(file, c -> c.key(KEY).initializer(() -> {})))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
