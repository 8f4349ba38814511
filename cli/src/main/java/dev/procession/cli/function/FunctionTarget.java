package dev.procession.cli.function;

import java.io.Serializable;

/**
 * A function, named so exactly that a worker finds it without searching.
 *
 * @param className binary name
 * @param kind how it is called
 * @param methodName name of the method
 * @param descriptor its parameter and result types, in the form of class files
 */
public record FunctionTarget(String className, Kind kind, String methodName, String descriptor)
    implements Serializable {

  /** How a function is called. */
  public enum Kind {
    /** A static method. */
    STATIC_METHOD,
    /** A class that implements {@link java.util.function.Function}. */
    FUNCTION_CLASS
  }

  /** The method that every function class has. */
  static final String APPLY = "apply";

  /** The descriptor of {@link java.util.function.Function#apply}. */
  static final String APPLY_DESCRIPTOR = "(Ljava/lang/Object;)Ljava/lang/Object;";

  /**
   * A name for the journal and for messages.
   *
   * @return class, method and descriptor
   */
  @Override
  public String toString() {
    return className + "::" + methodName + descriptor;
  }
}
