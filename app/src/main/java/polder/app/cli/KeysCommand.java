package polder.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.adapters.files.KeyFile;
import polder.protocol.crypto.Secp256k1;

/** Groups the commands about keys. */
@Command(
    name = "keys",
    description = "Make and list keys of owners and devices.",
    subcommands = {KeysCommand.New.class, KeysCommand.Ls.class})
public final class KeysCommand {
  private static final String SUFFIX = ".key";

  /** Makes a key. */
  @Command(name = "new", description = "Make a key, unless there is one of this name.")
  static final class New implements Action {
    @Parameters(
        paramLabel = "NAME",
        description = "What to call it: letters, digits, dots, hyphens, underscores.")
    private String name = "";

    @Option(names = "--device", description = "A device's key instead of an owner's account.")
    private boolean device;

    @Mixin private DataOption data = new DataOption();

    @Override
    public ExitCode run(Output output) throws IOException {
      if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,79}")) {
        return output.fail(
            ExitCode.BAD_INPUT, "a key cannot be called " + name, "use letters and digits");
      }
      Path file = data.directory().keys().resolve(name + SUFFIX);
      Map<String, String> key = describe(file, device);
      output.line(key.get("kind") + " " + key.get("id"));
      output.line("in " + file + ": whoever has this file can act for it, so keep a copy safe");
      output.document(key);
      return ExitCode.DONE;
    }
  }

  /** Lists keys. */
  @Command(name = "list", description = "List the keys of a data directory.")
  static final class Ls implements Action {
    @Mixin private DataOption data = new DataOption();

    @Override
    public ExitCode run(Output output) throws IOException {
      Path folder = data.directory().keys();
      List<Map<String, String>> keys = new ArrayList<>();
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.sorted().toList()) {
            if (file.toString().endsWith(SUFFIX)) {
              keys.add(describe(file, KeyFile.isDevice(file)));
            }
          }
        }
      }
      List<List<String>> rows = new ArrayList<>();
      keys.forEach(key -> rows.add(List.of(text(key, "name"), text(key, "kind"), text(key, "id"))));
      output.table(List.of("NAME", "KIND", "ID"), rows);
      output.document(keys);
      return ExitCode.DONE;
    }

    private static String text(Map<String, String> key, String what) {
      return key.getOrDefault(what, "");
    }
  }

  private static Map<String, String> describe(Path file, boolean device) throws IOException {
    Map<String, String> key = new LinkedHashMap<>();
    key.put("name", file.getFileName().toString().replace(SUFFIX, ""));
    key.put("kind", device ? "device" : "owner");
    key.put(
        "id",
        device
            ? KeyFile.device(file).id().did()
            : Secp256k1.account(KeyFile.owner(file)).toString());
    key.put("file", file.toString());
    return key;
  }
}
