package polder.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.agent.market.OrderNote;
import polder.agent.market.OrderStory;
import polder.agent.market.Renter;
import polder.networks.GroupKey;
import polder.networks.compute.job.Proof;
import polder.protocol.money.Amounts;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shows a client's orders. */
@Command(
    name = "orders",
    description =
        "List your orders, or tell all that is known of one: who bid, won, was paid, why.")
public final class OrdersCommand implements Action {
  private static final List<String> HEADER = List.of("ORDER", "JOB", "STATE", "FUNDED");

  @Parameters(
      paramLabel = "ORDER",
      arity = "0..1",
      description = "One order, as the list names it; also of others.")
  private @Nullable String order;

  @Option(
      names = "--epoch",
      paramLabel = "N",
      description = "With ORDER: what the archive says of it in this epoch, too.")
  private @Nullable Long epoch;

  @Mixin private final MarketOption market = new MarketOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    try (MarketOption.Talk talk = market.talk()) {
      if (order != null) {
        return one(output, talk, CloseCommand.name(order));
      }
      return all(output, talk);
    }
  }

  private ExitCode all(Output output, MarketOption.Talk talk)
      throws IOException, InterruptedException {
    Renter renter = market.renter(talk);
    renter.deliver(talk.node());
    List<List<String>> rows = new ArrayList<>();
    List<Map<String, Object>> documents = new ArrayList<>();
    for (OrderNote note : renter.notes()) {
      Optional<OrderStory> story = talk.market().order(note.order(), OptionalLong.empty());
      String state = story.map(OrdersCommand::state).orElse("over long ago");
      rows.add(
          List.of(note.order().text(), note.title(), state, Amounts.format(note.fundedNano())));
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("order", note.order().text());
      document.put("title", note.title());
      document.put("state", state);
      document.put("fundedNano", note.fundedNano());
      documents.add(document);
    }
    if (rows.isEmpty()) {
      output.line("no orders yet; `polder run JOB.yaml` makes one");
    } else {
      output.table(HEADER, rows);
    }
    output.document(documents);
    return ExitCode.DONE;
  }

  private static String state(OrderStory story) {
    if (!story.over()) {
      return story.pending() ? "new" : story.phase();
    }
    return story.latest().flatMap(OrderStory.Deeds::reason).map("over: "::concat).orElse("over");
  }

  private ExitCode one(Output output, MarketOption.Talk talk, GroupKey group)
      throws IOException, InterruptedException {
    Optional<OrderStory> found =
        talk.market().order(group, epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch));
    if (found.isEmpty()) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "the node remembers no order " + group,
          "if it ended long ago, name the epoch of its end with --epoch");
    }
    OrderStory story = found.get();
    JsonNode node = asTheNodeSays(talk, group);
    Optional<OrderNote> note = market.renter(talk).note(group);
    Telling telling =
        new Telling(output, new OrderTeller(talk, output), note.map(OrderNote::proof));
    output.line(group + ": " + state(story));
    tell(telling, "when a bid won", story.cleared());
    tell(telling, story.over() ? "at its end" : "last", story.latest());
    tell(telling, "asked for", story.asked());
    note.ifPresent(its -> output.line(purse(its, story, node)));
    output.document(
        JsonMapper.shared().convertValue(node, new TypeReference<Map<String, Object>>() {}));
    return ExitCode.DONE;
  }

  /** To whom and how an order is told. */
  private record Telling(Output output, OrderTeller teller, Optional<Proof> proof) {}

  /** What became of all that went into an order's purse. */
  private static String purse(OrderNote note, OrderStory story, JsonNode node) {
    long back =
        story.over()
            ? story.latest().map(OrderStory.Deeds::refunded).orElse(List.of()).stream()
                .mapToLong(OrderStory.Payment::amountNano)
                .sum()
            : node.path("order").path("purseNano").asLong(0);
    return "of "
        + Amounts.format(note.fundedNano())
        + " tokens in its purse "
        + Amounts.format(note.fundedNano() - back)
        + (story.over() ? " were paid, and " : " are paid until now, and ")
        + Amounts.format(back)
        + (story.over() ? " came back" : " are left");
  }

  private JsonNode asTheNodeSays(MarketOption.Talk talk, GroupKey group)
      throws IOException, InterruptedException {
    String path =
        "/v1/networks/"
            + talk.network().name()
            + "/orders/"
            + group
            + (epoch == null ? "" : "?epoch=" + epoch);
    return JsonMapper.shared().readTree(talk.node().get(path).toArray());
  }

  private static void tell(Telling telling, String when, Optional<OrderStory.Deeds> deeds)
      throws IOException, InterruptedException {
    if (deeds.isEmpty()) {
      return;
    }
    Output output = telling.output();
    output.line("epoch " + deeds.get().epoch() + ", " + when + ":");
    deeds.get().closed().ifPresent(why -> output.line("  " + why));
    for (OrderStory.Line line : deeds.get().lines()) {
      List<String> words = new ArrayList<>(List.of(telling.teller().meanings(line)));
      OrderTeller.asked(line, telling.proof()).ifPresent(words::add);
      OrderTeller.counted(line).ifPresent(words::add);
      output.line("  " + line.device().did() + ": " + String.join("; ", words));
    }
    for (OrderStory.Payment paid : deeds.get().paid()) {
      output.line("  " + Amounts.format(paid.amountNano()) + " tokens paid to " + paid.account());
    }
    for (OrderStory.Payment back : deeds.get().refunded()) {
      output.line("  " + Amounts.format(back.amountNano()) + " tokens back to " + back.account());
    }
    deeds.get().output().ifPresent(hash -> output.line("  result " + hash));
  }
}
