package polder.adapters.runc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An unpacked image: its files and what its maker says of how to start it.
 *
 * @param entrypoint what it starts unless a job says otherwise
 * @param command arguments of that, unless a job says otherwise
 * @param environment {@code NAME=VALUE}
 * @param folder where its program starts
 * @param uid as whom
 * @param gid as which group
 * @param groups further groups
 */
record Image(
    List<String> entrypoint,
    List<String> command,
    List<String> environment,
    String folder,
    long uid,
    long gid,
    List<Long> groups) {
  private static final String FILE = "image.json";

  /** Where the files of the image unpacked in {@code place} are. */
  static Path root(Path place) {
    return place.resolve("root");
  }

  /** Whether the image in {@code place} was unpacked to the end. */
  static boolean isWhole(Path place) {
    return Files.exists(place.resolve(FILE));
  }

  /**
   * What the image in {@code place} says.
   *
   * @throws IOException if it is not there or not sound
   */
  static Image read(Path place) throws IOException {
    try {
      return JsonMapper.shared()
          .readValue(Files.readString(place.resolve(FILE), StandardCharsets.UTF_8), Image.class);
    } catch (JacksonException e) {
      throw new IOException(place + " holds no image that was unpacked to the end", e);
    }
  }

  /** Writes down what it says beside its files. */
  void write(Path place) throws IOException {
    Folders.replace(place.resolve(FILE), JsonMapper.shared().writeValueAsString(this));
  }

  /**
   * Puts together what an image's configuration says and what umoci found in its files.
   *
   * @param layout the image as an OCI layout with one manifest
   * @param runtime what umoci would run
   */
  static Image of(Path layout, Path runtime) throws IOException {
    try {
      JsonNode index = json(layout.resolve("index.json"));
      JsonNode manifest = blob(layout, index.path("manifests").path(0).path("digest"));
      JsonNode config = blob(layout, manifest.path("config").path("digest")).path("config");
      JsonNode process = json(runtime).path("process");
      JsonNode user = process.path("user");
      List<Long> groups = new ArrayList<>();
      user.path("additionalGids").forEach(group -> groups.add(group.asLong()));
      return new Image(
          texts(config.path("Entrypoint")),
          texts(config.path("Cmd")),
          texts(process.path("env")),
          process.path("cwd").asString("/"),
          user.path("uid").asLong(0),
          user.path("gid").asLong(0),
          groups);
    } catch (JacksonException e) {
      throw new IOException("its configuration is not readable", e);
    }
  }

  private static JsonNode blob(Path layout, JsonNode digest) throws IOException {
    String text = digest.asString("");
    if (!text.matches("sha256:[0-9a-f]{64}")) {
      throw new IOException("it names a part by no SHA-256");
    }
    return json(layout.resolve("blobs").resolve("sha256").resolve(text.substring(7)));
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file, StandardCharsets.UTF_8));
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(entry -> texts.add(entry.asString("")));
    return texts;
  }
}
