package dev.procession;

import dev.procession.internal.proc.Identity;
import dev.procession.internal.proc.Waits;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Facts about the processes of this program.
 *
 * <p>Python: the functions of module {@code multiprocessing}.
 */
public final class Processes {
  private Processes() {}

  /**
   * The process that runs the calling thread.
   *
   * <p>Python: {@code current_process()}.
   *
   * @return the program itself, a child, or a child that is a thread
   */
  public static CurrentProcess current() {
    return new CurrentProcess(Identity.current());
  }

  /**
   * The process that started the current one.
   *
   * <p>Python: {@code parent_process()}.
   *
   * @return empty in the program itself
   */
  public static Optional<ParentProcess> parent() {
    return Optional.ofNullable(Identity.current().parent()).map(ParentProcess::new);
  }

  /**
   * The children of this process that run, in order of their start. Workers of pools are not among
   * them; a pool knows its own.
   *
   * <p>Python: {@code active_children()}.
   *
   * @return possibly none
   */
  public static List<ChildProcess> activeChildren() {
    return ActiveChildren.instance().list();
  }

  /**
   * How many processors this process may use: affinity mask and container quota are taken into
   * account, a fractional quota is rounded up.
   *
   * <p>Python: {@code os.process_cpu_count()}, which is what {@code Pool()} uses.
   *
   * @return at least 1
   */
  public static int availableProcessors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * The ways to start a child, the default first.
   *
   * <p>Python: {@code get_all_start_methods()}.
   *
   * @return all of them, on every system
   */
  public static List<StartMethod> startMethods() {
    Set<StartMethod> others = EnumSet.allOf(StartMethod.class);
    others.remove(Context.initial().startMethod());
    var methods = new java.util.ArrayList<StartMethod>(List.of(Context.initial().startMethod()));
    methods.addAll(others);
    return List.copyOf(methods);
  }

  /**
   * Waits until at least one of several things is ready, each in its way:
   *
   * <ul>
   *   <li>over: {@link ChildProcess}, {@link ParentProcess}, {@link Process}, {@link
   *       ProcessHandle}, {@link java.util.concurrent.CompletionStage} (which the futures of pools
   *       are), however it ended
   *   <li>a message can be received, or the other side is gone: {@link
   *       dev.procession.channel.Connection}
   *   <li>an item can be taken, or the queue is shut down or ended: {@link
   *       dev.procession.channel.SharedQueue}, {@link dev.procession.channel.SimpleQueue}
   *   <li>a permit is free: {@link dev.procession.sync.SharedSemaphore}
   *   <li>set: {@link dev.procession.sync.SharedEvent}
   *   <li>counted down: {@link dev.procession.sync.SharedLatch}
   *   <li>there is something to read or to accept, or the end, or an error: {@link
   *       java.nio.channels.SocketChannel}, {@link java.nio.channels.ServerSocketChannel}, {@link
   *       java.nio.channels.Pipe.SourceChannel}, in whatever mode, registered with selectors or
   *       not, which both stay as they are. A JVM that makes no native calls takes them, and other
   *       {@link java.nio.channels.SelectableChannel}s, when they are not in blocking mode
   * </ul>
   *
   * <p>Nothing is taken, and none of the things is affected by the wait. What is ready may have
   * been taken by another thread or process before the caller gets to it; the next call may then
   * wait. While nothing happens this takes no processor time. To close a thing in this process
   * while it is waited for does not end the wait.
   *
   * <p>Python: {@code multiprocessing.connection.wait}.
   *
   * @param things what to wait for; may hold one thing twice
   * @param timeout the longest wait; zero or less does not wait, more than 292 years are for ever
   * @param <T> the type of the things
   * @return those that are ready, in the order given; none if the time is up, or if none were given
   * @throws InterruptedException if this thread is interrupted, before or while it waits
   * @throws IllegalArgumentException if a thing is of no such type
   * @throws IllegalStateException if a child has not been started, a channel is not connected or
   *     not bound, or a thing is closed
   */
  public static <T> List<T> wait(Collection<? extends T> things, Duration timeout)
      throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    return Waiting.forAny(List.copyOf(things), Waits.nanos(timeout));
  }

  /**
   * As {@link #wait(Collection, Duration)}, for ever.
   *
   * @param things as there
   * @param <T> the type of the things
   * @return those that are ready, in the order given; none only if none were given
   * @throws InterruptedException if this thread is interrupted
   */
  public static <T> List<T> wait(Collection<? extends T> things) throws InterruptedException {
    return Waiting.forAny(List.copyOf(things), Long.MAX_VALUE);
  }
}
