package polder.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.sdl.JobFiles;
import polder.adapters.sdl.Reading;

/** Each template is a job that can be ordered, and none is written over what is there. */
final class TemplateCommandTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private ExitCode run(String... arguments) {
    PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8);
    return PolderCommand.run(List.of(arguments), List.of(new TemplateCommand()), to, to, false);
  }

  private String text() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void eachIsAJobWithoutAnyNotice() throws Exception {
    for (String name : TemplateCommand.NAMES) {
      Reading reading = JobFiles.read(TemplateCommand.text(name));
      assertThat(reading).as(name).isInstanceOf(Reading.Understood.class);
      assertThat(reading.notices().stream().map(Object::toString))
          .as(name)
          .allMatch(notice -> notice.contains("pricing"));
    }
  }

  @Test
  void theyAreListedPrintedAndWritten() throws Exception {
    assertThat(run("template")).isEqualTo(ExitCode.DONE);
    assertThat(text()).contains("render").contains("Frames of a Blender scene");
    said.reset();
    assertThat(run("template", "wasm")).isEqualTo(ExitCode.DONE);
    assertThat(text()).isEqualTo(TemplateCommand.text("wasm"));
    Path file = folder.resolve("job.yaml");
    assertThat(run("template", "web", "--out", file.toString())).isEqualTo(ExitCode.DONE);
    assertThat(file).hasContent(TemplateCommand.text("web"));
    Files.writeString(file, "mine");
    said.reset();
    assertThat(run("template", "web", "--out", file.toString())).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(text()).contains("is there already");
    assertThat(file).hasContent("mine");
    said.reset();
    assertThat(run("template", "nothing")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(text()).contains("choose one of web, gpu, wasm, render");
  }
}
