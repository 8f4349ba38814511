package dev.procession.internal.proc;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The making of one archive, in two steps: a child is started and its classes are recorded, then a
 * JVM makes the archive from the record. The record is kept, so that the next trainer goes on where
 * this one was stopped.
 *
 * <p>Runs on the trainer's main thread; {@link #abandon} comes from its control thread.
 */
final class Training {
  /** One trainer at a time in a cache directory; the kernel frees the lock of a dead one. */
  static final String LOCK = "lock";

  /** Said by a trainer that leaves the work to another. */
  static final String BUSY = "another program is making an archive";

  private static final String DAMAGED_RECORD = "the archive could not be made from the record: ";

  private final ArchiveKey key;
  private final List<String> prefix;
  private final ArchiveFiles files;

  /** The JVM that makes or records at the moment; guarded by this. */
  private Runnable killer = () -> {};

  /** Guarded by this. */
  private boolean abandoned;

  Training(TrainingOrder order) {
    key = order.key();
    prefix = order.prefix();
    files = order.files();
  }

  /** Does it; returns an empty text, or why there is no archive. */
  String run() throws IOException, InterruptedException {
    CacheDirectory.prepare(files.directory());
    Path lockFile = files.directory().resolve(LOCK);
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        return BUSY;
      }
      if (files.isGood(key)) {
        return "";
      }
      return make();
    }
  }

  private String make() throws IOException, InterruptedException {
    files.removeParts();
    ArchiveFiles.removeWhatever(files.seal());
    ArchiveFiles.removeWhatever(files.archive());
    String refusal = "";
    if (!Files.isRegularFile(files.recorded())) {
      ArchiveFiles.removeWhatever(files.recorded());
      refusal = record();
    }
    if (refusal.isEmpty()) {
      refusal = assemble();
    }
    if (isAbandoned()) {
      return "abandoned";
    }
    if (!refusal.isEmpty()) {
      files.refuse(refusal);
      return refusal;
    }
    ArchiveFiles.removeWhatever(files.refused());
    ArchiveList.tidy(files.directory(), key.name());
    return "";
  }

  // ---- first step -------------------------------------------------------------------------------

  private String record() throws IOException, InterruptedException {
    Path part = files.part("recorded");
    List<String> java = new ArrayList<>();
    java.add(key.launcher());
    java.addAll(key.options());
    java.add("-XX:AOTMode=record");
    java.add("-XX:AOTConfiguration=" + part);
    addClasses(java);
    var recording = new Recording(prefix, java, environment(), key.preloaded());
    if (!begin(recording::kill)) {
      return "abandoned";
    }
    String failure = recording.run();
    end();
    if (!failure.isEmpty() || isAbandoned()) {
      return failure;
    }
    if (!Files.isRegularFile(part)) {
      return "the JVM recorded nothing: options=" + key.options();
    }
    ArchiveFiles.force(part);
    move(part, files.recorded());
    return "";
  }

  // ---- second step ------------------------------------------------------------------------------

  private String assemble() throws IOException, InterruptedException {
    Path part = files.part("aot");
    List<String> command = new ArrayList<>(prefix);
    command.add(key.launcher());
    command.addAll(key.options());
    command.add("-XX:AOTMode=create");
    command.add("-XX:AOTConfiguration=" + files.recorded());
    command.add("-XX:AOTCache=" + part);
    addClasses(command);
    if (!key.modules().isEmpty()) {
      command.addAll(JavaCommand.main());
    }
    Process process = start(command);
    if (process == null) {
      return "abandoned";
    }
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes());
    int status = process.waitFor();
    end();
    if (isAbandoned()) {
      return "abandoned";
    }
    if (status != 0 || !Files.isRegularFile(part)) {
      // Of no use to the next trainer either.
      ArchiveFiles.removeWhatever(files.recorded());
      return DAMAGED_RECORD + "exitCode=" + status + ", output=" + said.strip();
    }
    ArchiveFiles.force(part);
    move(part, files.archive());
    files.seal(key);
    ArchiveFiles.removeWhatever(files.recorded());
    return "";
  }

  private synchronized @Nullable Process start(List<String> command) throws IOException {
    if (abandoned) {
      return null;
    }
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment());
    Process process = builder.start();
    killer = process::destroyForcibly;
    return process;
  }

  private void addClasses(List<String> command) {
    if (!key.classPath().isEmpty()) {
      command.add("-cp");
      command.add(String.join(java.io.File.pathSeparator, key.classPath()));
    }
    command.addAll(key.modules());
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    for (String variable : key.environment()) {
      int equals = variable.indexOf('=');
      environment.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return environment;
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  // ---- the end of the program -------------------------------------------------------------------

  private synchronized boolean begin(Runnable killer) {
    this.killer = killer;
    return !abandoned;
  }

  private synchronized void end() {
    killer = () -> {};
  }

  private synchronized boolean isAbandoned() {
    return abandoned;
  }

  /** The program is gone: no process may be left running, and no file half written. */
  void abandon() {
    Runnable running;
    synchronized (this) {
      abandoned = true;
      running = killer;
    }
    running.run();
    try {
      files.removeParts();
    } catch (IOException notOurs) {
      // The next trainer removes them.
    }
  }
}
