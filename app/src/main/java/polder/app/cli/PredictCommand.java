package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.agent.NodeClient;
import polder.agent.learning.Customer;
import polder.agent.learning.Inquiry;
import polder.agent.learning.LearningAgent;
import polder.agent.learning.LocalData;
import polder.agent.learning.Role;
import polder.agent.learning.TabClient;
import polder.agent.learning.TabCloser;
import polder.networks.GroupKey;

/** Buys predictions of a model. */
@Command(
    name = "predict",
    description =
        "Ask a model of a learning network for predictions of what lies in a folder: of a series"
            + " what comes after its latest values, or the class of each row. They are paid from a"
            + " tab: money that is put aside for this model and goes back when it is not used. What"
            + " was asked before is answered again without paying again.")
public final class PredictCommand implements Action {
  @Parameters(arity = "1", paramLabel = "TASK", description = "The task that trained the model.")
  private String task = "";

  @Option(
      names = "--of",
      paramLabel = "DIR",
      description = "The folder of CSV files to predict from; see docs/learning.md.")
  private @Nullable Path held;

  @Option(names = "--close", description = "Close the tab: what it still holds goes back.")
  private boolean close;

  @Option(
      names = "--owner",
      paramLabel = "FILE",
      description = "Key file of the account that pays; needed when the tab holds too little.")
  private @Nullable Path owner;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description =
          "How much to put on the tab when it holds too little (default: what is needed).")
  private @Nullable String tokens;

  @Option(
      names = "--client",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.polder/customer",
      description = "Where your customer's key is (default: ${DEFAULT-VALUE}).")
  private Path client = Path.of("");

  @Mixin private final LearningNetworkOption network = new LearningNetworkOption();

  @Mixin private final NodeOption node = new NodeOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    GroupKey model;
    long nano;
    try {
      model = new GroupKey(task);
      nano = tokens == null ? 0 : Tokens.nano(tokens);
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.USAGE, String.valueOf(e.getMessage()), "see polder predict --help");
    }
    if (close == (held != null)) {
      return output.fail(
          ExitCode.USAGE, "name the folder, --of; or --close", "see polder predict --help");
    }
    LearningClient speaking =
        new LearningClient(
            node, client, "customer.key", network.name(), Optional.ofNullable(owner));
    try (NodeClient speaker = node.client()) {
      return speaking.play(
          output,
          room -> role(output, model, nano, room, new TabClient(() -> speaker, room.network())));
    }
  }

  private Role role(
      Output output, GroupKey model, long nano, LearningAgent.Room room, TabClient tabs) {
    return close
        ? new TabCloser(model, tabs)
        : new Customer(
            model,
            new LocalData(Objects.requireNonNull(held)),
            tabs,
            room.owner(),
            nano,
            predictions -> show(output, predictions));
  }

  private static void show(Output output, List<Inquiry.Prediction> predictions) {
    List<List<String>> rows = new ArrayList<>();
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Inquiry.Prediction its : predictions) {
      String at = its.at().map(Object::toString).orElse("");
      rows.add(List.of(its.name(), at, its.text()));
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("of", its.name());
      its.at().ifPresent(time -> document.put("at", time.toString()));
      document.put("prediction", its.text());
      documents.add(document);
    }
    output.table(List.of("OF", "AT", "PREDICTION"), rows);
    output.document(documents);
  }
}
