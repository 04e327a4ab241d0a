package polder.ports.readings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be asked for: the entities of OGC SensorThings 1.1, with the fields that Polder has. */
public enum Entity {
  THING("Things", "Thing"),
  LOCATION("Locations", "Location"),
  HISTORICAL_LOCATION("HistoricalLocations", "HistoricalLocation"),
  DATASTREAM("Datastreams", "Datastream"),
  SENSOR("Sensors", "Sensor"),
  OBSERVED_PROPERTY("ObservedProperties", "ObservedProperty"),
  OBSERVATION("Observations", "Observation"),
  FEATURE_OF_INTEREST("FeaturesOfInterest", "FeatureOfInterest");

  private final String plural;
  private final String singular;

  Entity(String plural, String singular) {
    this.plural = plural;
    this.singular = singular;
  }

  /** What a field holds. */
  public enum Type {
    TEXT,
    NUMBER,
    BOOLEAN,
    /** An instant, epoch milliseconds. */
    TIME,
    /** From one instant to another; compared by its end. */
    INTERVAL,
    /** A length of time, milliseconds. */
    DURATION,
    GEOMETRY,
    /** Several texts, of which nothing can be asked but to be shown. */
    TEXTS
  }

  /**
   * A field.
   *
   * @param path its name, with {@code /} before each part of a part, such as {@code
   *     properties/network}
   */
  public record Field(String path, Type type) {}

  /**
   * A way from one entity to others.
   *
   * @param name such as {@code Datastreams}
   * @param many whether it leads to any number of them
   */
  public record Link(Entity from, String name, Entity to, boolean many) {}

  /** The field by which all are known. */
  public static final Field ID = new Field("id", Type.NUMBER);

  /** The name of its set, such as {@code Things}. */
  public String plural() {
    return plural;
  }

  /** The fields, in the order in which they are shown. */
  public List<Field> fields() {
    return switch (this) {
      case THING -> Fields.THING;
      case LOCATION -> Fields.LOCATION;
      case HISTORICAL_LOCATION -> Fields.HISTORICAL_LOCATION;
      case DATASTREAM -> Fields.DATASTREAM;
      case SENSOR -> Fields.SENSOR;
      case OBSERVED_PROPERTY -> Fields.OBSERVED_PROPERTY;
      case OBSERVATION -> Fields.OBSERVATION;
      case FEATURE_OF_INTEREST -> Fields.FEATURE;
    };
  }

  /** The ways to others. */
  public List<Link> links() {
    List<Link> links = new ArrayList<>();
    switch (this) {
      case THING -> {
        links.add(to(DATASTREAM, true));
        links.add(to(LOCATION, true));
        links.add(to(HISTORICAL_LOCATION, true));
      }
      case LOCATION -> {
        links.add(to(THING, true));
        links.add(to(HISTORICAL_LOCATION, true));
      }
      case HISTORICAL_LOCATION -> {
        links.add(to(LOCATION, true));
        links.add(to(THING, false));
      }
      case DATASTREAM -> {
        links.add(to(OBSERVATION, true));
        links.add(to(OBSERVED_PROPERTY, false));
        links.add(to(SENSOR, false));
        links.add(to(THING, false));
      }
      case SENSOR, OBSERVED_PROPERTY -> links.add(to(DATASTREAM, true));
      case OBSERVATION -> {
        links.add(to(DATASTREAM, false));
        links.add(to(FEATURE_OF_INTEREST, false));
      }
      case FEATURE_OF_INTEREST -> links.add(to(OBSERVATION, true));
    }
    return List.copyOf(links);
  }

  private Link to(Entity other, boolean many) {
    return new Link(this, many ? other.plural : other.singular, other, many);
  }

  /** The link of this name. */
  public Optional<Link> link(String name) {
    return links().stream().filter(link -> link.name().equals(name)).findFirst();
  }

  /** The way back of {@code link}. */
  public static Link back(Link link) {
    return link.to().links().stream()
        .filter(its -> its.to() == link.from())
        .findFirst()
        .orElseThrow();
  }

  /** The field of this path; {@code id} included. */
  public Optional<Field> field(String path) {
    return path.equals(ID.path())
        ? Optional.of(ID)
        : fields().stream().filter(field -> field.path().equals(path)).findFirst();
  }

  /** The entity whose set has this name. */
  public static Optional<Entity> ofSet(String plural) {
    for (Entity entity : values()) {
      if (entity.plural.equals(plural)) {
        return Optional.of(entity);
      }
    }
    return Optional.empty();
  }

  /** Enums are made before their constants could refer to each other. */
  private static final class Fields {
    private static final Field NAME = new Field("name", Type.TEXT);
    private static final Field DESCRIPTION = new Field("description", Type.TEXT);
    private static final Field ENCODING = new Field("encodingType", Type.TEXT);
    private static final Field NETWORK = new Field("properties/network", Type.TEXT);
    private static final Field SIMULATED = new Field("properties/simulated", Type.BOOLEAN);
    private static final Field LICENCE = new Field("properties/licence", Type.TEXT);
    private static final Field HEIGHT = new Field("properties/heightMeters", Type.NUMBER);

    static final List<Field> THING =
        List.of(
            NAME,
            DESCRIPTION,
            new Field("properties/device", Type.TEXT),
            NETWORK,
            SIMULATED,
            LICENCE,
            new Field("properties/owner", Type.TEXT),
            new Field("properties/via", Type.TEXT),
            new Field("properties/enrolled", Type.TIME));
    static final List<Field> LOCATION =
        List.of(
            NAME,
            DESCRIPTION,
            ENCODING,
            new Field("location", Type.GEOMETRY),
            NETWORK,
            SIMULATED,
            HEIGHT);
    static final List<Field> HISTORICAL_LOCATION = List.of(new Field("time", Type.TIME));
    static final List<Field> DATASTREAM =
        List.of(
            NAME,
            DESCRIPTION,
            new Field("observationType", Type.TEXT),
            new Field("unitOfMeasurement/name", Type.TEXT),
            new Field("unitOfMeasurement/symbol", Type.TEXT),
            new Field("unitOfMeasurement/definition", Type.TEXT),
            new Field("observedArea", Type.GEOMETRY),
            new Field("phenomenonTime", Type.INTERVAL),
            new Field("resultTime", Type.INTERVAL),
            NETWORK,
            SIMULATED,
            LICENCE);
    static final List<Field> SENSOR =
        List.of(NAME, DESCRIPTION, ENCODING, new Field("metadata", Type.TEXT), NETWORK, SIMULATED);
    static final List<Field> OBSERVED_PROPERTY =
        List.of(NAME, new Field("definition", Type.TEXT), DESCRIPTION);
    static final List<Field> OBSERVATION =
        List.of(
            new Field("phenomenonTime", Type.TIME),
            new Field("resultTime", Type.TIME),
            new Field("result", Type.NUMBER),
            new Field("resultQuality/verdict", Type.TEXT),
            new Field("resultQuality/reasons", Type.TEXTS),
            new Field("parameters/epoch", Type.NUMBER),
            new Field("parameters/revisedInEpoch", Type.NUMBER),
            new Field("parameters/message", Type.TEXT),
            new Field("parameters/simulated", Type.BOOLEAN));
    static final List<Field> FEATURE =
        List.of(
            NAME,
            DESCRIPTION,
            ENCODING,
            new Field("feature", Type.GEOMETRY),
            NETWORK,
            SIMULATED,
            HEIGHT);

    private Fields() {}
  }
}
