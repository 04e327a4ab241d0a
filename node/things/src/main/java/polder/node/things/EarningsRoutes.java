package polder.node.things;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import polder.node.gateway.Answers;
import polder.ports.readings.EarningsQuery;
import polder.ports.readings.EarningsQuery.Epochs;
import polder.ports.readings.EarningsQuery.Place;
import polder.ports.readings.EarningsQuery.Row;
import polder.ports.readings.EarningsQuery.Step;
import polder.ports.readings.ReadModel;
import polder.ports.readings.Visibility;
import polder.protocol.identity.Account;
import polder.protocol.money.Amounts;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/accounts/{address}/earnings}: what an account earned by day or month, network and
 * device, for its owner and the tax office, as JSON or as a file.
 */
public final class EarningsRoutes implements HttpService {
  private static final String COLUMNS = "date,network,device,amount,held,epochs,simulated\r\n";
  private static final int MONTH_LETTERS = "2026-11".length();
  // Amounts are on the chain for everyone; no reading is shown here.
  private static final Visibility NO_READINGS = new Visibility(new TreeMap<>());

  private final Downloads downloads;

  /** Of what {@code downloads} knows. */
  public EarningsRoutes(Downloads downloads) {
    this.downloads = downloads;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/accounts/{address}/earnings", this::earnings);
  }

  private void earnings(ServerRequest request, ServerResponse response) throws IOException {
    EarningsQuestion question;
    try {
      Account account = Account.parse(request.path().pathParameters().get("address"));
      question = EarningsQuestion.of(account, Address.parameters(request), downloads.limits());
    } catch (BadRequestException | IllegalArgumentException e) {
      Answers.refuse(
          response, Status.BAD_REQUEST_400, "bad_question", String.valueOf(e.getMessage()));
      return;
    }
    if (question.isCsv()) {
      downloads.send(request, response, file(question.query()));
      return;
    }
    try {
      Answers.send(response, Status.OK_200, json(question.query()));
    } catch (ReadModel.TooCostlyException e) {
      Downloads.busy(response, String.valueOf(e.getMessage()));
    }
  }

  private ObjectNode json(EarningsQuery query) throws IOException {
    ObjectNode node = Answers.object().put("account", query.account().toString());
    ArrayNode earnings = node.putArray("earnings");
    List<Row> page = new ArrayList<>();
    // One more than asked for says whether there is another page.
    EarningsQuery more =
        new EarningsQuery(
            query.account(),
            query.fromDay(),
            query.toDay(),
            query.step(),
            query.after(),
            query.most() + 1);
    Optional<Epochs> epochs =
        downloads
            .store()
            .read(
                NO_READINGS,
                downloads.limits().timeMillis(),
                reading -> {
                  reading.earnings(more, page::add);
                  return reading.earned();
                });
    page.stream().limit(query.most()).forEach(row -> write(earnings.addObject(), row, query));
    if (page.size() > query.most()) {
      Place last = page.get((int) query.most() - 1).place();
      node.put("next", "after=" + EarningsQuestion.text(last));
    }
    epochs.ifPresent(of -> node.put("fromEpoch", of.first()).put("asOfEpoch", of.last()));
    return node;
  }

  private static void write(ObjectNode node, Row row, EarningsQuery query) {
    Place place = row.place();
    node.put(query.step() == Step.DAY ? "day" : "month", date(place.day(), query.step()));
    node.put("network", place.network());
    if (!place.device().isEmpty()) {
      node.put("device", place.device());
    }
    node.put("amountNano", row.creditedNano())
        .put("amount", Amounts.format(row.creditedNano()))
        .put("heldNano", row.heldNano())
        .put("held", Amounts.format(row.heldNano()))
        .put("epochs", row.epochs())
        .put("simulated", place.simulated());
  }

  private static String date(long day, Step step) {
    String text = LocalDate.ofEpochDay(day).toString();
    return step == Step.DAY ? text : text.substring(0, MONTH_LETTERS);
  }

  private static Downloads.File file(EarningsQuery query) {
    return new Downloads.File(
        "text/csv; charset=UTF-8; header=present",
        "earnings-" + query.account() + ".csv",
        NO_READINGS,
        (reading, output) -> {
          Writer writer =
              new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8));
          writer.write(COLUMNS);
          reading.earnings(query, row -> writer.write(line(row, query.step())));
          writer.close();
        });
  }

  /** No field has a comma, a quote or a line's end in it. */
  private static String line(Row row, Step step) {
    Place place = row.place();
    return String.join(
            ",",
            date(place.day(), step),
            place.network(),
            place.device(),
            Amounts.format(row.creditedNano()),
            Amounts.format(row.heldNano()),
            String.valueOf(row.epochs()),
            String.valueOf(place.simulated()))
        + "\r\n";
  }
}
