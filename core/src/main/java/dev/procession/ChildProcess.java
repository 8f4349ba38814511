package dev.procession;

import dev.procession.internal.child.ChildRun;
import dev.procession.internal.child.JvmRun;
import dev.procession.internal.child.ThreadRun;
import dev.procession.internal.proc.ExitStatus;
import dev.procession.internal.proc.Identity;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs a piece of this program: made, configured, started once, waited for.
 *
 * {@snippet lang="java" :
 * var child = ChildProcess.of(() -> mail("eva", 36)).name("mailer");
 * child.start();
 * child.join();
 * System.out.println(child.exitCode());
 * }
 *
 * <p>The other way is to subclass and override {@link #run()}, as with {@link Thread}; the fields
 * of the object are copied to the child, so they must be serializable.
 *
 * <p>How a child begins is a matter of its {@link Context}. What it does ends with an exit code: 0
 * if the task returns, 1 if it throws (the stack trace goes to the child's standard error), N after
 * {@code System.exit(N)} or an {@link ExitException}, -N if signal N ended it. Like any Java
 * program, a child ends when its last thread does that is not a daemon, and runs its shutdown hooks
 * then.
 *
 * <p>A program that ends waits for its children, except for those that are {@linkplain
 * #daemon(boolean) daemons}, which it ends. A program that is killed, or told by Ctrl-C to end,
 * takes all its children with it.
 *
 * <p>Objects of this class may be used by any thread of the process that made them, and by no other
 * process, except that the child itself may ask for its own {@link #name()} and the like in {@link
 * #run()}. Threads that wait hold no lock.
 *
 * <p>Python: {@code multiprocessing.Process}.
 */
public class ChildProcess implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  // Settings: changed before the start only, under the lock; they travel with a subclass.

  /** Which child of its parent this is, from 1. */
  private final int number = Identity.current().nextChild();

  /** Null stands for a name by place in the tree. */
  private @Nullable String name;

  /** See {@link #isDaemon()}. */
  private boolean daemon = Identity.current().daemon();

  /** See {@link #arguments()}. */
  private Arguments arguments = Arguments.none();

  /** The process that made this object. */
  private final long creator = ProcessHandle.current().pid();

  /** Guarded by this; null after the start, so that the child's task can be collected. */
  private transient @Nullable Action task;

  private transient @Nullable ArgumentsAction argumentsTask;

  /** Guarded by this; null stands for the standard context at the start. */
  private transient @Nullable Context context;

  /** Guarded by this for writing, read by any thread; null before the start. */
  private transient volatile @Nullable ChildRun run;

  /** Guarded by this. */
  private transient boolean starting;

  /** Guarded by this for writing, read by any thread. */
  private transient volatile boolean closed;

  /** Set in the child, where this object is the copy that runs. */
  private transient volatile boolean inside;

  /** For subclasses that override {@link #run()}. */
  protected ChildProcess() {}

  /**
   * A child that runs a task.
   *
   * @param task what to do; captured variables are copied
   * @return a child that has not been started
   */
  public static ChildProcess of(Action task) {
    var child = new ChildProcess();
    child.task = Objects.requireNonNull(task, "task");
    return child;
  }

  /**
   * A child that runs a task with arguments.
   *
   * {@snippet lang="java" :
   * ChildProcess.of(a -> mail(a.get(0), a.get("age")), "eva").argument("age", 36).start();
   * }
   *
   * @param task what to do
   * @param arguments positional arguments; each is copied
   * @return a child that has not been started
   */
  public static ChildProcess of(ArgumentsAction task, @Nullable Object... arguments) {
    var child = new ChildProcess();
    child.argumentsTask = Objects.requireNonNull(task, "task");
    child.arguments = child.arguments.plus(arguments);
    return child;
  }

  /**
   * What the child does. The task given to {@link #of} unless a subclass overrides it; called in
   * the child.
   *
   * @throws Exception ends the child with exit code 1 and a stack trace
   */
  protected void run() throws Exception {
    Action simple = task;
    ArgumentsAction withArguments = argumentsTask;
    if (simple != null) {
      simple.run();
    } else if (withArguments != null) {
      withArguments.perform(arguments);
    }
  }

  // ---- settings ---------------------------------------------------------------------------------

  /**
   * Names the child. The name is for people: it need not be unique and has no meaning.
   *
   * <p>Python: {@code name}.
   *
   * @param name any text that is not blank
   * @return this
   * @throws IllegalStateException if it has been started
   */
  public synchronized ChildProcess name(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a child's name must not be blank");
    }
    requireNew("name");
    this.name = name;
    return this;
  }

  /**
   * Says whether the program ends the child when it ends itself, rather than waiting for it. A
   * daemon may have children, which end with it.
   *
   * <p>Python: {@code daemon}.
   *
   * @param daemon true for a child that is ended; by default as the process that makes the child
   * @return this
   * @throws IllegalStateException if it has been started
   */
  public synchronized ChildProcess daemon(boolean daemon) {
    requireNew("daemon");
    this.daemon = daemon;
    return this;
  }

  /**
   * Says how the child is started.
   *
   * @param context the context; {@link Context#standard()} at the time of the start unless set
   * @return this
   * @throws IllegalStateException if it has been started
   */
  public synchronized ChildProcess context(Context context) {
    Objects.requireNonNull(context, "context");
    requireNew("context");
    this.context = context;
    return this;
  }

  /**
   * Starts the child in another way; the rest of its context stays.
   *
   * @param method the way
   * @return this
   * @throws IllegalStateException if it has been started
   */
  public synchronized ChildProcess startMethod(StartMethod method) {
    Context base = context;
    return context((base == null ? Context.standard() : base).startMethod(method));
  }

  /**
   * Adds positional arguments for an {@link ArgumentsAction}, or for {@link #arguments()} of a
   * subclass.
   *
   * <p>Python: {@code args}.
   *
   * @param values the arguments
   * @return this
   * @throws IllegalStateException if it has been started
   */
  public synchronized ChildProcess arguments(List<? extends @Nullable Object> values) {
    requireNew("arguments");
    arguments = arguments.plus(values.toArray());
    return this;
  }

  /**
   * Adds named arguments.
   *
   * <p>Python: {@code kwargs}.
   *
   * @param values names and arguments
   * @return this
   * @throws IllegalStateException if it has been started
   */
  public synchronized ChildProcess arguments(Map<String, ? extends @Nullable Object> values) {
    requireNew("arguments");
    values.forEach(this::argument);
    return this;
  }

  /**
   * Adds a named argument; one given before under this name is replaced.
   *
   * @param name its name
   * @param value its value
   * @return this
   * @throws IllegalStateException if it has been started
   */
  public synchronized ChildProcess argument(String name, @Nullable Object value) {
    Objects.requireNonNull(name, "name");
    requireNew("arguments");
    arguments = arguments.plus(name, value);
    return this;
  }

  private void requireNew(String setting) {
    requireUsable();
    if (run != null || starting || inside) {
      throw new IllegalStateException(
          "too late to change a child that has been started: setting=" + setting + ", " + this);
    }
  }

  // ---- life -------------------------------------------------------------------------------------

  /**
   * Starts the child. Returns when it is about to begin: at once with a spare at hand, after a
   * fraction of a second without.
   *
   * @return this
   * @throws IllegalStateException if it has been started before, or was made by another process
   * @throws NotSendableException if the task, or a field of a subclass, cannot be sent; nothing has
   *     been started then, and after a change the child may be started
   * @throws ChildStartException if the child could not be started, could not rebuild the task, or
   *     this thread was interrupted meanwhile (it is interrupted still); nothing is left behind
   */
  public ChildProcess start() {
    Action sent;
    Context used;
    Identity identity;
    synchronized (this) {
      requireUsable();
      if (run != null || starting || inside) {
        throw new IllegalStateException(
            "a child can be started only once: " + this + "; make another one");
      }
      starting = true;
      sent = task();
      used = context == null ? Context.standard() : context;
      identity = Identity.current().child(number, name, daemon, used.startMethod());
    }
    ChildRun started = null;
    try {
      started =
          used.startMethod() == StartMethod.THREAD
              ? ThreadRun.of(identity, sent)
              : JvmRun.start(used, identity, sent);
    } finally {
      synchronized (this) {
        starting = false;
        if (started != null) {
          name = identity.name();
          run = started;
          task = null;
          argumentsTask = null;
          if (used.startMethod() != StartMethod.THREAD || getClass() == ChildProcess.class) {
            // The run() of a subclass on a thread of this JVM asks for them yet.
            arguments = Arguments.none();
          }
        }
      }
    }
    ActiveChildren.instance().add(this, started);
    if (started instanceof ThreadRun thread) {
      thread.begin();
    }
    return this;
  }

  private Action task() {
    if (getClass() != ChildProcess.class) {
      return new RunSubclass(this);
    }
    ArgumentsAction withArguments = argumentsTask;
    if (withArguments != null) {
      return new RunWithArguments(withArguments, arguments);
    }
    return task == null ? () -> {} : task;
  }

  /**
   * The task of a child that is a subclass: the object itself is sent.
   *
   * @param process the object
   */
  private record RunSubclass(ChildProcess process) implements Action {
    @Override
    public void perform() throws Exception {
      process.begin();
      process.run();
    }
  }

  /** Called in the child, whose place in the tree the name of its copy does not tell. */
  private synchronized void begin() {
    inside = ProcessHandle.current().pid() != creator;
    name = Identity.current().name();
  }

  /**
   * The task of a child that has arguments.
   *
   * @param task what to do
   * @param arguments with what
   */
  private record RunWithArguments(ArgumentsAction task, Arguments arguments) implements Action {
    @Override
    public void perform() throws Exception {
      task.perform(arguments);
    }
  }

  /**
   * Waits until the child has ended and all its output has been passed on. May be called any number
   * of times, by any number of threads.
   *
   * @throws InterruptedException if this thread is interrupted; the child is not
   * @throws IllegalStateException if the child has not been started, is closed, or is the caller
   *     itself
   */
  public void join() throws InterruptedException {
    try {
      awaited().exit().get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Waits until the child has ended, but no longer than a given time.
   *
   * @param timeout the time; zero or less does not wait
   * @return whether the child has ended
   * @throws InterruptedException if this thread is interrupted; the child is not
   * @throws IllegalStateException as {@link #join()}
   */
  public boolean join(Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    return awaited().await(timeout);
  }

  /**
   * Whether the child runs: from the return of {@link #start()} until it has been reaped. In the
   * child itself always true.
   *
   * @return false before the start and after the end
   * @throws IllegalStateException if it is closed
   */
  public boolean isAlive() {
    requireUsable();
    ChildRun started = run;
    return inside || (started != null && !started.exit().isDone());
  }

  /**
   * The process id; in the child itself its own. That of this process if the child is a {@linkplain
   * StartMethod#THREAD thread}.
   *
   * @return the process id
   * @throws IllegalStateException if the child has not been started, or is closed
   */
  public long pid() {
    return inside ? ProcessHandle.current().pid() : started("pid").pid();
  }

  /**
   * How the child ended.
   *
   * @return empty before the end; N for exit code N, -N for signal N
   * @throws IllegalStateException if it is closed
   */
  public OptionalInt exitCode() {
    requireUsable();
    ChildRun started = run;
    return started != null && started.exit().isDone()
        ? OptionalInt.of(started.exit().join().code())
        : OptionalInt.empty();
  }

  /**
   * The end of the child as a future, which completes when {@link #join()} would return, or a
   * moment later. Cancelling it does not affect the child. Actions that are left on it may block:
   * they run on a thread of their own.
   *
   * @return a future of this
   * @throws IllegalStateException if the child has not been started, or is closed
   */
  public CompletableFuture<ChildProcess> onExit() {
    CompletableFuture<?> exit = started("onExit").exit();
    if (exit.isDone()) {
      return CompletableFuture.completedFuture(this);
    }
    // What the caller leaves on it may take long, and others wait for the same end.
    Thread.Builder thread = Thread.ofPlatform().daemon().name("procession-exit");
    return exit.thenApplyAsync(status -> this, thread::start);
  }

  /** As {@link #onExit()}, for waits; not to be completed by anyone. */
  CompletableFuture<?> end() {
    return started("wait").exit();
  }

  // ---- ending -----------------------------------------------------------------------------------

  /**
   * Interrupts the child's task: blocking calls in it throw {@link InterruptedException}. If the
   * task does not catch that, the child ends with exit code 1, without a stack trace. Does nothing
   * if the child has ended.
   *
   * @throws IllegalStateException if the child has not been started, or is closed
   */
  public void interrupt() {
    started("interrupt").interrupt();
  }

  /**
   * Ends the child with SIGTERM: its shutdown hooks run, its exit code is -15. Processes that it
   * has started through Procession end with it. Does nothing if the child has ended.
   *
   * @throws IllegalStateException if the child has not been started, or is closed
   */
  public void terminate() {
    started("terminate").terminate();
  }

  /**
   * Ends the child with SIGKILL, at once and without shutdown hooks; its exit code is -9. Processes
   * that it has started through Procession end with it. Does nothing if the child has ended.
   *
   * @throws IllegalStateException if the child has not been started, or is closed
   */
  public void kill() {
    started("kill").kill();
  }

  /**
   * Ends the child in stages: {@link #interrupt()} at once, {@link #terminate()} after half of the
   * grace period, {@link #kill()} at its end.
   *
   * @param grace how long the child has; zero kills it at once
   * @return whether the child has ended: always, unless it is a thread that goes on
   * @throws InterruptedException if this thread is interrupted; the child may still run then
   * @throws IllegalArgumentException if {@code grace} is negative
   * @throws IllegalStateException if the child has not been started, or is closed
   */
  public boolean stop(Duration grace) throws InterruptedException {
    return stop(grace, false);
  }

  /**
   * As {@link #stop(Duration)}, for the child and every process below it, whoever started that.
   *
   * @param grace how long they have
   * @return whether the child has ended
   * @throws InterruptedException if this thread is interrupted; some may still run then
   * @throws IllegalArgumentException if {@code grace} is negative
   * @throws IllegalStateException if the child has not been started, or is closed
   */
  public boolean stopTree(Duration grace) throws InterruptedException {
    return stop(grace, true);
  }

  private boolean stop(Duration grace, boolean tree) throws InterruptedException {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace is negative: grace=" + grace);
    }
    return started("stop").stop(grace, tree);
  }

  /**
   * Says that this object will not be used any more: from then on all methods but this one and
   * {@link #toString} throw. A child that was never started cannot be started then. Closing twice
   * does nothing.
   *
   * @throws IllegalStateException if the child runs; {@link #join()} or {@link #stop} it first
   */
  @Override
  public synchronized void close() {
    ChildRun started = run;
    if (starting || inside || (started != null && !started.exit().isDone())) {
      throw new IllegalStateException(
          "the child still runs: " + this + "; join() or stop(grace) it first");
    }
    closed = true;
    task = null;
    argumentsTask = null;
  }

  // ---- questions --------------------------------------------------------------------------------

  /**
   * The child's name.
   *
   * @return the one set, or one by its place in the tree of processes, such as {@code process-1:2}
   */
  public synchronized String name() {
    String own = name;
    return own == null ? Identity.current().childName(number) : own;
  }

  /**
   * Whether the program ends this child when it ends.
   *
   * @return the one set, or that of the process that made this object
   */
  public synchronized boolean isDaemon() {
    return daemon;
  }

  /**
   * The arguments given apart from the code; for the {@link #run()} of a subclass.
   *
   * @return possibly none
   */
  public synchronized Arguments arguments() {
    return arguments;
  }

  private void requireUsable() {
    if (closed) {
      throw new IllegalStateException("this child has been closed: name=" + name);
    }
    long here = ProcessHandle.current().pid();
    if (!inside && creator != here) {
      throw new IllegalStateException(
          "a child belongs to the process that made it: creator=" + creator + ", here=" + here);
    }
  }

  private ChildRun awaited() {
    ChildRun started = started("join");
    if (started instanceof ThreadRun thread && thread.isCurrent()) {
      throw new IllegalStateException("a child cannot wait for itself: " + this);
    }
    return started;
  }

  private ChildRun started(String method) {
    requireUsable();
    if (inside) {
      throw new IllegalStateException(
          "the child itself cannot call this: method=" + method + "; its parent can");
    }
    ChildRun started = run;
    if (started == null) {
      throw new IllegalStateException(
          "the child has not been started: method=" + method + ", " + this + "; call start()");
    }
    return started;
  }

  /**
   * Such as {@code ChildProcess[mailer, pid=4711, ended by SIGKILL (exit code -9)]}.
   *
   * @return class, name, process id, state; how it ended
   */
  @Override
  public String toString() {
    ChildRun started = run;
    String type =
        getClass().getSimpleName().isEmpty() ? "ChildProcess" : getClass().getSimpleName();
    var text = new StringBuilder(type).append('[').append(name());
    if (started == null) {
      text.append(inside ? ", pid=" + ProcessHandle.current().pid() + ", running" : ", new");
    } else {
      text.append(", pid=").append(started.pid()).append(", ");
      ExitStatus status = started.exit().getNow(null);
      text.append(status == null ? "running" : "ended by " + status);
    }
    return text.append(closed ? ", closed" : "").append(daemon ? ", daemon]" : "]").toString();
  }
}
