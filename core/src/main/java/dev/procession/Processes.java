package dev.procession;

/** Facts about the processes of this program. */
public final class Processes {
  private Processes() {}

  /**
   * How many processors this process may use: affinity mask and container quota are taken into
   * account, a fractional quota is rounded up.
   *
   * <p>Python: {@code os.process_cpu_count()}, which is what {@code Pool()} uses.
   *
   * @return at least 1
   */
  public static int availableProcessors() {
    return Runtime.getRuntime().availableProcessors();
  }
}
