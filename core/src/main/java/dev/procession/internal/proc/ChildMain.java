package dev.procession.internal.proc;

import dev.procession.internal.shm.ScratchFiles;
import dev.procession.internal.wire.FrameReader.Frame;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a child JVM begins.
 *
 * <p>The first thing it does is to call its parent: if nobody answers, the parent is gone and the
 * child ends; once connected, the kernel reports the parent's end as the end of the control socket.
 * So there is no moment at which a child could outlive its parent unnoticed.
 *
 * <p>Then it waits to be told who it is. A spare does so for a long time, any other child for a
 * moment.
 *
 * <p>Everything on this path avoids what is slow in a cold JVM: lambdas, streams, formatting.
 */
public final class ChildMain {
  /** The exit code of a child whose parent is gone, or was before it came. */
  static final int PARENT_GONE = 70;

  private ChildMain() {}

  /** Started by {@link JvmChild} only. */
  public static void main(String[] arguments) throws Exception {
    ChildArguments call = ChildArguments.parse(arguments);
    long pid = ProcessHandle.current().pid();
    ControlThread control;
    SturdyChannel data;
    try {
      SturdyChannel up = connect(call, Hello.CONTROL, pid);
      Upstream.open(up);
      control = new ControlThread(up, call.socket());
      control.start();
      data = connect(call, Hello.DATA, pid);
    } catch (IOException parentGone) {
      if (!Files.exists(call.socket()) && !Files.notExists(call.socket())) {
        System.err.println(
            "procession: this process must not talk to its parent, whose user it does not have:"
                + " socket="
                + call.socket());
      }
      removeRendezvous(call.socket());
      Runtime.getRuntime().halt(PARENT_GONE);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new RetireThread(control));
    int exitCode = ChildBody.ORPHANED;
    try {
      Assignment.Adopted assigned = awaitAssignment(data);
      if (assigned != null) {
        ChildBody body = make(assigned.body());
        control.serve(body);
        exitCode = body.run(new ChildSession(assigned.work(), data, call.table(), call.slot()));
      }
    } catch (Throwable e) {
      // Without this thread the process is of no use, whatever other threads tasks have left
      // behind.
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
      return;
    }
    if (exitCode == 0 && OtherThreads.find() == null) {
      // The JVM ends with its last thread. That is faster than an exit, which asks a logger first.
      return;
    }
    if (exitCode != ChildBody.ORPHANED) {
      System.exit(exitCode);
    }
    // The parent is gone, and the control thread is about to notice too: the end is its business.
    control.join();
  }

  private static SturdyChannel connect(ChildArguments call, int role, long pid) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(call.socket()));
    new Hello(role, call.launch(), pid).send(channel);
    return new SturdyChannel(channel);
  }

  /** Waits to be told who this process is; null at the end. */
  private static Assignment.@Nullable Adopted awaitAssignment(SturdyChannel data)
      throws IOException, ReflectiveOperationException {
    for (Frame frame = LaunchFrames.read(data); frame != null; frame = LaunchFrames.read(data)) {
      if (frame.type() == LaunchFrames.ASSIGN) {
        return Assignment.adopt(frame.payload());
      }
      if (frame.type() != LaunchFrames.PREPARE) {
        throw new IOException("unknown launch frame: type=" + frame.type());
      }
      byte[] answer = Preparation.perform(frame.payload());
      LaunchFrames.write(data, LaunchFrames.PREPARED, answer);
    }
    return null;
  }

  /** Makes a body of this class. */
  static ChildBody make(String name) throws ReflectiveOperationException {
    Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
    constructor.setAccessible(true);
    return (ChildBody) constructor.newInstance();
  }

  /** The parent may have ended before it could. */
  static void removeRendezvous(Path socket) {
    Path folder = socket.getParent();
    if (folder != null) {
      ScratchFiles.delete(folder);
    }
  }

  /** A shutdown hook: see {@link SturdyChannel#retire()}. */
  private static final class RetireThread extends Thread {
    private final ControlThread control;

    RetireThread(ControlThread control) {
      super("procession-retire");
      this.control = control;
    }

    @Override
    public void run() {
      control.retire();
    }
  }
}
