package dev.procession;

import java.io.Serializable;

/**
 * What a child does with arguments that are given apart from the code.
 *
 * @see ChildProcess#of(ArgumentsAction, Object...)
 */
@FunctionalInterface
public interface ArgumentsAction extends Serializable {

  /**
   * Does the work.
   *
   * @param arguments what was given to the child
   * @throws Exception if the work fails
   */
  void perform(Arguments arguments) throws Exception;
}
