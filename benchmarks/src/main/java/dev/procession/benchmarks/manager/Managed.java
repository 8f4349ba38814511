package dev.procession.benchmarks.manager;

import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.team.Burst;
import dev.procession.benchmarks.team.ProcessTeam;
import dev.procession.manager.ManagedCounter;
import dev.procession.manager.ManagedMap;
import dev.procession.manager.ManagedQueue;
import dev.procession.manager.Manager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What clients of a manager work with, and the processes that do. */
final class Managed {
  private Managed() {}

  /** How a client makes its calls. */
  enum Way {
    WAIT,
    LATER,
    BATCH
  }

  static Contestant mapGet(int clients, Way way) throws Exception {
    return mapGet(Manager.open(), clients, way);
  }

  /** The same where the manager might be on another machine. */
  static Contestant mapGetOverTcp(int clients, Way way) throws Exception {
    var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return mapGet(Manager.open(config -> config.address(anyPort)), clients, way);
  }

  private static Contestant mapGet(Manager manager, int clients, Way way) throws Exception {
    return open(
        manager,
        () -> {
          ManagedMap<Integer, Integer> map = filledMap(manager);
          Burst burst =
              switch (way) {
                case WAIT -> Calling.getting(map);
                case LATER -> Calling.gettingLater(map);
                case BATCH -> Calling.gettingInBatches(manager, map);
              };
          return ProcessTeam.open(clients, manager, burst);
        });
  }

  static Contestant mapPut(int clients, Way way) throws Exception {
    Manager manager = Manager.open();
    return open(
        manager,
        () -> {
          ManagedMap<Integer, Integer> map = filledMap(manager);
          Burst burst =
              switch (way) {
                case WAIT -> Calling.putting(map);
                case LATER -> Calling.puttingLater(map);
                case BATCH -> Calling.puttingInBatches(manager, map);
              };
          return ProcessTeam.open(clients, manager, burst);
        });
  }

  static Contestant queue(int clients, Way way) throws Exception {
    Manager manager = Manager.open();
    return open(
        manager,
        () -> {
          ManagedQueue<Integer> queue = manager.queue();
          Burst burst =
              switch (way) {
                case WAIT -> Calling.passing(queue);
                case LATER -> Calling.passingLater(queue);
                case BATCH -> Calling.passingInBatches(manager, queue);
              };
          return ProcessTeam.open(clients, manager, burst);
        });
  }

  static Contestant counter(int clients, Way way) throws Exception {
    Manager manager = Manager.open();
    return open(
        manager,
        () -> {
          ManagedCounter counter = manager.counter();
          Burst burst =
              switch (way) {
                case WAIT -> Calling.counting(counter);
                case LATER -> Calling.countingLater(counter);
                case BATCH -> Calling.countingInBatches(manager, counter);
              };
          return ProcessTeam.open(clients, manager, burst, counter::get);
        });
  }

  private static ManagedMap<Integer, Integer> filledMap(Manager manager) {
    return manager.map(
        IntStream.range(0, Calling.KEYS).boxed().collect(Collectors.toMap(key -> key, key -> key)));
  }

  /** Makes a contestant, which then closes the manager. */
  private interface Making {
    Contestant make() throws Exception;
  }

  private static Contestant open(Manager manager, Making making) throws Exception {
    boolean done = false;
    try {
      Contestant made = making.make();
      done = true;
      return made;
    } finally {
      if (!done) {
        manager.close();
      }
    }
  }
}
