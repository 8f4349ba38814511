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
   * Waits until at least one of several things is over or complete.
   *
   * <p>Python: {@code multiprocessing.connection.wait}.
   *
   * @param things any of {@link ChildProcess}, {@link ParentProcess}, {@link Process}, {@link
   *     ProcessHandle}, {@link java.util.concurrent.CompletionStage} (which the futures of pools
   *     are); none of them is affected by the wait
   * @param timeout the longest wait; zero or less does not wait
   * @param <T> the type of the things
   * @return those that are over, in the order given; none if the time is up, or if none were given
   * @throws InterruptedException if this thread is interrupted
   * @throws IllegalArgumentException if a thing is of no such type
   * @throws IllegalStateException if a child has not been started, or is closed
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
   * @return those that are over, in the order given; none only if none were given
   * @throws InterruptedException if this thread is interrupted
   */
  public static <T> List<T> wait(Collection<? extends T> things) throws InterruptedException {
    return Waiting.forAny(List.copyOf(things), Long.MAX_VALUE);
  }
}
