package dev.procession.internal.proc;

import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.internal.log.Levels;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
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
    out.writeText(body);
    out.writeSized(work);
    out.writeText(identity.name());
    out.writeText(identity.position());
    out.writeByte(identity.daemon() ? 1 : 0);
    StartMethod method = identity.startMethod();
    Identity.Parent parent = identity.parent();
    if (method == null || parent == null) {
      throw new IllegalArgumentException("the program itself cannot be assigned to a child");
    }
    out.writeByte(method.ordinal());
    out.writeLong(parent.pid());
    out.writeText(parent.name());
    out.writeSized(identity.authKey());
    out.writeSized(standard.equals(Context.initial()) ? NOTHING : bytes(standard));
    out.writeSized(Levels.toInherit());
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
    String body = in.readText();
    byte[] work = in.readSized();
    String name = in.readText();
    String position = in.readText();
    boolean daemon = in.readByte() == 1;
    StartMethod method = StartMethod.values()[in.readByte()];
    var parent = new Identity.Parent(in.readLong(), in.readText());
    byte[] authKey = in.readSized();
    Identity.become(new Identity(name, position, daemon, method, parent, authKey));
    inherit(in.readSized(), method);
    byte[] levels = in.readSized();
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
}
