package dev.procession.internal.proc;

import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a trainer is to make.
 *
 * @param key the archive
 * @param directory where to put it
 * @param gently whether at the lowest priority
 */
record TrainingOrder(ArchiveKey key, Path directory, boolean gently) {
  private static final String LOWEST_PRIORITY = "19";
  private static final int USUAL_SIZE = 2048;

  ArchiveFiles files() {
    return new ArchiveFiles(directory, key.name());
  }

  /**
   * What the commands of the two steps begin with. The trainer itself is not held back: it must
   * notice the end of the program however busy the machine is.
   */
  List<String> prefix() {
    return gently && isInstalled("nice") ? List.of("nice", "-n", LOWEST_PRIORITY) : List.of();
  }

  /** Whether a command is on the search path. */
  static boolean isInstalled(String command) {
    String path = System.getenv("PATH");
    if (path == null) {
      return false;
    }
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, command))) {
        return true;
      }
    }
    return false;
  }

  byte[] encode() {
    var out = new WireOutput(USUAL_SIZE);
    out.writeByte(gently ? 1 : 0);
    out.writeText(directory.toString());
    out.writeText(key.launcher());
    write(out, key.jdk());
    write(out, key.options());
    write(out, key.classPath());
    write(out, key.modules());
    write(out, key.stamps());
    write(out, key.preloaded());
    write(out, key.environment());
    return out.toByteArray();
  }

  static TrainingOrder decode(byte[] encoded) {
    var in = new WireInput(encoded);
    boolean gently = in.readByte() == 1;
    Path directory = Path.of(in.readText());
    var key =
        new ArchiveKey(
            in.readText(), read(in), read(in), read(in), read(in), read(in), read(in), read(in));
    return new TrainingOrder(key, directory, gently);
  }

  static void write(WireOutput out, List<String> texts) {
    out.writeInt(texts.size());
    for (String text : texts) {
      out.writeText(text);
    }
  }

  static List<String> read(WireInput in) {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(in.readText());
    }
    return texts;
  }
}
