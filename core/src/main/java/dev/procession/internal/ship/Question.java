package dev.procession.internal.ship;

import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;

/**
 * What a child asks its parent about one of the parent's class loaders.
 *
 * @param kind one of the constants
 * @param loader the loader's number
 * @param name of a class or resource; empty for {@link #LOADER}
 * @param index for {@link #CONTENT}: which of the resources of that name; {@link #FIRST} means the
 *     one that the loader gives if asked for one
 */
public record Question(int kind, int loader, String name, int index) {
  /** What the loader is called. Answer: {@link Answer.Text}. */
  static final int LOADER = 1;

  /** Answer: {@link Answer.Local} or {@link Answer.Definition}. */
  static final int CLASS = 2;

  /** Where one resource is. Answer: {@link Answer.Places} of one. */
  static final int RESOURCE = 3;

  /** Where all resources of a name are. Answer: {@link Answer.Places}. */
  static final int RESOURCES = 4;

  /** Where a resource is if the child can read it there, or what it holds. */
  static final int STREAM = 5;

  /** What a resource holds that the child cannot read by itself. Answer: {@link Answer.Bytes}. */
  static final int CONTENT = 6;

  static final int FIRST = -1;

  static Question of(int kind, int loader, String name) {
    return new Question(kind, loader, name, FIRST);
  }

  void write(WireOutput out) {
    out.writeInt(kind);
    out.writeInt(loader);
    out.writeInt(index);
    ShipText.write(out, name);
  }

  static Question read(WireInput in) throws IOException {
    int kind = in.readInt();
    int loader = in.readInt();
    int index = in.readInt();
    String name = ShipText.read(in);
    if (kind < LOADER || kind > CONTENT) {
      throw new IOException("unknown question: kind=" + kind);
    }
    return new Question(kind, loader, name, index);
  }
}
