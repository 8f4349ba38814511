package dev.procession.benchmarks;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs JMH benchmarks: steps within this process, which need its care for dead code and inlining.
 */
final class JmhRun {
  private JmhRun() {}

  /**
   * Runs those whose names match; JMH prints what it finds.
   *
   * @param pattern regular expression
   * @param quick one short iteration, to see that everything works
   * @return exit code
   */
  static int run(String pattern, boolean quick) throws RunnerException {
    ChainedOptionsBuilder options = new OptionsBuilder().include(pattern).forks(1);
    if (quick) {
      options
          .warmupIterations(1)
          .warmupTime(TimeValue.milliseconds(100))
          .measurementIterations(1)
          .measurementTime(TimeValue.milliseconds(100));
    }
    new Runner(options.build()).run();
    return 0;
  }
}
