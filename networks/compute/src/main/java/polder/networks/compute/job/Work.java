package polder.networks.compute.job;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/** What a job runs. */
public sealed interface Work {
  /** How its result is proven. */
  Proof proof();

  /**
   * Containers that run until they are told to stop.
   *
   * @param services in the order of the job; names are distinct
   */
  record Containers(List<Service> services) implements Work {
    public Containers {
      Texts.checkSize("services", services);
      if (services.isEmpty()) {
        throw new IllegalArgumentException("at least one service must run");
      }
      if (services.stream().map(Service::name).distinct().count() != services.size()) {
        throw new IllegalArgumentException("two services have one name");
      }
      services = List.copyOf(services);
    }

    @Override
    public Proof proof() {
      return Proof.METERED;
    }
  }

  /**
   * A WebAssembly program of WASI (preview 1) that runs to its end.
   *
   * @param module the program, a blob
   * @param arguments what it is called with, without its own name
   * @param input what it reads from its standard input, a blob; empty for nothing
   * @param fuel most instructions that it may execute, above 0
   * @param memoryBytes most memory that it may have, above 0
   */
  record Wasm(
      Hash module, List<String> arguments, Optional<Hash> input, long fuel, long memoryBytes)
      implements Work {
    private static final int FIELDS = 5;
    private static final long MOST_MEMORY = 1L << 32;

    public Wasm {
      Texts.checkSize("arguments", arguments);
      arguments.forEach(argument -> Texts.check("an argument", argument, Texts.LONG));
      Texts.checkRange("fuel", fuel, 1, Long.MAX_VALUE / 2);
      Texts.checkRange("bytes of memory", memoryBytes, 1, MOST_MEMORY);
      arguments = List.copyOf(arguments);
    }

    @Override
    public Proof proof() {
      return Proof.HASH;
    }
  }

  /**
   * Frames of a scene that Blender renders with Cycles.
   *
   * @param scene the .blend file, a blob, with all that it uses packed into it
   * @param firstFrame the first frame, from 0 to 1,048,574
   * @param lastFrame the last frame, not before the first
   * @param columns into how many tiles a frame's width is cut, from 1 to 64
   * @param rows into how many tiles a frame's height is cut, from 1 to 64
   * @param samples of each pixel, from 1 to 65,536
   * @param seed where Cycles begins its random numbers
   * @param version the version of Blender that renders it, such as {@code 3.4}
   */
  record Render(
      Hash scene,
      int firstFrame,
      int lastFrame,
      int columns,
      int rows,
      int samples,
      int seed,
      String version)
      implements Work {
    private static final int FIELDS = 8;
    private static final int MOST_FRAME = 1_048_574;
    private static final int MOST_TILES = 64;
    private static final int MOST_SAMPLES = 65_536;

    public Render {
      Texts.checkRange("the first frame", firstFrame, 0, MOST_FRAME);
      Texts.checkRange("the last frame", lastFrame, firstFrame, MOST_FRAME);
      Texts.checkRange("columns", columns, 1, MOST_TILES);
      Texts.checkRange("rows", rows, 1, MOST_TILES);
      Texts.checkRange("samples", samples, 1, MOST_SAMPLES);
      Texts.check("a version", version, Texts.NAME);
    }

    @Override
    public Proof proof() {
      return Proof.PIXELS;
    }
  }

  /**
   * A container that runs to its end. What it writes to its standard output and its exit code are
   * its result: they must be the same on every machine, so it has no network, sees no other
   * container, and should ask for no time and no random numbers.
   *
   * @param image named by its digest, since a tag may name another image for another machine
   * @param command instead of the image's entry point; empty to keep that
   * @param arguments instead of the image's arguments; empty to keep those
   * @param environment variables, by name
   */
  record Batch(
      String image,
      List<String> command,
      List<String> arguments,
      SortedMap<String, String> environment)
      implements Work {
    /**
     * Most bytes of its standard output that count: as every machine must cut it off at the same
     * byte, a rule and no setting.
     */
    public static final long MOST_OUTPUT_BYTES = 64L << 20;

    /** The effort of what wrote more than that; below it are exit codes. */
    public static final long OUT_OF_OUTPUT = 256;

    /** The effort of what needed more memory than it had; its output is empty. */
    public static final long OUT_OF_MEMORY = 257;

    /** The effort of what could not be started at all; its output is empty. */
    public static final long NOT_STARTED = 258;

    /** The name of its unit among what the job needs. */
    public static final String UNIT = "batch";

    private static final int FIELDS = 4;
    private static final Pattern PINNED = Pattern.compile("(?s).+@sha256:[0-9a-f]{64}");

    public Batch {
      if (!isPinned(image)) {
        throw new IllegalArgumentException(
            "the image must be named by its digest, such as alpine@sha256: and 64 hexadecimal"
                + " digits, not "
                + image);
      }
      Service checked =
          new Service(UNIT, image, command, arguments, environment, List.of(), List.of());
      command = checked.command();
      arguments = checked.arguments();
      environment = checked.environment();
    }

    /** Whether an image is named by its digest. */
    public static boolean isPinned(String image) {
      return PINNED.matcher(image).matches();
    }

    /** The same as the one service of a deployment. */
    public Service service() {
      return new Service(UNIT, image, command, arguments, environment, List.of(), List.of());
    }

    @Override
    public Proof proof() {
      return Proof.QUORUM;
    }
  }

  /** Writes it as an array that begins with what it is. */
  static void write(Work work, CborWriter writer) {
    switch (work) {
      case Containers containers -> {
        writer.beginArray(2).text("containers");
        Texts.writeList(writer, containers.services(), Service::write);
      }
      case Wasm wasm -> {
        writer.beginArray(1 + Wasm.FIELDS).text("wasm").hash(wasm.module());
        Texts.writeTexts(writer, wasm.arguments());
        wasm.input().ifPresentOrElse(writer::hash, writer::nil);
        writer.integer(wasm.fuel()).integer(wasm.memoryBytes());
      }
      case Render render ->
          writer
              .beginArray(1 + Render.FIELDS)
              .text("render")
              .hash(render.scene())
              .integer(render.firstFrame())
              .integer(render.lastFrame())
              .integer(render.columns())
              .integer(render.rows())
              .integer(render.samples())
              .integer(render.seed())
              .text(render.version());
      case Batch batch -> {
        writer.beginArray(1 + Batch.FIELDS).text("batch").text(batch.image());
        Texts.writeTexts(writer, batch.command());
        Texts.writeTexts(writer, batch.arguments());
        Texts.writeMap(writer, batch.environment());
      }
    }
  }

  /** Reads what {@link #write} wrote; errors as of {@link Job#decode}. */
  static Work read(CborReader reader) {
    int items = reader.beginArray();
    String what = reader.text();
    return switch (what + "/" + (items - 1)) {
      case "containers/1" -> new Containers(Texts.readList(reader, Service::read));
      case "wasm/" + Wasm.FIELDS ->
          new Wasm(
              reader.hash(),
              Texts.readTexts(reader),
              reader.tryNil() ? Optional.empty() : Optional.of(reader.hash()),
              reader.integer(),
              reader.integer());
      case "render/" + Render.FIELDS ->
          new Render(
              reader.hash(),
              number(reader),
              number(reader),
              number(reader),
              number(reader),
              number(reader),
              number(reader),
              reader.text());
      case "batch/" + Batch.FIELDS ->
          new Batch(
              reader.text(),
              Texts.readTexts(reader),
              Texts.readTexts(reader),
              Texts.readMap(reader));
      default -> throw new CodecException("no work that is known: " + what, reader.offset());
    };
  }

  private static int number(CborReader reader) {
    return Math.toIntExact(reader.integer());
  }
}
