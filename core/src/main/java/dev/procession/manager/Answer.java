package dev.procession.manager;

import org.jspecify.annotations.Nullable;

/**
 * That an attempt has succeeded.
 *
 * @param value what the call returns
 * @param <T> its type
 */
record Answer<T extends @Nullable Object>(@Nullable T value) {
  private static final Answer<@Nullable Void> NOTHING = new Answer<>(null);

  /** For calls that return nothing. */
  static Answer<@Nullable Void> nothing() {
    return NOTHING;
  }

  /** For calls that return something. */
  static <T extends @Nullable Object> Answer<T> of(@Nullable T value) {
    return new Answer<>(value);
  }
}
