package dev.procession.internal.proc;

import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a trainer is to make.
 *
 * @param key the archive
 * @param directory where to put it
 */
record TrainingOrder(ArchiveKey key, Path directory) {
  private static final int USUAL_SIZE = 2048;

  ArchiveFiles files() {
    return new ArchiveFiles(directory, key.name());
  }

  byte[] encode() {
    var out = new WireOutput(USUAL_SIZE);
    Assignment.writeText(out, directory.toString());
    Assignment.writeText(out, key.launcher());
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
    Path directory = Path.of(Assignment.readText(in));
    var key =
        new ArchiveKey(
            Assignment.readText(in),
            read(in),
            read(in),
            read(in),
            read(in),
            read(in),
            read(in),
            read(in));
    return new TrainingOrder(key, directory);
  }

  static void write(WireOutput out, List<String> texts) {
    out.writeInt(texts.size());
    for (String text : texts) {
      Assignment.writeText(out, text);
    }
  }

  static List<String> read(WireInput in) {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(Assignment.readText(in));
    }
    return texts;
  }
}
