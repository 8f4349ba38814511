package dev.procession.internal.passing;

import java.time.Duration;

/**
 * How a ticket is redeemed: the visitor sends its number ({@value #NUMBER_SIZE} bytes); the desk
 * answers one byte, {@link #HERE} with the descriptor or {@link #UNKNOWN}; the visitor says {@link
 * #THANKS} when it has the descriptor, and only then the desk lets go of it. So a visitor that is
 * killed on the way has not taken anything.
 */
final class DeskProtocol {
  static final int NUMBER_SIZE = 16;
  static final byte HERE = 1;
  static final byte UNKNOWN = 2;
  static final byte THANKS = 3;

  /** How long either side waits for the other, which may be stopped or very slow. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How many may knock at the same time. */
  static final int BACKLOG = 1024;

  private DeskProtocol() {}
}
