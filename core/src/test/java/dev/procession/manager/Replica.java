package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;

/** An object that is made of the effects of another, as after the death of a manager. */
final class Replica<S extends Durable> {
  private final S original;
  private final S copy;
  private final Function<S, ?> contents;

  Replica(S original, S copy, Function<S, ?> contents) {
    this.original = original;
    this.copy = copy;
    this.contents = contents;
    original.writeTo((effect, values) -> copy.replay(effect, (Object[]) WireCopies.copy(values)));
  }

  /** The copy holds what the original does, and so does one that is made of what it saves. */
  void check(S empty) {
    assertThat(contents.apply(copy)).isEqualTo(contents.apply(original));
    original.save((effect, values) -> empty.replay(effect, (Object[]) WireCopies.copy(values)));
    assertThat(contents.apply(empty)).isEqualTo(contents.apply(original));
  }
}
