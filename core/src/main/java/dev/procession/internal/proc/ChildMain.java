package dev.procession.internal.proc;

import dev.procession.internal.shm.ProcessSlot;
import dev.procession.internal.shm.ProcessTable;
import dev.procession.internal.shm.ScratchFiles;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Where a child JVM begins.
 *
 * <p>The first thing it does is to call its parent: if nobody answers, the parent is gone and the
 * child ends; once connected, the kernel reports the parent's end as the end of the control socket.
 * So there is no moment at which a child could outlive its parent unnoticed.
 *
 * <p>Everything on this path avoids what is slow in a cold JVM: lambdas, streams, formatting.
 */
public final class ChildMain {
  /** The parent is gone, or was before we came. */
  private static final int ORPHANED = 70;

  private ChildMain() {}

  /** Started by {@link JvmChild} only. */
  public static void main(String[] arguments) throws Exception {
    ChildArguments call = ChildArguments.parse(arguments);
    long pid = ProcessHandle.current().pid();
    SocketChannel control;
    SocketChannel data;
    ProcessSlot slot;
    try {
      control = connect(call, Hello.CONTROL, pid);
      slot = ProcessTable.attach(call.table(), call.slot());
      slot.pid(pid);
      data = connect(call, Hello.DATA, pid);
    } catch (IOException parentGone) {
      removeRendezvous(call.socket());
      Runtime.getRuntime().halt(ORPHANED);
      return;
    }
    Constructor<?> constructor = Class.forName(call.body()).getDeclaredConstructor();
    constructor.setAccessible(true);
    var body = (ChildBody) constructor.newInstance();
    var controlThread = new ControlThread(control, body, call.socket());
    controlThread.start();
    boolean told;
    try {
      told = body.run(new ChildSession(new SturdyChannel(data), slot));
    } catch (Throwable e) {
      // Without this thread the process is of no use, whatever other threads tasks have left
      // behind.
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
      return;
    }
    if (told) {
      System.exit(0);
    }
    // The parent is gone, and the control thread is about to notice too: the end is its business.
    controlThread.join();
  }

  private static SocketChannel connect(ChildArguments call, int role, long pid) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(call.socket()));
    new Hello(role, call.launch(), pid).send(channel);
    return channel;
  }

  private static void removeRendezvous(Path socket) {
    Path folder = socket.getParent();
    if (folder != null) {
      ScratchFiles.delete(folder);
    }
  }

  /** Listens to the parent, and ends this process when the parent ends. */
  private static final class ControlThread extends Thread {
    /** Shutdown hooks have this long before the process is halted. */
    private static final long HOOK_MILLIS = 500;

    private final SocketChannel control;
    private final ChildBody body;
    private final Path rendezvous;

    ControlThread(SocketChannel control, ChildBody body, Path rendezvous) {
      super("procession-control");
      this.control = control;
      this.body = body;
      this.rendezvous = rendezvous;
      setDaemon(true);
    }

    @Override
    public void run() {
      ignoreTerminalInterrupt();
      try {
        ControlMessage message = ControlMessage.receive(control);
        while (message != null) {
          body.onControl(message);
          message = ControlMessage.receive(control);
        }
      } catch (IOException parentGone) {
        // The same as the end of the stream.
      }
      // The parent may have ended before it could.
      removeRendezvous(rendezvous);
      endWithParent();
    }

    /**
     * Ctrl-C goes to every process of the terminal. The parent coordinates the stop, so a child
     * must neither die of it in the middle of an item nor print anything.
     */
    private static void ignoreTerminalInterrupt() {
      try {
        sun.misc.Signal.handle(new sun.misc.Signal("INT"), sun.misc.SignalHandler.SIG_IGN);
      } catch (IllegalArgumentException | NoClassDefFoundError notAvailableHere) {
        // Then Ctrl-C ends the children at once, which the parent copes with.
      }
    }

    private static void endWithParent() {
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
      Thread hooks = new HookThread();
      hooks.start();
      try {
        hooks.join(HOOK_MILLIS);
      } catch (InterruptedException haltNow) {
        // Nobody interrupts this thread but someone who wants it to end.
      }
      Runtime.getRuntime().halt(ORPHANED);
    }
  }

  /** Runs the shutdown hooks; does not come back. */
  private static final class HookThread extends Thread {
    HookThread() {
      super("procession-exit");
      setDaemon(true);
    }

    @Override
    public void run() {
      System.exit(ORPHANED);
    }
  }
}
