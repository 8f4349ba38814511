package dev.procession.internal.state;

/** Whose static fields are copied. */
public enum Scope {
  /**
   * The classes of the program: those that come from the same place as the task's class. For {@code
   * FORK}.
   */
  PROGRAM,

  /**
   * The snippets of a JShell session only, whose variables are static fields. For every other start
   * method: a snippet that reads a variable must not find zero.
   */
  SNIPPETS
}
