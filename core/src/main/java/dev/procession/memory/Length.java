package dev.procession.memory;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How much room a component of a {@linkplain SharedRecord shared record} gets that has no size of
 * its own.
 *
 * {@snippet lang="java" :
 * record Sensor(@Length(40) String name, @Length(16) double[] values) {}
 * }
 *
 * <p>A record that has it on a component of another type cannot be shared: creating one throws an
 * {@link IllegalArgumentException}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Length {
  /**
   * For a text, how many bytes it has at most in UTF-8; for an array, how many elements it has, no
   * more and no fewer.
   *
   * @return zero or more
   */
  int value();
}
