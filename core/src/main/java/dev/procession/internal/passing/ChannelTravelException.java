package dev.procession.internal.passing;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A channel cannot be sent, or has not arrived; the message says why to whoever sent it. */
public final class ChannelTravelException extends IOException {
  private static final long serialVersionUID = 1;

  ChannelTravelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
