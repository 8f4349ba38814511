package dev.procession.manager;

import org.jspecify.annotations.Nullable;

/** A served object that can be made anew from its effects. */
interface Durable {
  /** From now on effects are to be written here. */
  void writeTo(EffectLog log);

  /** Does again what had happened. */
  void replay(int effect, @Nullable Object[] values);

  /** What its methods run under. */
  Guard guard();

  /** Writes the few effects that make this object from an empty one. */
  void save(EffectLog log);
}
