package dev.procession.internal.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.internal.proc.Assignment;
import dev.procession.internal.proc.ChildBody;
import dev.procession.internal.proc.ChildSession;
import dev.procession.internal.proc.ChildSockets;
import dev.procession.internal.proc.ControlMessage;
import dev.procession.internal.proc.Identity;
import dev.procession.internal.proc.JvmChild;
import dev.procession.internal.proc.Launcher;
import dev.procession.internal.proc.SturdyChannel;
import dev.procession.testing.LeakCheck;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the claim words say after a worker was killed, at every step of it and at any moment. */
@ExtendWith(LeakCheck.class)
class ItemClaimsKillTest {
  private static final int CHUNK = 5;
  private static final int ITEMS = 1 << 19;

  private static final byte UNTOUCHED = 0;
  private static final byte BEGUN = 1;
  private static final byte ENDED = 2;

  /** Works off a chunk like a worker, and logs each item in a file of shared memory. */
  static final class Claimer implements ChildBody {
    private final byte[] parked = new byte[1];

    @Override
    public int run(ChildSession session) throws IOException {
      SturdyChannel parent = session.data();
      int steps = receive(parent, 4).getInt();
      byte[] address = new byte[receive(parent, 4).getInt()];
      receive(parent, address.length).get(address);
      ByteBuffer log =
          SharedFile.attach(Path.of(new String(address, StandardCharsets.UTF_8)), ITEMS);
      work(session.slot().claims(0), log, steps);
      parent.write(ByteBuffer.wrap(parked));
      receive(parent, 1);
      return 0;
    }

    private static void work(ItemClaims claims, ByteBuffer log, int steps) {
      for (int step = 0; step < steps; step += 2) {
        int item = claims.claim(CHUNK);
        if (item == ItemClaims.NONE) {
          return;
        }
        log.put(item, BEGUN);
        if (step + 1 < steps) {
          log.put(item, ENDED);
          claims.finish(CHUNK, item);
        }
      }
    }

    @Override
    public void onControl(ControlMessage message) {}
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void shouldTellWhatRanAfterEachStep(int steps) throws Exception {
    try (var log = SharedFile.create("claims-test", ITEMS, ITEMS)) {
      JvmChild child = startClaimer();
      ItemClaims claims = child.slot().claims(0);
      claims.offer(CHUNK, 10);
      ChildSockets sockets = child.sockets().get(30, TimeUnit.SECONDS);
      try {
        order(sockets, steps, log);
        receive(sockets.data(), 1);
      } finally {
        end(child, sockets);
      }
      assertThat(claims.claimed(CHUNK)).isEqualTo((steps + 1) / 2);
      assertThat(claims.done(CHUNK)).isEqualTo(steps / 2);
      assertThat(claims.takeBack(CHUNK, 0)).isEqualTo((steps + 1) / 2);
      child.release();
    }
  }

  @RepeatedTest(3)
  void shouldAccountForEveryItemWhenKilledAtAnyMoment() throws Exception {
    killAtAnyMoment();
  }

  @Tag("soak")
  @RepeatedTest(100)
  void shouldAccountForEveryItemWhenKilledAtAnyOfManyMoments() throws Exception {
    killAtAnyMoment();
  }

  private static void killAtAnyMoment() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var log = SharedFile.create("claims-test", ITEMS, ITEMS)) {
      JvmChild child = startClaimer();
      ItemClaims claims = child.slot().claims(0);
      claims.offer(CHUNK, ITEMS);
      ChildSockets sockets = child.sockets().get(30, TimeUnit.SECONDS);
      int takenFrom = ITEMS;
      try {
        order(sockets, Integer.MAX_VALUE - 1, log);
        int killAt = random.nextInt(ITEMS);
        while (claims.claimed(CHUNK) < Math.min(killAt, takenFrom)) {
          takenFrom = claims.takeBack(CHUNK, ITEMS / 2 + random.nextInt(ITEMS));
          Thread.onSpinWait();
        }
      } finally {
        end(child, sockets);
      }
      check(claims, takenFrom, log.memory(), "seed=" + seed);
      child.release();
    }
  }

  private static void check(ItemClaims claims, int end, ByteBuffer log, String seed) {
    int claimed = claims.claimed(CHUNK);
    int done = claims.done(CHUNK);
    assertThat(claimed - done).as("items that ran, %s", seed).isBetween(0, 1);
    assertThat(claimed).as(seed).isLessThanOrEqualTo(end);
    for (int item = 0; item < ITEMS; item++) {
      byte seen = log.get(item);
      if (item < done ? seen != ENDED : item >= claimed && seen != UNTOUCHED) {
        throw new AssertionError(
            "item=%d, logged=%d, done=%d, claimed=%d, %s"
                .formatted(item, seen, done, claimed, seed));
      }
    }
  }

  private static JvmChild startClaimer() {
    Identity identity = Identity.current().child(1, "claimer", true, StartMethod.SPAWN);
    Context context = Context.standard().startMethod(StartMethod.SPAWN);
    return Launcher.start(context, Assignment.of(Claimer.class, identity));
  }

  private static void order(ChildSockets sockets, int steps, SharedFile log) throws IOException {
    byte[] address = log.address().toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer order = ByteBuffer.allocate(8 + address.length);
    sockets.data().write(order.putInt(steps).putInt(address.length).put(address).flip());
  }

  private static void end(JvmChild child, ChildSockets sockets) throws Exception {
    child.kill();
    child.onDeath().get(30, TimeUnit.SECONDS);
    sockets.close();
  }

  private static ByteBuffer receive(ReadableByteChannel from, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    while (bytes.hasRemaining()) {
      if (from.read(bytes) < 0) {
        throw new EOFException("the other side is gone");
      }
    }
    return bytes.flip();
  }
}
