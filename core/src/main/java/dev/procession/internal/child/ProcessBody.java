package dev.procession.internal.child;

import dev.procession.Action;
import dev.procession.NotSendableException;
import dev.procession.StartMethod;
import dev.procession.internal.proc.ChildBody;
import dev.procession.internal.proc.ChildClasses;
import dev.procession.internal.proc.ChildSession;
import dev.procession.internal.proc.ControlMessage;
import dev.procession.internal.proc.OtherThreads;
import dev.procession.internal.proc.Upstream;
import dev.procession.internal.state.StaticState;
import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What a child process does: takes its task, runs it, and waits for the threads it has started. */
final class ProcessBody implements ChildBody {
  /** So that the sample task has an effect. Used by the main thread of a spare. */
  private static int warmth;

  /** Set while the task is rebuilt, which runs static initializers of the program. */
  private static volatile boolean rebuilding;

  private final TaskRunner runner = new TaskRunner(Thread.currentThread());

  /** Made by {@code ChildMain} through reflection, on the main thread. */
  ProcessBody() {}

  @Override
  public int run(ChildSession session) throws IOException {
    var in = new WireInput(session.work());
    ClassLoader loader = use(ChildClasses.read(in));
    if (TaskCodec.runsUserCode(in)) {
      Upstream.send(StartFrames.ADOPTED);
    }
    Action task;
    rebuilding = true;
    try {
      task = TaskCodec.decode(in, loader);
    } catch (NotSendableException e) {
      var error = new WireOutput(1024);
      ErrorCodec.write(error, e);
      ByteBuffer bytes = ByteBuffer.wrap(error.array(), 0, error.position());
      Upstream.send(StartFrames.REFUSED, bytes);
      return 1;
    } finally {
      rebuilding = false;
    }
    Upstream.send(StartFrames.RUNNING);
    int exitCode = runner.run(task);
    // Left behind by the task itself, whose end says nothing about the threads it has started.
    Thread.interrupted();
    if (runner.wasInterrupted()) {
      // Asked after that: an interrupt by the parent may come at any moment, and is to be kept.
      Thread.currentThread().interrupt();
    }
    awaitOtherThreads();
    return exitCode;
  }

  /** Makes a loader known to code that asks the thread. */
  private static ClassLoader use(ClassLoader loader) {
    Thread.currentThread().setContextClassLoader(loader);
    return loader;
  }

  /** Has a class initialized; see {@link #requireTask}. */
  static void initialize(Class<?> type) throws ClassNotFoundException {
    rebuilding = true;
    try {
      Class.forName(type.getName(), true, type.getClassLoader());
    } finally {
      rebuilding = false;
    }
  }

  /**
   * Refuses to start a child while the task is being rebuilt. A static initializer that starts one
   * runs in that one too, which would never end.
   */
  static void requireTask() {
    if (rebuilding) {
      throw new IllegalStateException(
          "a child cannot start children before its task begins: a static initializer tries to;"
              + " start them in main, or in a task");
    }
  }

  @Override
  public void onControl(ControlMessage message) {
    if (message.kind() == StartFrames.INTERRUPT) {
      runner.interrupt();
    }
  }

  @Override
  public void onOrphaned() {
    runner.interrupt();
  }

  @Override
  public void warmUp(StartMethod method) {
    if (method == StartMethod.FORK) {
      StaticState.rehearse();
    }
    int one = 1;
    String text = "warm";
    Action nothing = () -> {};
    Action capturing = () -> warmth = text.length() + one;
    for (Action sample : new Action[] {nothing, capturing}) {
      byte[] encoded = TaskCodec.encode(sample, StartMethod.WARM).toByteArray();
      ClassLoader loader = use(ClassLoader.getSystemClassLoader());
      Action task = TaskCodec.decode(new WireInput(encoded), loader);
      // To be ignored: it may be read when this process has long become something else.
      Upstream.send(StartFrames.WARMING_UP);
      runner.run(task);
    }
  }

  /** A process ends when its last thread does that is not a daemon; an interrupt ends the wait. */
  private static void awaitOtherThreads() {
    try {
      OtherThreads.join();
    } catch (InterruptedException endNow) {
      // Whoever asks for the end of the task asks for the end of the process.
    }
  }
}
