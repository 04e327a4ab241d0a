package polder.adapters.sdl;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Volume;
import polder.networks.compute.job.Work;
import polder.networks.compute.message.Said;
import polder.protocol.Hash;

/**
 * Reads our own short form, for programs, pictures and containers that run to their end. Unlike SDL
 * it takes no unknown key.
 */
final class NativeReader {
  static final String JOB = "job";
  static final String WASM = "wasm";
  static final String RENDER = "render";
  static final String BATCH = Work.Batch.UNIT;

  private static final BigDecimal MOST_PRICE = BigDecimal.TEN.pow(18);
  private static final long MOST_WASM_MEMORY = 1L << 32;

  /** With less no machine would start a container. */
  private static final long LEAST_CONTAINER_MEMORY = 8L << 20;

  private static final int MOST_FRAME = 1_048_574;
  private static final int MOST_TILES = 64;
  private static final int MOST_SAMPLES = 65_536;

  /** Only to see whether what was read makes a job. */
  private static final Hash SOME = Hash.sha256(new byte[0]);

  private final Findings findings;

  NativeReader(Findings findings) {
    this.findings = findings;
  }

  Optional<JobFile> read(Field root) {
    Field kind = root.at(JOB);
    Optional<JobFile> file =
        switch (kind.text().orElse("")) {
          case WASM -> wasm(root);
          case RENDER -> render(root);
          case BATCH -> batch(root);
          default -> {
            kind.wrong(
                "is " + kind.shown(),
                "write wasm, render or batch; services are written as Akash's SDL");
            yield Optional.empty();
          }
        };
    if (file.isEmpty() || findings.faulty()) {
      return Optional.empty();
    }
    file.get().orders(path -> SOME).forEach(order -> Groups.checkSize(order.job(), root));
    return file;
  }

  private static Optional<JobFile> wasm(Field root) {
    root.holdsOnly(
        JOB,
        "module",
        "args",
        "input",
        "fuel",
        "memory",
        "cpu",
        "disk",
        "gpu",
        "max_price",
        "attributes",
        "speed",
        "signedBy");
    Optional<String> module =
        file(root.at("module").required("write module: and the program's path"));
    List<String> arguments =
        root.at("args").items().stream().flatMap(item -> item.text(Limits.LONG).stream()).toList();
    if (arguments.size() > Limits.ENTRIES) {
      root.at("args")
          .wrong("has " + arguments.size() + " entries", "write at most " + Limits.ENTRIES);
      return Optional.empty();
    }
    Optional<String> input = file(root.at("input"));
    Optional<Long> fuel =
        Quantity.count(
            root.at("fuel").required("write fuel: and the most instructions, such as 5G"),
            1,
            Long.MAX_VALUE / 2);
    Optional<Long> memory =
        Quantity.bytes(
            root.at("memory").required("write memory: 256Mi"),
            Limits.LEAST_MEMORY,
            MOST_WASM_MEMORY);
    Optional<Need> need = need(root, WASM, memory);
    Optional<PriceLimit> limit = limit(root);
    if (module.isEmpty() || fuel.isEmpty() || memory.isEmpty() || need.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new JobFile.Wasm(
            need.get(), module.get(), arguments, input, fuel.get(), memory.get(), limit));
  }

  private static Optional<JobFile> render(Field root) {
    root.holdsOnly(
        JOB,
        "scene",
        "frames",
        "tiles",
        "samples",
        "seed",
        "blender",
        "cpu",
        "memory",
        "disk",
        "gpu",
        "max_price",
        "attributes",
        "speed",
        "signedBy");
    Optional<String> scene =
        file(root.at("scene").required("write scene: and the path of the .blend file"));
    Field framesField = root.at("frames").required("write frames: 1..10");
    Optional<long[]> frames = pair(framesField, "..", 0, MOST_FRAME, "1..10");
    Optional<long[]> tiles = pair(root.at("tiles"), "x", 1, MOST_TILES, "4x2");
    if (frames.isPresent() && frames.get()[1] < frames.get()[0]) {
      framesField.wrong("is " + framesField.shown(), "write the first frame first");
    }
    Optional<Long> samples =
        root.at("samples").required("write samples: 128").whole(1, MOST_SAMPLES);
    long seed = root.at("seed").whole(0, Integer.MAX_VALUE).orElse(0L);
    Field versionField =
        root.at("blender").required("write blender: and its version, such as \"3.4\"");
    Optional<String> version = versionField.text(Limits.NAME);
    if (version.isPresent() && !version.get().matches("[0-9]{1,4}(\\.[0-9]{1,4}){1,3}")) {
      versionField.wrong("is " + versionField.shown(), "write a version, such as \"3.4\"");
      return Optional.empty();
    }
    Optional<Long> memory =
        Quantity.bytes(
            root.at("memory").required("write memory: 4Gi"),
            Limits.LEAST_MEMORY,
            Limits.MOST_MEMORY);
    Optional<Need> need = need(root, RENDER, memory);
    Optional<PriceLimit> limit = limit(root);
    if (scene.isEmpty()
        || frames.isEmpty()
        || samples.isEmpty()
        || version.isEmpty()
        || need.isEmpty()) {
      return Optional.empty();
    }
    long[] cut = tiles.orElse(new long[] {1, 1});
    return Optional.of(
        new JobFile.Render(
            need.get(),
            scene.get(),
            Math.toIntExact(frames.get()[0]),
            Math.toIntExact(frames.get()[1]),
            Math.toIntExact(cut[0]),
            Math.toIntExact(cut[1]),
            Math.toIntExact(samples.get()),
            Math.toIntExact(seed),
            version.get(),
            limit));
  }

  private static Optional<JobFile> batch(Field root) {
    root.holdsOnly(
        JOB,
        "image",
        "command",
        "args",
        "env",
        "quorum",
        "cpu",
        "memory",
        "disk",
        "max_price",
        "attributes",
        "speed",
        "signedBy");
    Field imageField = root.at("image").required("write image: and the image with its digest");
    Optional<String> image = imageField.text(Limits.LONG);
    if (image.isPresent() && !Work.Batch.isPinned(image.get())) {
      imageField.wrong(
          "is " + imageField.shown(),
          "name it by its digest, such as alpine@sha256:…, since each machine must run the same;"
              + " `skopeo inspect docker://NAME` tells the digest");
      return Optional.empty();
    }
    List<String> command = ServiceReader.words(root.at("command"));
    List<String> arguments = ServiceReader.words(root.at("args"));
    SortedMap<String, String> environment = ServiceReader.environment(root.at("env"));
    Optional<Long> quorum =
        root.at("quorum")
            .required("write quorum: 3, how many machines work it out")
            .whole(2, Said.Order.MOST_QUORUM);
    Optional<Long> memory =
        Quantity.bytes(
            root.at("memory").required("write memory: 256Mi"),
            LEAST_CONTAINER_MEMORY,
            Limits.MOST_MEMORY);
    Optional<Need> need = need(root, BATCH, memory);
    Optional<PriceLimit> limit = limit(root);
    if (image.isEmpty() || quorum.isEmpty() || need.isEmpty()) {
      return Optional.empty();
    }
    Work.Batch work = new Work.Batch(image.get(), command, arguments, environment);
    return Optional.of(
        new JobFile.Batch(new Job(need.get(), work), Math.toIntExact(quorum.get()), limit));
  }

  private static Optional<Need> need(Field root, String name, Optional<Long> memory) {
    Optional<Long> cpu =
        root.at("cpu").isPresent()
            ? Quantity.cpuMilli(root.at("cpu"), Limits.LEAST_CPU_MILLI, Limits.MOST_CPU_MILLI)
            : Optional.of(1_000L);
    List<Volume> volumes =
        Quantity.bytes(root.at("disk"), Limits.LEAST_VOLUME, Limits.MOST_VOLUME).stream()
            .map(bytes -> new Volume("default", bytes, false, ""))
            .toList();
    Field gpuField = root.at("gpu");
    GpuNeed gpu =
        gpuField.isText()
            ? new GpuNeed(
                Math.toIntExact(gpuField.whole(0, Limits.MOST_GPUS).orElse(0L)), List.of())
            : GpuReader.read(gpuField);
    Field signedBy = root.at("signedBy");
    signedBy.holdsOnly("allOf", "anyOf");
    if (cpu.isEmpty() || memory.isEmpty()) {
      return Optional.empty();
    }
    Resources each = new Resources(cpu.get(), memory.get(), volumes, gpu);
    return Optional.of(
        new Need(
            List.of(new Need.Unit(name, each, 1)),
            PlacementReader.attributes(root.at("attributes"), false),
            PlacementReader.auditors(signedBy, "allOf"),
            PlacementReader.auditors(signedBy, "anyOf"),
            Quantity.count(root.at("speed"), 1, Need.MOST_SPEED).orElse(0L)));
  }

  private static Optional<PriceLimit> limit(Field root) {
    return PlacementReader.amount(root.at("max_price"), MOST_PRICE).map(PriceLimit.ForAll::new);
  }

  /** Two numbers with {@code between} them; one alone is the first and the last. */
  private static Optional<long[]> pair(
      Field field, String between, long least, long most, String example) {
    Optional<String> text = field.text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    int at = text.get().indexOf(between);
    String first = at < 0 ? text.get() : text.get().substring(0, at);
    String last = at < 0 ? first : text.get().substring(at + between.length());
    if (first.matches("[0-9]{1,9}") && last.matches("[0-9]{1,9}")) {
      long[] pair = {Long.parseLong(first), Long.parseLong(last)};
      if (Math.min(pair[0], pair[1]) >= least && Math.max(pair[0], pair[1]) <= most) {
        return Optional.of(pair);
      }
    }
    field.wrong(
        "is " + field.shown(),
        "write numbers from " + least + " to " + most + ", such as " + example);
    return Optional.empty();
  }

  /**
   * A path within the folder of the file: what it names is uploaded for all to see, so that a file
   * from a stranger must not reach further.
   */
  private static Optional<String> file(Field field) {
    Optional<String> path = field.text(Limits.LONG);
    if (path.isEmpty()) {
      return path;
    }
    if (path.get().isEmpty()
        || path.get().startsWith("/")
        || path.get().matches("(?s)([A-Za-z]:.*|.*\\\\.*)")
        || List.of(path.get().split("/", -1)).contains("..")) {
      field.wrong(
          "is " + field.shown(),
          "write a path with / from this file's folder on, and never out of it");
      return Optional.empty();
    }
    return path;
  }
}
