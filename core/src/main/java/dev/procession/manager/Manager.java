package dev.procession.manager;

import dev.procession.Fn;
import dev.procession.Task;
import java.io.IOException;
import java.io.Serializable;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A process that holds objects for others, which use them through proxies.
 *
 * {@snippet lang="java" :
 * try (var manager = Manager.open()) {
 *   ManagedMap<String, Integer> counts = manager.map();
 *   try (var pool = ProcessPool.open(4)) {
 *     pool.map(word -> counts.merge(word, 1, Integer::sum), words);
 *   }
 *   System.out.println(counts);
 * }
 * }
 *
 * <p>A proxy <em>is</em> the Java interface: {@link java.util.concurrent.ConcurrentMap}, {@link
 * List}, {@link java.util.concurrent.BlockingQueue}, {@link java.util.concurrent.locks.Lock}, or an
 * interface of the program's own. Each call is one message there and one back, and is done by the
 * object as a whole: {@code compute}, {@code merge}, {@code removeIf} and the like send the
 * function and run it in the manager. {@link #async async} proxies do not wait for the answer,
 * {@link #batch batch} sends many calls as one message.
 *
 * <p>Compared with what {@code dev.procession.memory}, {@code sync} and {@code channel} keep in
 * shared memory a manager is slower, but its objects may be of any kind, and may be used across a
 * network: {@link #serve serve} makes a manager of this program, {@link #connect connect} uses one
 * elsewhere.
 *
 * <p>Proxies may be put into objects of another manager, unless that is reached over TCP.
 *
 * <p>A manager that is opened ends when it is closed, and with the program. A {@code Manager} may
 * be used by any thread, and sent to other processes, which can then make objects too; there {@link
 * #close()} only ends the connection.
 *
 * <p>Python: {@code multiprocessing.Manager()}, {@code BaseManager}, {@code SyncManager}.
 */
public sealed interface Manager extends ManagedObjects, AutoCloseable, Serializable
    permits ManagerImpl {

  /**
   * Starts a manager in a process of its own.
   *
   * <p>Python: {@code Manager()}.
   *
   * @return the manager
   * @throws dev.procession.ChildStartException if the process could not be started
   */
  static Manager open() {
    return open(config -> config);
  }

  /**
   * Starts a manager in a process of its own.
   *
   * <p>Python: {@code start()}.
   *
   * @param configure changes what is not to be as usual
   * @return the manager
   * @throws dev.procession.ChildStartException if the process could not be started
   * @throws dev.procession.ProcessionException if it cannot listen, or its initializer has thrown
   * @throws IllegalArgumentException if a certificate is given
   */
  static Manager open(UnaryOperator<ManagerConfig> configure) {
    return ManagerImpl.open(configured(configure));
  }

  /**
   * Makes a manager of this program, for others that know the key.
   *
   * @param address where to listen; see {@link ManagerConfig#address}
   * @param key what they have to know
   * @return the manager; it serves until it is closed
   * @throws IOException if nobody can listen there
   */
  static Manager serve(SocketAddress address, byte[] key) throws IOException {
    return serve(address, config -> config.key(key));
  }

  /**
   * Makes a manager of this program.
   *
   * <p>Python: {@code get_server().serve_forever()}.
   *
   * @param address where to listen; see {@link ManagerConfig#address}
   * @param configure changes what is not to be as usual
   * @return the manager; it serves until it is closed
   * @throws IOException if nobody can listen there
   */
  static Manager serve(SocketAddress address, UnaryOperator<ManagerConfig> configure)
      throws IOException {
    Objects.requireNonNull(address, "address");
    return ManagerImpl.serve(configured(configure).address(address));
  }

  /**
   * Connects to a manager.
   *
   * @param address where it listens
   * @param key its key
   * @return the manager; closing it ends the connection only
   * @throws dev.procession.channel.AuthenticationException if the manager has another key
   * @throws IOException if none listens there
   * @throws ManagerRefusedException if it is of another version of Procession
   */
  static Manager connect(SocketAddress address, byte[] key) throws IOException {
    return connect(address, config -> config.key(key));
  }

  /**
   * Connects to a manager.
   *
   * <p>Python: {@code connect()}.
   *
   * @param address where it listens
   * @param configure gives the key, and what else is not to be as usual
   * @return the manager; closing it ends the connection only
   * @throws dev.procession.channel.AuthenticationException if the manager has another key
   * @throws IOException if none listens there, or a certificate is refused
   * @throws ManagerRefusedException if it is of another version of Procession
   * @throws IllegalArgumentException if no key is given, or something that only who opens a manager
   *     decides
   */
  static Manager connect(SocketAddress address, UnaryOperator<ManagerConfig> configure)
      throws IOException {
    Objects.requireNonNull(address, "address");
    return ManagerImpl.connect(configured(configure).address(address));
  }

  private static ManagerConfig configured(UnaryOperator<ManagerConfig> configure) {
    return Objects.requireNonNull(configure.apply(ManagerConfig.standard()), "configuration");
  }

  // ---- objects ----------------------------------------------------------------------------------

  /**
   * Objects that have a name: what the methods of the result return is the object of that name,
   * which is made if there is none. It is there until it is {@linkplain #remove removed} or the
   * manager ends, and is how programs that know the same manager find the same object.
   *
   * @param name any text that is not blank
   * @return what makes or finds the object; throws {@link IllegalStateException} if the name is
   *     that of an object of another type
   */
  ManagedObjects named(String name);

  /**
   * Takes a name from its object, which then ends when nobody uses it any more.
   *
   * @param name the name
   * @return whether there was an object of that name
   */
  boolean remove(String name);

  /**
   * The names that objects have.
   *
   * @return a list of the caller's own
   */
  List<String> names();

  /**
   * Has the manager make objects of a type of the program's own, which {@link #create create} then
   * does. All methods of the interface can be called from elsewhere, default methods included, and
   * no others. They run beside each other, so the object has to be made for that. What a method
   * returns is copied, unless it is declared to return a registered type, an {@link
   * java.util.Iterator} or one of this package's interfaces: then it is a proxy too.
   *
   * <p>Python: {@code register(typeid, callable, exposed, method_to_typeid)}.
   *
   * @param type an interface
   * @param factory makes an object; is run in the manager each time
   * @param <T> the interface
   * @throws IllegalArgumentException if {@code type} is no interface that a proxy can have
   */
  <T> void register(Class<T> type, Task<? extends T> factory);

  /**
   * The same for objects that are made of arguments.
   *
   * @param type an interface
   * @param factory makes an object of the arguments given to {@link #create create}
   * @param <T> the interface
   * @throws IllegalArgumentException if {@code type} is no interface that a proxy can have
   */
  <T> void registerWith(Class<T> type, Fn<@Nullable Object[], ? extends T> factory);

  // ---- other ways to use proxies ----------------------------------------------------------------

  /**
   * A view of an object whose methods do not wait: an interface each of whose methods has the name
   * and parameters of one of the object's, and returns {@link
   * java.util.concurrent.CompletableFuture}. Calls of one thread are done in their order, and many
   * of them may be under way.
   *
   * {@snippet lang="java" :
   * interface AccountLater {
   *   CompletableFuture<Long> deposit(long amount);
   * }
   *
   * AccountLater later = Manager.async(account, AccountLater.class);
   * }
   *
   * @param proxy a proxy
   * @param view the interface
   * @param <A> the interface
   * @return the view
   * @throws IllegalArgumentException if {@code proxy} is none, or a method of the view is none of
   *     the object's
   */
  static <A> A async(Object proxy, Class<A> view) {
    return AsyncView.of(proxy, view);
  }

  /**
   * A view of a map whose methods do not wait.
   *
   * @param map a map of a manager
   * @param <K> its keys
   * @param <V> its values
   * @return the view
   */
  @SuppressWarnings("unchecked")
  static <K, V> AsyncMap<K, V> async(ManagedMap<K, V> map) {
    return async(map, AsyncMap.class);
  }

  /**
   * A view of a list whose methods do not wait.
   *
   * @param list a list of a manager
   * @param <E> its elements
   * @return the view
   */
  @SuppressWarnings("unchecked")
  static <E extends @Nullable Object> AsyncList<E> async(ManagedList<E> list) {
    return async(list, AsyncList.class);
  }

  /**
   * A view of a queue whose methods do not wait.
   *
   * @param queue a queue of a manager
   * @param <E> its elements
   * @return the view
   */
  @SuppressWarnings("unchecked")
  static <E> AsyncQueue<E> async(ManagedQueue<E> queue) {
    return async(queue, AsyncQueue.class);
  }

  /**
   * A view of a counter whose methods do not wait.
   *
   * @param counter a counter of a manager
   * @return the view
   */
  static AsyncCounter async(ManagedCounter counter) {
    return async(counter, AsyncCounter.class);
  }

  /**
   * Has the calls that this thread makes through {@link #async async} views of this manager's
   * objects sent as few messages, and waits until all are answered. Other calls are made as usual,
   * after those before them.
   *
   * @param calls makes the calls
   * @throws java.util.concurrent.CompletionException if one of them has failed, with the reason as
   *     its cause; all are done
   */
  void batch(Runnable calls);

  /**
   * A proxy of the same object that may call only what changes nothing: for a type of this package
   * whatever reads, for one of the program's own the methods that have the annotation {@link
   * Reads}. The manager refuses all else, also to processes that the proxy is sent to.
   *
   * @param proxy a proxy
   * @param <T> its type
   * @return a proxy whose other methods throw {@link UnsupportedOperationException}
   * @throws IllegalArgumentException if {@code proxy} is none
   */
  static <T> T readOnly(T proxy) {
    return ManagerImpl.readOnly(proxy);
  }

  /**
   * A copy of an object itself, such as a {@link java.util.LinkedHashMap} of a map.
   *
   * <p>Python: {@code _getvalue()}.
   *
   * @param proxy a proxy
   * @return the copy
   * @throws dev.procession.NotSendableException if the object cannot be sent
   * @throws IllegalArgumentException if {@code proxy} is none
   */
  static @Nullable Object copyOf(Object proxy) {
    return ManagerImpl.copyOf(proxy);
  }

  // ---- the manager itself -----------------------------------------------------------------------

  /**
   * Where the manager listens, with the port that was chosen.
   *
   * <p>Python: {@code address}.
   *
   * @return what others connect to
   */
  SocketAddress address();

  /**
   * What others have to know to connect.
   *
   * @return a copy of the key
   */
  byte[] key();

  /**
   * The manager's process.
   *
   * @return its id; that of the present one if it has been started anew
   */
  long pid();

  /**
   * How many objects there are now. One that nobody uses any more, but that was in another one, may
   * be counted for some time.
   *
   * <p>Python: {@code _number_of_objects()}.
   *
   * @return the number
   */
  int objects();

  /**
   * How many leases there are: proxies in all processes, each object counted once for each time it
   * got there, and proxies on their way.
   *
   * @return the number
   */
  int leases();

  /**
   * Waits until the manager has ended; for one elsewhere, until the connection has.
   *
   * <p>Python: {@code join(timeout)}.
   *
   * @param atMost how long to wait at most; not at all if zero or negative
   * @return whether it has ended
   * @throws InterruptedException if the thread is interrupted
   */
  boolean join(Duration atMost) throws InterruptedException;

  /**
   * Ends the manager, if this process has opened it; with it all objects end, and calls that wait
   * fail. Its process is asked to end, then made to, then killed, each after {@link
   * ManagerConfig#shutdownTimeout}. For one elsewhere ends the connection: proxies that were got
   * over it throw {@link IllegalStateException} from then on. Copies of a manager that have been
   * sent to the same process share a connection, which ends with the last of them that is closed.
   * Does nothing the second time.
   *
   * <p>Python: {@code shutdown()}.
   */
  @Override
  void close();
}
