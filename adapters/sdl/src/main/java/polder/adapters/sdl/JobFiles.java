package polder.adapters.sdl;

import java.util.Optional;
import polder.adapters.yaml.YamlDocument;
import polder.adapters.yaml.YamlException;

/** Reads files of jobs: Akash's SDL, versions 2.0 and 2.1, and our own short form. */
public final class JobFiles {
  private JobFiles() {}

  /**
   * Reads a text; a table with the key {@code job} is of our own form, everything else is SDL.
   * Gives the same for the same text everywhere, and reads nothing else.
   */
  public static Reading read(String text) {
    Findings findings = new Findings();
    Optional<JobFile> file = Optional.empty();
    try {
      YamlDocument document = YamlDocument.parse(text);
      document
          .next()
          .ifPresent(line ->
              findings.add(
                  new Notice(line, 1, "", "a second document begins here: it is not read")));
      Field root = Field.root(document.root(), findings);
      if (!root.isTable()) {
        root.wrong(
            "the file must be a table of keys and values",
            "begin with version: \"2.0\" for Akash's SDL, or with job: wasm or job: render");
      } else if (root.at(NativeReader.JOB).isPresent()) {
        file = new NativeReader(findings).read(root);
      } else {
        file = new SdlReader(findings).read(root);
      }
    } catch (YamlException e) {
      findings.add(
          new Fault(
              e.line(),
              e.column(),
              "",
              "is no YAML that is read here: " + e.getMessage(),
              "correct it there"));
    }
    if (file.isEmpty() || findings.faulty()) {
      return new Reading.Refused(findings.faults(), findings.notices());
    }
    return new Reading.Understood(file.get(), findings.notices());
  }
}
