package dev.procession.internal.wire;

import dev.procession.NotSendableException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * Writes several values as one graph: an object that two of them lead to is one object where they
 * are read. Tells an observer which classes and lambdas it meets on the way. Used by one thread;
 * worthless after an exception.
 */
public final class GraphWriter implements AutoCloseable {

  /** Is told what is being written. Must not throw. */
  public interface Observer {
    /** An object of this class is written; called for each object. */
    void onInstance(Class<?> type);

    /** A class is written, by itself or since an object of it is; called once per class. */
    void onClass(Class<?> type);

    /** A lambda is written; its capturing class will be too. */
    void onLambda(SerializedLambda lambda);
  }

  private final WireOutput out;
  private final int lengthAt;
  private final SendingStream stream;

  /** Starts a graph at the end of {@code out}. */
  public GraphWriter(WireOutput out, Observer observer) {
    this.out = out;
    lengthAt = out.position();
    out.writeInt(0);
    try {
      stream = new ObservedStream(out, observer);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Whether the object itself can be written; what it refers to is another matter. */
  public static boolean isSendable(Object object) {
    return object instanceof Serializable || SendingStream.replaces(object);
  }

  /**
   * Writes a value.
   *
   * @param what what the value is to the user, for the message
   * @param remedy what the user can do if it cannot be sent; null for the usual
   * @throws NotSendableException if it cannot be sent
   */
  public void write(@Nullable Object value, String what, @Nullable String remedy) {
    try {
      stream.writeObject(value);
    } catch (OutOfMemoryError | NotSendableException e) {
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      // Whatever the value's own methods throw, it cannot be sent.
      throw remedy == null
          ? Culprit.explain(what, value, e)
          : Culprit.explain(what, value, e, remedy);
    }
  }

  /** Writes eight bytes. */
  public void writeLong(long value) {
    try {
      stream.writeLong(value);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Ends the graph. */
  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    out.setInt(lengthAt, out.position() - lengthAt - Integer.BYTES);
  }

  private static final class ObservedStream extends SendingStream {
    private final Observer observer;

    ObservedStream(WireOutput out, Observer observer) throws IOException {
      super(out);
      this.observer = observer;
    }

    @Override
    protected void annotateClass(Class<?> type) {
      super.annotateClass(type);
      observer.onClass(type);
    }

    @Override
    protected @Nullable Object replaceObject(@Nullable Object object) throws IOException {
      if (object instanceof SerializedLambda lambda) {
        observer.onLambda(lambda);
      } else if (object != null) {
        observer.onInstance(object.getClass());
      }
      return super.replaceObject(object);
    }
  }
}
