package dev.procession.cli.function;

import dev.procession.Fn;
import dev.procession.cli.records.RecordFormat;
import org.jspecify.annotations.Nullable;

/**
 * What travels to the workers: calls the user's function on one record.
 *
 * <p>Bytes go in and come out, so that all conversion happens in the worker. A method without a
 * result gives null.
 *
 * @param target the function
 * @param format what a record is
 */
public record RecordJob(FunctionTarget target, RecordFormat format)
    implements Fn<byte[], byte @Nullable []> {

  /** The function that this process calls; resolved once. Written by whoever is first. */
  private static volatile @Nullable BoundFunction resolved;

  @Override
  @SuppressWarnings("NullAway") // it does not see that the type argument allows null
  public byte @Nullable [] call(byte[] bytes) throws Exception {
    return bound().call(bytes);
  }

  private BoundFunction bound() throws UnusableFunctionException {
    BoundFunction bound = resolved;
    if (bound == null || !bound.job().equals(this)) {
      bound = BoundFunction.resolve(this);
      resolved = bound;
    }
    return bound;
  }
}
