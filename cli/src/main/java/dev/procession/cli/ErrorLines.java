package dev.procession.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever ends a command early into one line on standard error and an exit code. */
final class ErrorLines implements IParameterExceptionHandler, IExecutionExceptionHandler {

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    print(
        command.getErr(),
        describe(error) + "; see: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception error, CommandLine command, ParseResult arguments) {
    print(command.getErr(), describe(error));
    if (wantsStackTrace(command)) {
      error.printStackTrace(command.getErr());
    }
    return error instanceof CommandException known ? known.exitCode() : ExitCode.FAILURE;
  }

  private static String describe(ParameterException error) {
    if (error instanceof UnmatchedArgumentException unmatched) {
      String argument = unmatched.getUnmatched().getFirst();
      List<String> suggestions = unmatched.getSuggestions();
      return (unmatched.isUnknownOption() ? "unknown option: " : "not understood: ")
          + argument
          + (suggestions.isEmpty() ? "" : ", similar: " + String.join(" or ", suggestions));
    }
    if (error instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return "missing: " + missing.getMissing().getFirst().paramLabel();
    }
    return lowerFirst(oneLine(String.valueOf(error.getMessage())).replaceFirst("^Error: ", ""));
  }

  private static boolean wantsStackTrace(CommandLine command) {
    CommandLine top = command;
    while (top.getParent() != null) {
      top = top.getParent();
    }
    return top.getCommand() instanceof RootCommand root && root.stackTrace();
  }

  /** A message alone often says too little: of a file exception it is the file's name. */
  private static String describe(Exception error) {
    String message = error.getMessage();
    if (error instanceof CommandException && message != null) {
      return message;
    }
    if (error instanceof FileSystemException || message == null || message.isBlank()) {
      return oneLine(error.toString());
    }
    return oneLine(error instanceof IOException ? "input or output failed: " + message : message);
  }

  private static void print(PrintWriter err, String message) {
    err.println("procession: " + message);
    err.flush();
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R[\\s|]*", " | ");
  }

  /** The parser begins its messages with a capital; ours continue "procession: ". */
  private static String lowerFirst(String text) {
    return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
