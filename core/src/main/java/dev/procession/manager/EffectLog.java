package dev.procession.manager;

import org.jspecify.annotations.Nullable;

/**
 * Where a served object writes what happens to it, so that it can be made anew after the manager
 * has died.
 */
@FunctionalInterface
interface EffectLog {
  /** For objects that nobody remembers. */
  EffectLog NONE = (effect, values) -> {};

  /**
   * Appends an effect: not what was asked for, but what came of it. Called with the object's lock
   * held, before the call is answered.
   *
   * @param effect a number that the object's class knows
   * @param values what belongs to it
   */
  void append(int effect, @Nullable Object... values);
}
