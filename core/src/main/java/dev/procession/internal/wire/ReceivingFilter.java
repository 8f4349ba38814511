package dev.procession.internal.wire;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what a message may make the reader build: nothing that the length of the message does not
 * justify, and nothing nested absurdly deep.
 *
 * <p>A filter set on a stream replaces the operator's ({@code jdk.serialFilter}), so the two are
 * always merged here.
 */
final class ReceivingFilter implements ObjectInputFilter {
  private static final long DEEPEST = 10_000;

  private final long length;

  ReceivingFilter(long length) {
    this.length = length;
  }

  /** This, the operator's, and another one if there is one, which then says what it refuses. */
  ObjectInputFilter and(@Nullable ObjectInputFilter another) {
    ObjectInputFilter both =
        ObjectInputFilter.merge(this, ObjectInputFilter.Config.getSerialFilter());
    return another == null ? both : ObjectInputFilter.merge(naming(another), both);
  }

  /** The JDK does not name the class that a filter refuses, but the cause if that throws. */
  private static ObjectInputFilter naming(ObjectInputFilter filter) {
    return info -> {
      Status status = filter.checkInput(info);
      Class<?> type = info.serialClass();
      if (status == Status.REJECTED && type != null) {
        throw new IllegalArgumentException("class=" + type.getName());
      }
      return status;
    };
  }

  @Override
  public Status checkInput(FilterInfo info) {
    // Every reference and every array element takes at least a byte, whatever an array claims.
    boolean fits =
        info.depth() <= DEEPEST
            && info.references() <= length
            && info.streamBytes() <= length
            && info.arrayLength() <= length;
    return fits ? Status.UNDECIDED : Status.REJECTED;
  }

  /**
   * Asks the operator's filter, and another one if there is one, about a class that the fast path
   * is about to use.
   */
  static void check(Class<?> type, @Nullable ObjectInputFilter another)
      throws InvalidClassException {
    if (rejects(ObjectInputFilter.Config.getSerialFilter(), type) || rejects(another, type)) {
      throw new InvalidClassException(type.getName(), "filter status: REJECTED");
    }
  }

  private static boolean rejects(@Nullable ObjectInputFilter filter, Class<?> type) {
    return filter != null && filter.checkInput(new ClassOnly(type)) == Status.REJECTED;
  }

  /** What a filter is told about a value of the fast path. */
  private record ClassOnly(Class<?> type) implements FilterInfo {
    @Override
    public @Nullable Class<?> serialClass() {
      return type;
    }

    @Override
    public long arrayLength() {
      return -1;
    }

    @Override
    public long depth() {
      return 1;
    }

    @Override
    public long references() {
      return 1;
    }

    @Override
    public long streamBytes() {
      return 0;
    }
  }
}
