package dev.procession.internal.proc;

import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.internal.log.Levels;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What makes a child JVM a certain child: who it is, and the body that takes over.
 *
 * @param body the class to run
 * @param work what the body is to do, in a form of its own
 * @param identity who the child is
 * @param standard the context that its own children have unless they are given another
 */
public record Assignment(String body, Work work, Identity identity, Context standard) {
  private static final int USUAL_SIZE = 512;

  /** Stands for the initial context, which need not be decoded in a cold JVM. */
  private static final byte[] NOTHING = {};

  /** The last context encoded, and its bytes: nearly always the next is the same. */
  private record Encoded(Context context, byte[] bytes) {}

  private static volatile @Nullable Encoded last;

  /** Says what a body is to do, when it is known which JVM the child will be. */
  @FunctionalInterface
  public interface Work {
    /** The work in the body's own form. */
    byte[] of(JvmChild child) throws IOException;
  }

  /** What a child learns from its assignment, besides who it is. */
  record Adopted(String body, byte[] work) {}

  /** For a child of the calling process that gets its work in another way. */
  public static Assignment of(Class<? extends ChildBody> body, Identity identity) {
    return of(body, child -> NOTHING, identity);
  }

  /** For a child of the calling process. */
  public static Assignment of(Class<? extends ChildBody> body, Work work, Identity identity) {
    return new Assignment(body.getName(), work, identity, Context.standard());
  }

  byte[] encode(JvmChild child) throws IOException {
    return encode(work.of(child));
  }

  byte[] encode(byte[] work) {
    var out = new WireOutput(USUAL_SIZE + work.length);
    writeText(out, body);
    writeBytes(out, work);
    writeText(out, identity.name());
    writeText(out, identity.position());
    out.writeByte(identity.daemon() ? 1 : 0);
    StartMethod method = identity.startMethod();
    Identity.Parent parent = identity.parent();
    if (method == null || parent == null) {
      throw new IllegalArgumentException("the program itself cannot be assigned to a child");
    }
    out.writeByte(method.ordinal());
    out.writeLong(parent.pid());
    writeText(out, parent.name());
    writeBytes(out, identity.authKey());
    writeBytes(out, standard.equals(Context.initial()) ? NOTHING : bytes(standard));
    writeBytes(out, Levels.toInherit());
    return out.toByteArray();
  }

  private static byte[] bytes(Context context) {
    Encoded known = last;
    if (known == null || !known.context.equals(context)) {
      var out = new WireOutput(USUAL_SIZE);
      ObjectCodec.write(out, context, "the standard context");
      known = new Encoded(context, out.toByteArray());
      last = known;
    }
    return known.bytes;
  }

  /** Becomes the child that the parent asks for. */
  static Adopted adopt(byte[] encoded) {
    var in = new WireInput(encoded);
    String body = readText(in);
    byte[] work = readBytes(in);
    String name = readText(in);
    String position = readText(in);
    boolean daemon = in.readByte() == 1;
    StartMethod method = StartMethod.values()[in.readByte()];
    var parent = new Identity.Parent(in.readLong(), readText(in));
    byte[] authKey = readBytes(in);
    Identity.become(new Identity(name, position, daemon, method, parent, authKey));
    inherit(readBytes(in), method);
    byte[] levels = readBytes(in);
    if (levels.length > 0) {
      Levels.inherit(levels);
    }
    return new Adopted(body, work);
  }

  private static void inherit(byte[] context, StartMethod method) {
    Context standard = Context.initial();
    if (context.length > 0) {
      var in = new WireInput(context);
      ClassLoader loader = ClassLoader.getSystemClassLoader();
      if (ObjectCodec.read(in, loader, "the standard context") instanceof Context sent) {
        standard = sent;
      }
    }
    if (standard.startMethod() != method) {
      standard = standard.startMethod(method);
    }
    Context.standard(standard);
  }

  static void writeText(WireOutput out, String text) {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  static String readText(WireInput in) {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  static void writeBytes(WireOutput out, byte[] bytes) {
    out.writeInt(bytes.length);
    out.writeBytes(bytes, 0, bytes.length);
  }

  static byte[] readBytes(WireInput in) {
    return in.readBytes(in.readLength(1));
  }
}
