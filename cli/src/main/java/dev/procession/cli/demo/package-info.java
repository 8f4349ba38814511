/**
 * {@code procession demo}: real work on an input that every JDK brings along, its own class files.
 *
 * <p>Each class is verified and read instruction by instruction in a worker process, by {@link
 * dev.procession.cli.demo.ClassStudy}; the parent adds up the {@link
 * dev.procession.cli.demo.ClassFigures}. The figures do not depend on who did what when, so a run
 * in which workers are killed must give the same ones as a calm run.
 */
@NullMarked
package dev.procession.cli.demo;

import org.jspecify.annotations.NullMarked;
