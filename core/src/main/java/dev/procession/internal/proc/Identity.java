package dev.procession.internal.proc;

import dev.procession.StartMethod;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who runs: the program itself, a child JVM, or a child that is a thread of this JVM.
 *
 * <p>A process has one, set before any user code runs. A thread child has its own, which the
 * threads that it starts inherit.
 */
public final class Identity {
  private static final int KEY_SIZE = 32;

  /** Set by {@link #become} before user code runs, else made by the first who asks. */
  private static volatile @Nullable Identity ofProcess;

  private static final InheritableThreadLocal<@Nullable Identity> OF_THREAD =
      new InheritableThreadLocal<>();

  private final String name;
  private final String position;
  private final boolean daemon;
  private final @Nullable StartMethod startMethod;
  private final @Nullable Parent parent;

  /** Replaced as a whole by any thread. */
  private volatile byte[] authKey;

  /** Children started so far; they are numbered from 1. */
  private final AtomicInteger children = new AtomicInteger();

  Identity(
      String name,
      String position,
      boolean daemon,
      @Nullable StartMethod startMethod,
      @Nullable Parent parent,
      byte[] authKey) {
    this.name = name;
    this.position = position;
    this.daemon = daemon;
    this.startMethod = startMethod;
    this.parent = parent;
    this.authKey = authKey;
  }

  /** Who started a child. */
  public record Parent(long pid, String name) {}

  /** Who runs the calling thread. */
  public static Identity current() {
    Identity thread = OF_THREAD.get();
    return thread == null ? ofProcess() : thread;
  }

  /** Whether this process has been told who it is, or has made that up; a spare has not. */
  public static boolean isKnown() {
    return ofProcess != null || OF_THREAD.get() != null;
  }

  /** Who this process is, whichever thread asks. */
  static Identity ofProcess() {
    Identity process = ofProcess;
    if (process == null) {
      synchronized (Identity.class) {
        process = ofProcess;
        if (process == null) {
          byte[] key = new byte[KEY_SIZE];
          new SecureRandom().nextBytes(key);
          process = new Identity("main", "", false, null, null, key);
          ofProcess = process;
        }
      }
    }
    return process;
  }

  /** Says who this process is. Called once, in a child JVM. */
  static void become(Identity identity) {
    ofProcess = identity;
  }

  /** Says who the calling thread, and any it will start, belongs to. */
  public static void becomeThread(Identity identity) {
    OF_THREAD.set(identity);
  }

  /**
   * A child of this process.
   *
   * @param number its {@link #nextChild() number}
   * @param name null for a name by position in the tree, such as {@code process-1:2}
   */
  public Identity child(int number, @Nullable String name, boolean daemon, StartMethod method) {
    String place = position.isEmpty() ? "" + number : position + ":" + number;
    return new Identity(
        name == null ? "process-" + place : name,
        place,
        daemon,
        method,
        new Parent(ProcessHandle.current().pid(), this.name),
        authKey);
  }

  /** Numbers a new child. */
  public int nextChild() {
    return children.incrementAndGet();
  }

  /** The name that a child of this number has unless it is given another. */
  public String childName(int number) {
    return "process-" + (position.isEmpty() ? "" : position + ":") + number;
  }

  /** Free text, shown to people. */
  public String name() {
    return name;
  }

  /** The numbers that lead here from the program, such as {@code 1:2}; empty for the program. */
  public String position() {
    return position;
  }

  /** Whether this process ends with its parent's program. */
  public boolean daemon() {
    return daemon;
  }

  /** How this process was started; null for the program itself. */
  public @Nullable StartMethod startMethod() {
    return startMethod;
  }

  /** Who started this process; null for the program itself. */
  public @Nullable Parent parent() {
    return parent;
  }

  /** The secret that the processes of one program share. */
  public byte[] authKey() {
    return authKey.clone();
  }

  /** Replaces the secret; children started from now on get the new one. */
  public void authKey(byte[] key) {
    authKey = key.clone();
  }
}
