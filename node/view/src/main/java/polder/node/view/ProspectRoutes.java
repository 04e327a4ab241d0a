package polder.node.view;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import polder.epoch.Pool;
import polder.epoch.Standing;
import polder.networks.EpochWindow;
import polder.networks.Factor;
import polder.networks.Prospect;
import polder.node.gateway.Answers;
import polder.protocol.geo.H3;
import polder.protocol.geo.Place;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.NetworkManifest.DataPolicy;
import polder.protocol.money.Amounts;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/networks/{network}/prospect}: what one more device would earn at a place, by the
 * kernels that pay, if all others went on as in the latest epoch.
 */
final class ProspectRoutes implements HttpService {
  private static final Pattern DEGREES = Pattern.compile("-?[0-9]{1,3}(\\.[0-9]{1,20})?");
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final Sources sources;
  private final Surveys surveys;
  private final Turns turns;

  /**
   * @param turns for those who ask: all devices are weighed again for each
   */
  ProspectRoutes(Sources sources, Surveys surveys, Turns turns) {
    this.sources = sources;
    this.surveys = surveys;
    this.turns = turns;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/networks/{network}/prospect", Question.handler(this::prospect));
  }

  private Question.Answer prospect(ServerRequest request) throws IOException {
    String network = Question.part(request, "network");
    Optional<Survey> survey = surveys.of(network);
    if (survey.isEmpty()) {
      return DeviceRoutes.noSuchNetwork(network);
    }
    DataPolicy policy = survey.get().network().data();
    Place asked = new Place(micro(request, "lat", 90), micro(request, "lon", 180));
    if (policy.access() == DataPolicy.Access.RESTRICTED) {
      return new Question.Answer.Missing(
          Status.FORBIDDEN_403,
          "restricted",
          "what a device would earn here says who stands around, which in this network is not for"
              + " everyone");
    }
    Place place = Shown.onGrid(asked, policy);
    return turns.take(() -> {
      Weighed weighed = surveys.weighed(survey.get());
      Optional<Prospect> prospect = survey.get().guide().prospect(place, weighed.past());
      return prospect.isEmpty()
          ? Question.notFound(
              "no_prospect", "this kind of network does not say what one would earn")
          : new Question.Answer.Found(
              answer(survey.get(), place, byTerms(survey.get(), weighed, prospect.get())));
    });
  }

  private static int micro(ServerRequest request, String name, int most) {
    Optional<String> text = Question.parameter(request, name);
    if (text.isPresent() && DEGREES.matcher(text.get()).matches()) {
      BigDecimal degrees = new BigDecimal(text.get());
      if (degrees.abs().compareTo(BigDecimal.valueOf(most)) <= 0) {
        return degrees.movePointRight(6).setScale(0, RoundingMode.HALF_EVEN).intValueExact();
      }
    }
    throw new Question.BadQuestion(
        name + " must be degrees from -" + most + " to " + most + ", such as 52.5");
  }

  /** What the kind says, with what credentials change: the newcomer holds none, others may. */
  private static Prospect byTerms(Survey survey, Weighed weighed, Prospect prospect) {
    NewcomerTerms terms = new NewcomerTerms(survey.network().credentials());
    List<String> words = new ArrayList<>(prospect.words());
    words.addAll(terms.words(prospect.most()));
    if (survey.leftOut() > 0) {
      words.add(
          survey.leftOut()
              + " more devices of this network were not looked at, so these figures are too high.");
    }
    return new Prospect(
        byTerms(terms, weighed, prospect.least()),
        byTerms(terms, weighed, prospect.most()),
        prospect.compared(),
        words);
  }

  private static Prospect.Part byTerms(NewcomerTerms terms, Weighed weighed, Prospect.Part part) {
    List<Factor> factors = new ArrayList<>(part.factors());
    factors.addAll(terms.factors(part.weight()));
    return new Prospect.Part(
        terms.weight(part.weight()), factors, weighed.withCredentials(part.othersWeight()));
  }

  private ObjectNode answer(Survey survey, Place place, Prospect prospect) {
    Standing standing = sources.closing().standing();
    DeploymentManifest deployment = standing.manifests().deployment();
    EpochWindow window = sources.running().get();
    Pool pool = Pool.of(deployment, survey.network(), window);
    long least = earned(pool, prospect.least());
    long most = earned(pool, prospect.most());
    ObjectNode node = Answers.object().put("network", survey.network().name());
    survey.putEpoch(node);
    Json.place(node.putObject("place"), place);
    OptionalInt resolution = MapRoutes.resolution(survey.guide(), survey.network().data());
    if (resolution.isPresent()) {
      node.put("cell", H3.toText(H3.cell(place, resolution.getAsInt())));
    } else {
      node.putNull("cell");
    }
    node.put("nearby", prospect.compared().size()).put("leftOut", survey.leftOut());
    ObjectNode epoch = node.putObject("perEpoch");
    Json.amount(epoch, "least", least);
    Json.amount(epoch, "most", most);
    ObjectNode day = node.putObject("perDay");
    Json.amount(day, "least", Amounts.mulDiv(least, DAY_MILLIS, window.lengthMillis()));
    Json.amount(day, "most", Amounts.mulDiv(most, DAY_MILLIS, window.lengthMillis()));
    ObjectNode factors = node.putObject("factorsPpm");
    for (Factor factor : prospect.most().factors()) {
      factors.put(factor.name(), factor.ppm());
    }
    ArrayNode words = node.putArray("words");
    prospect.words().forEach(words::add);
    common(survey.network().pay(), pool, prospect.most()).forEach(words::add);
    return node.put("simulated", survey.network().simulated());
  }

  /** By largest remainders it may be a nano-token more. */
  private static long earned(Pool pool, Prospect.Part part) {
    long total = Math.addExact(part.weight(), part.othersWeight());
    return total == 0 ? 0 : Amounts.mulDiv(pool.paidNano(total), part.weight(), total);
  }

  private static List<String> common(NetworkManifest.Pay pay, Pool pool, Prospect.Part most) {
    long total = Math.addExact(most.weight(), most.othersWeight());
    String all =
        total >= pool.targetWeight()
            ? "All that this network may pay is paid already, so one more gets a share of the same."
            : "This network pays less than it may, so what one more gets is newly minted.";
    return pay.probationMillis() == 0 ? List.of(all) : List.of(all, Words.held(pay));
  }
}
