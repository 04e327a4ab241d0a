package polder.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What a person or a script sees of the command line, whatever the commands do. */
class PolderCommandTest {

  @Test
  void helpNamesEveryCommandAndExitCode() {
    Said said = say("--help");

    assertThat(said.code).isEqualTo(ExitCode.DONE);
    assertThat(said.out).contains("compare", "groups", "completion", "--json", "69", "70");
    assertThat(said.err).isEmpty();
  }

  @Test
  void everyCommandHasItsHelp() {
    Said said = say("groups", "compare", "--help");

    assertThat(said.code).isEqualTo(ExitCode.DONE);
    assertThat(said.out).startsWith("Usage: polder groups compare").contains("--json");
  }

  @Test
  void versionIsOneLineForScripts() {
    assertThat(say("--version").out).matches("polder \\S+\\R");
  }

  @Test
  void completionIsForTheRootAndNamesItsCommands() {
    Said said = say("completion");

    assertThat(said.code).isEqualTo(ExitCode.DONE);
    assertThat(said.out).startsWith("#!/usr/bin/env bash").contains("_complete_polder", "compare");
  }

  @Test
  void linesAreForPeopleAndTheDocumentForPrograms() {
    assertThat(say("compare", "same").out).isEqualTo("the roots are same\n");
    assertThat(say("compare", "--json", "same").out)
        .isEqualToIgnoringWhitespace("{\"roots\": \"same\", \"epoch\": 9007199254740993}");
    assertThat(say("--json", "compare", "same").out).startsWith("{");
    assertThat(say("--json", "groups", "compare", "same").out).startsWith("{");
  }

  @Test
  void anAnswerOfNoIsOne() {
    assertThat(say("compare", "differ").code.number()).isEqualTo(1);
  }

  @Test
  void wrongUsageIsOneLineWithAGuess() {
    Said said = say("compar", "same");

    assertThat(said.code.number()).isEqualTo(2);
    assertThat(said.err).startsWith("polder: ").contains("did you mean compare").hasLineCount(1);
    assertThat(say().code).isEqualTo(ExitCode.USAGE);
    assertThat(say("groups").err)
        .contains("polder groups needs a command; see polder groups --help");
    assertThat(say("compare").code).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aMissingFileIsBadInput() {
    Said said = say("compare", "gone");

    assertThat(said.code.number()).isEqualTo(3);
    assertThat(said.err).isEqualTo("polder: there is no a.csv; check the path\n");
    assertThat(said.out).isEmpty();
    assertThat(say("compare", "wrapped").err).isEqualTo(said.err);
  }

  @Test
  void aRefusalOfTheMachineIsSixtyNine() {
    Said said = say("compare", "full");

    assertThat(said.code.number()).isEqualTo(69);
    assertThat(said.err).startsWith("polder: no space left on the disk; ").hasLineCount(1);
  }

  @Test
  void aBugIsOneLineUnlessTheTraceIsWanted() {
    Said said = say("compare", "bug");

    assertThat(said.code.number()).isEqualTo(70);
    assertThat(said.err).contains("bug in Polder", "--trace").hasLineCount(1);
    assertThat(say("compare", "bug", "--trace").err).contains("at polder.app.cli");
  }

  @Test
  void tablesAlignNumbersToTheRight() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);

    new Output(stream, stream, false, false)
        .table(
            List.of("device", "amount"),
            List.of(List.of("a", "1200"), List.of("Zürich", "-3"), List.of("b", "")));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines(
            """
            device  amount
            a         1200
            Zürich      -3
            b
            """);
  }

  private static Said say(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        PolderCommand.run(
            List.of(arguments),
            List.of(new Compare(), new Groups(), new CompletionCommand()),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    return new Said(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private record Said(ExitCode code, String out, String err) {}

  private record Comparison(String roots, long epoch) {}

  @Command(name = "compare", description = "Ends in the way it is told to.")
  private static final class Compare implements Action {

    @Parameters private String way = "";

    @Override
    public ExitCode run(Output output) throws IOException {
      ExitCode code =
          switch (way) {
            case "same" -> ExitCode.DONE;
            case "differ" -> ExitCode.NO;
            case "full" -> throw new IOException("no space left\non the disk");
            case "wrapped" -> throw new UncheckedIOException(new NoSuchFileException("a.csv"));
            case "gone" -> throw new NoSuchFileException("a.csv");
            default -> throw new IllegalStateException("way");
          };
      output.line("the roots are " + way);
      output.document(new Comparison(way, 9007199254740993L));
      return code;
    }
  }

  @Command(name = "groups", description = "Only holds others.", subcommands = Compare.class)
  private static final class Groups {}
}
