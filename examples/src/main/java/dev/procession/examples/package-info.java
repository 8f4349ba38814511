/**
 * Numbered programs, one idea each, with the text above the code. Each stands by itself: the Java
 * launcher runs it from its source, with Procession on the class path, as in
 *
 * <pre>
 * java -cp procession.jar dev/procession/examples/Example12Mails.java
 * </pre>
 *
 * <p>A second in them lasts a second, unless {@code -Dsecond=100} says that it has 100
 * milliseconds. The numbers up to 30 are the programs that tutorials of Python's {@code
 * multiprocessing} begin with. {@link dev.procession.examples.run} runs and checks all of them.
 */
@NullMarked
package dev.procession.examples;

import org.jspecify.annotations.NullMarked;
