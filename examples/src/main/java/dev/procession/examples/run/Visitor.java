package dev.procession.examples.run;

import java.io.IOException;

/** Does to a running example what a person would do: types a line, presses Ctrl-C. */
@FunctionalInterface
public interface Visitor {

  /**
   * Called as soon as the example has been started; when it returns, the end is waited for.
   *
   * @param program the example
   * @throws IOException if it cannot be reached
   * @throws InterruptedException if this thread is interrupted
   */
  void visit(ExampleProgram program) throws IOException, InterruptedException;
}
