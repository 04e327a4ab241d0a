package polder.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes jobs to start from. */
@Command(
    name = "template",
    description = "List jobs to start from, or write one: edit it, then `polder run` orders it.")
public final class TemplateCommand implements Action {
  static final List<String> NAMES = List.of("web", "gpu", "wasm", "render");

  @Parameters(
      arity = "0..1",
      paramLabel = "TEMPLATE",
      description = "Which one (default: list them).")
  private @Nullable String name;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write it; never over another file (default: print it).")
  private @Nullable Path out;

  @Override
  public ExitCode run(Output output) throws IOException {
    if (name == null) {
      return list(output);
    }
    if (!NAMES.contains(name)) {
      throw new BadWordException(
          "there is no template " + name, "choose one of " + String.join(", ", NAMES));
    }
    String text = text(name);
    if (out == null) {
      output.raw().print(text);
      return ExitCode.DONE;
    }
    try {
      Files.writeString(out, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new BadWordException(out + " is there already", "name another file with --out");
    }
    output.line("wrote " + out + "; edit it, then order it with `polder run " + out + "`");
    output.document(Map.of("template", name, "file", out.toString()));
    return ExitCode.DONE;
  }

  private static ExitCode list(Output output) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    List<Map<String, Object>> documents = new ArrayList<>();
    for (String each : NAMES) {
      String about = text(each).lines().findFirst().orElse("").replaceFirst("^# ", "");
      rows.add(List.of(each, about));
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("template", each);
      document.put("about", about);
      documents.add(document);
    }
    output.table(List.of("TEMPLATE", "WHAT IT IS"), rows);
    output.document(documents);
    return ExitCode.DONE;
  }

  /** A template's text. */
  static String text(String template) throws IOException {
    String path = "/polder/templates/" + template + ".yaml";
    try (InputStream in = TemplateCommand.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is missing on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
