package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.adapters.sdl.Order;
import polder.agent.market.Estimate;
import polder.networks.compute.job.Proof;

/** Says what comparable work was cleared at lately. */
@Command(
    name = "estimate",
    description =
        "Say what work like a job's was cleared at lately in a market of computing, and how much"
            + " that rests on.")
public final class EstimateCommand implements Action {
  @Parameters(paramLabel = "JOB.yaml", description = "The job: Akash's SDL, or our own short form.")
  private Path file = Path.of("");

  @Mixin private final MarketOption market = new MarketOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    JobInput input = JobInput.read(file, output);
    List<Map<String, Object>> documents = new ArrayList<>();
    try (MarketOption.Talk talk = market.talk()) {
      for (Order order : input.orders()) {
        Proof proof = order.job().work().proof();
        Estimate estimate = talk.market().estimate(proof, order.job().need());
        output.line(order.name() + ": " + Terms.text(estimate, proof));
        documents.add(document(order.name(), estimate));
      }
    }
    output.document(documents);
    return ExitCode.DONE;
  }

  private static Map<String, Object> document(String name, Estimate estimate) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("job", name);
    document.put("per", estimate.per());
    document.put("known", estimate.known());
    document.put("restsOn", estimate.restsOn());
    estimate
        .prices()
        .ifPresent(prices -> {
          document.put("lowNano", prices.lowNano());
          document.put("medianNano", prices.medianNano());
          document.put("highNano", prices.highNano());
        });
    return document;
  }
}
