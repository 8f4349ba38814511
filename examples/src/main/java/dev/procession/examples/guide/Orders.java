package dev.procession.examples.guide;

import dev.procession.ChildProcess;
import dev.procession.manager.ManagedQueue;
import dev.procession.manager.Manager;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HexFormat;

/** A queue that programs on other machines put into. */
public final class Orders {
  private Orders() {}

  record Order(String what, int pieces) implements Serializable {}

  private static final byte[] KEY = HexFormat.of().parseHex("6f1d0c5e98a24b73b1f0e2d39a8c4755");

  /** Serves one order. */
  public static void main(String[] args) throws Exception {
    serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY);
  }

  private static void serve(InetSocketAddress address, byte[] key) throws Exception {
    // begin serve
    try (var manager = Manager.serve(address, c -> c.key(key).allow(Order.class))) {
      ManagedQueue<Order> orders = manager.named("orders").queue();
      announce(manager.address());
      System.out.println(orders.take());
    }
    // end serve
  }

  /** The client is in another process; it might be on another machine. */
  private static void announce(SocketAddress address) {
    ChildProcess.of(() -> order(address, KEY)).start();
  }

  private static void order(SocketAddress address, byte[] key) throws Exception {
    // begin connect
    try (var manager = Manager.connect(address, c -> c.key(key).allow(Order.class))) {
      ManagedQueue<Order> orders = manager.named("orders").queue();
      orders.put(new Order("tea", 2));
    }
    // end connect
  }
}

// prints: Order[what=tea, pieces=2]
