package dev.procession.manager;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Effects in memory. */
final class TestLog implements EffectLog {
  private final List<Effect> effects = new ArrayList<>();

  private record Effect(int number, @Nullable Object[] values) {}

  @Override
  public void append(int effect, @Nullable Object... values) {
    effects.add(new Effect(effect, values.clone()));
  }

  /** Does all again to a new object. */
  <T extends Durable> T replayTo(T object) {
    effects.forEach(effect -> object.replay(effect.number, effect.values));
    return object;
  }

  /** What makes the object anew. */
  static TestLog saved(Durable object) {
    var log = new TestLog();
    object.save(log);
    return log;
  }
}
