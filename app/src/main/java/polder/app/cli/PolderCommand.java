package polder.app.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The top of the command line. It knows no command by name: {@code Main} hands it the instances, so
 * a new command is one class and one line there.
 */
@Command(
    name = "polder",
    description = "Runs networks of machines that people own; anyone can verify every payment.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class PolderCommand {

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print one JSON document instead of text.")
  private boolean json;

  @Option(
      names = "--trace",
      scope = ScopeType.INHERIT,
      description = "With an error, print where it happened.")
  private boolean trace;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean showsProgress;

  private PolderCommand(PrintStream out, PrintStream err, boolean showsProgress) {
    this.out = out;
    this.err = err;
    this.showsProgress = showsProgress;
  }

  /**
   * Runs one command line.
   *
   * @param arguments the words after {@code polder}
   * @param commands instances of classes with picocli's {@code @Command}, in the order of the help;
   *     those that do something implement {@link Action}
   * @param out standard output, in UTF-8
   * @param err standard error, in UTF-8
   * @param showsProgress whether standard error is a terminal
   * @return how it ended
   */
  public static ExitCode run(
      List<String> arguments,
      List<Object> commands,
      PrintStream out,
      PrintStream err,
      boolean showsProgress) {
    PolderCommand top = new PolderCommand(out, err, showsProgress);
    CommandLine line = top.commandLine(commands);
    try {
      return top.run(line.parseArgs(arguments.toArray(String[]::new)));
    } catch (ParameterException wrong) {
      return top.explainUsage(wrong);
    }
  }

  private CommandLine commandLine(List<Object> commands) {
    CommandLine line = new CommandLine(this);
    for (Object command : commands) {
      line.addSubcommand(command);
    }
    Map<String, String> exitCodes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      exitCodes.put(" " + code.number(), code.meaning());
    }
    line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
    line.getCommandSpec().usageMessage().exitCodeList(exitCodes);
    line.getCommandSpec()
        .usageMessage()
        .footer("", "`polder COMMAND --help` explains one; `./polder test` runs the tests.");
    return line;
  }

  private ExitCode run(ParseResult parsed) {
    List<CommandLine> chain = parsed.asCommandLineList();
    for (CommandLine command : chain) {
      if (command.isUsageHelpRequested()) {
        print(command, out);
        return ExitCode.DONE;
      }
      if (command.isVersionHelpRequested()) {
        out.println(Version.line());
        return ExitCode.DONE;
      }
    }
    CommandLine last = chain.getLast();
    Output output = new Output(out, err, json, showsProgress);
    if (!(last.getCommandSpec().userObject() instanceof Action action)) {
      String name = last.getCommandSpec().qualifiedName();
      return output.fail(ExitCode.USAGE, name + " needs a command", "see " + name + " --help");
    }
    return act(action, output);
  }

  private ExitCode act(Action action, Output output) {
    try {
      return action.run(output);
    } catch (BadWordException wrong) {
      return wrong.tell(output);
    } catch (IOException refused) {
      return explain(refused, output);
    } catch (UncheckedIOException refused) {
      IOException cause = refused.getCause();
      return explain(cause == null ? new IOException(refused) : cause, output);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return output.fail(ExitCode.MISSING, "stopped before the end", "start it again");
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError bug) {
      ExitCode code =
          output.fail(
              ExitCode.BUG,
              "this is a bug in Polder: " + bug,
              trace ? "please report it with these lines" : "run it again with --trace and report");
      traceIfWanted(bug, output);
      return code;
    }
  }

  private ExitCode explain(IOException refused, Output output) {
    ExitCode code =
        switch (refused) {
          case NoSuchFileException gone ->
              output.fail(ExitCode.BAD_INPUT, "there is no " + gone.getFile(), "check the path");
          case FileNotFoundException gone ->
              output.fail(ExitCode.BAD_INPUT, "cannot read " + message(gone), "check the path");
          case NotDirectoryException file ->
              output.fail(ExitCode.BAD_INPUT, file.getFile() + " is not a folder", "name a folder");
          case FileAlreadyExistsException there ->
              output.fail(
                  ExitCode.BAD_INPUT, there.getFile() + " is there already", "name another file");
          case AccessDeniedException denied ->
              output.fail(
                  ExitCode.MISSING,
                  "this user may not open " + denied.getFile(),
                  "change its permissions or name another");
          case FileSystemException file ->
              output.fail(
                  ExitCode.MISSING, message(file), "check the disk and the path, then try again");
          default ->
              output.fail(ExitCode.MISSING, message(refused), "put that right and try again");
        };
    traceIfWanted(refused, output);
    return code;
  }

  private void traceIfWanted(Throwable thrown, Output output) {
    if (trace) {
      output.trace(thrown);
    }
  }

  private ExitCode explainUsage(ParameterException wrong) {
    String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
    List<String> likely = new ArrayList<>();
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      likely.addAll(unmatched.getSuggestions());
    }
    String guess = likely.isEmpty() ? "" : "did you mean " + String.join(" or ", likely) + "? ";
    return new Output(out, err, false, false)
        .fail(ExitCode.USAGE, message(wrong), guess + "see " + name + " --help");
  }

  private static String message(Exception thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.toString() : message;
  }

  private static void print(CommandLine command, PrintStream stream) {
    PrintWriter writer = new PrintWriter(stream, true, StandardCharsets.UTF_8);
    command.usage(writer, Ansi.OFF);
    writer.flush();
  }
}
