package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.adapters.sdl.JobFile;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Resources;
import polder.protocol.Hash;

/** Orders pictures of a Blender scene. */
@Command(
    name = "render",
    description =
        "Render frames of a Blender scene on a machine of a market of computing: tiles arrive as"
            + " they are made, whole frames as PNG files in a folder. Ctrl-C closes the order; what"
            + " its purse still holds comes back.")
public final class RenderCommand implements Action {
  private static final Pattern FRAMES = Pattern.compile("([0-9]{1,7})(?:\\.\\.([0-9]{1,7}))?");
  private static final Pattern TILES = Pattern.compile("([0-9]{1,2})x([0-9]{1,2})");
  private static final int MILLI = 1_000;

  @Parameters(
      paramLabel = "SCENE.blend",
      description = "The scene, with all that it uses packed into it.")
  private Path scene = Path.of("");

  @Option(
      names = "--frames",
      paramLabel = "FROM..TO",
      defaultValue = "1",
      description = "Which frames, such as 1..10, or one (default: ${DEFAULT-VALUE}).")
  private String frames = "1";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder for the frames: 0001.png and so on.")
  private Path out = Path.of("");

  @Option(
      names = "--tiles",
      paramLabel = "COLUMNSxROWS",
      defaultValue = "2x2",
      description =
          "Into how many tiles a frame is cut; a few of all tiles are rendered again by whoever checks"
              + " (default: ${DEFAULT-VALUE}).")
  private String tiles = "2x2";

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "128",
      description = "Samples of each pixel (default: ${DEFAULT-VALUE}).")
  private int samples = 128;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Where Cycles begins its random numbers (default: ${DEFAULT-VALUE}).")
  private int seed;

  @Option(
      names = "--blender",
      paramLabel = "VERSION",
      description = "Which version renders it, such as 3.4 (default: what most machines have).")
  private @Nullable String version;

  @Option(
      names = "--cpu",
      paramLabel = "CORES",
      defaultValue = "1",
      description = "Cores that render it (default: ${DEFAULT-VALUE}).")
  private int cpu = 1;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      defaultValue = "2Gi",
      description = "Memory that the scene takes at most (default: ${DEFAULT-VALUE}).")
  private String memory = "2Gi";

  @Option(
      names = "--gpu",
      paramLabel = "N",
      defaultValue = "0",
      description = "Graphics processors that render it (default: ${DEFAULT-VALUE}).")
  private int gpu;

  @Mixin private final OrderOptions options = new OrderOptions();
  @Mixin private final MarketOption market = new MarketOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Optional<ExitCode> refused = options.refused(output);
    if (refused.isPresent()) {
      return refused.get();
    }
    try (MarketOption.Talk talk = market.talk()) {
      JobInput job = JobInput.of(scene, job(talk));
      return new Ordering(talk, market.renter(talk), options, output, Ordering.Person.atTerminal())
          .order(job, Optional.of(out));
    }
  }

  private JobFile job(MarketOption.Talk talk) throws IOException, InterruptedException {
    Matcher range = matched(FRAMES, frames, "--frames is like 1..10");
    Matcher cut = matched(TILES, tiles, "--tiles is like 4x2");
    int first = Integer.parseInt(range.group(1));
    int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
    try {
      Resources each =
          new Resources(
              Math.multiplyExact((long) cpu, MILLI),
              Sizes.parse(memory),
              List.of(),
              gpu == 0 ? GpuNeed.NONE : new GpuNeed(gpu, List.of()));
      JobFile job =
          new JobFile.Render(
              Need.of(List.of(new Need.Unit("render", each, 1))),
              String.valueOf(scene.getFileName()),
              first,
              last,
              Integer.parseInt(cut.group(1)),
              Integer.parseInt(cut.group(2)),
              samples,
              seed,
              version(talk),
              Optional.empty());
      // Numbers that no job has are found now.
      job.orders(path -> Hash.ZERO);
      return job;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new BadWordException(String.valueOf(e.getMessage()), "see polder render --help");
    }
  }

  private static Matcher matched(Pattern pattern, String text, String like) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new BadWordException(like + ", not " + text, "see polder render --help");
    }
    return matcher;
  }

  private String version(MarketOption.Talk talk) throws IOException, InterruptedException {
    if (version != null) {
      return version;
    }
    return Blenders.usual(talk.market().machines())
        .orElseThrow(() ->
            new BadWordException(
                "no machine of " + talk.network().name() + " renders pictures now",
                "see `polder machines`; with --blender VERSION it is ordered anyway"));
  }
}
