package polder.adapters.sqlite;

import java.util.List;
import java.util.Map;
import polder.ports.readings.Entity;
import polder.ports.readings.Entity.Field;
import polder.ports.readings.Entity.Link;

/** Where each entity and field is in the tables. {@code $} stands for the alias of its table. */
final class Tables {
  private static final String NETWORK = "(SELECT name FROM network WHERE id = $.network)";
  private static final String SIMULATED = "(SELECT simulated FROM network WHERE id = $.network)";
  private static final String LICENCE = "(SELECT licence FROM network WHERE id = $.network)";
  private static final String MARK =
      "(SELECT 'network ' || name || CASE simulated WHEN 1 THEN ', simulated' ELSE '' END FROM"
          + " network WHERE id = $.network)";
  private static final String OF_DEVICE =
      "(SELECT n.# FROM device d JOIN network n ON n.id = d.network WHERE d.id = $.device)";
  private static final String DEVICE_MARK =
      "(SELECT d.did || ', network ' || n.name || CASE n.simulated WHEN 1 THEN ', simulated' ELSE"
          + " '' END FROM device d JOIN network n ON n.id = d.network WHERE d.id = $.device)";
  private static final String DID = "(SELECT did FROM device WHERE id = $.device)";
  private static final String QUANTITY = "(SELECT name FROM quantity WHERE id = $.quantity)";
  private static final String TITLE = "(SELECT title FROM quantity WHERE id = $.quantity)";
  private static final String STANDS =
      "(SELECT p.# FROM device d JOIN place p ON p.id = d.place WHERE d.id = $.device)";

  private static final Map<String, String> THING =
      Map.ofEntries(
          Map.entry("name", "$.did"),
          Map.entry("description", "('Device of the ' || " + MARK + ")"),
          Map.entry("properties/device", "$.did"),
          Map.entry("properties/network", NETWORK),
          Map.entry("properties/simulated", SIMULATED),
          Map.entry("properties/licence", LICENCE),
          Map.entry("properties/owner", "$.owner"),
          Map.entry("properties/via", "$.via"),
          Map.entry("properties/enrolled", "$.enrolled"));
  private static final Map<String, String> PLACE =
      Map.ofEntries(
          Map.entry("name", "printf('%.6f, %.6f', $.lat / 1e6, $.lon / 1e6)"),
          Map.entry("description", "('A place of the ' || " + MARK + ")"),
          Map.entry("encodingType", "'application/geo+json'"),
          Map.entry("location", "$.lon;$.lat"),
          Map.entry("feature", "$.lon;$.lat"),
          Map.entry("properties/network", NETWORK),
          Map.entry("properties/simulated", SIMULATED),
          Map.entry("properties/heightMeters", "($.height / 10.0)"));
  private static final Map<String, String> STAY = Map.of("time", "$.since");
  private static final Map<String, String> DATASTREAM =
      Map.ofEntries(
          Map.entry("name", "(" + QUANTITY + " || ' of ' || " + DID + ")"),
          Map.entry("description", "(" + TITLE + " || ' measured by ' || " + DEVICE_MARK + ")"),
          Map.entry(
              "observationType",
              "'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement'"),
          Map.entry("unitOfMeasurement/name", "$.unit_title"),
          Map.entry("unitOfMeasurement/symbol", "$.unit"),
          Map.entry("unitOfMeasurement/definition", "$.unit_definition"),
          Map.entry("properties/network", OF_DEVICE.replace("#", "name")),
          Map.entry("properties/simulated", OF_DEVICE.replace("#", "simulated")),
          Map.entry("properties/licence", OF_DEVICE.replace("#", "licence")));
  private static final Map<String, String> SENSOR =
      Map.ofEntries(
          Map.entry("name", "(" + QUANTITY + " || ' sensor of ' || " + DID + ")"),
          Map.entry("description", "(" + TITLE + " || ' sensor of ' || " + DEVICE_MARK + ")"),
          Map.entry("encodingType", "'text/plain'"),
          Map.entry(
              "metadata",
              "(SELECT did || coalesce(' via ' || via, '') FROM device WHERE id = $.device)"),
          Map.entry("properties/network", OF_DEVICE.replace("#", "name")),
          Map.entry("properties/simulated", OF_DEVICE.replace("#", "simulated")));
  private static final Map<String, String> QUANTITIES =
      Map.of("name", "$.name", "definition", "$.definition", "description", "$.title");
  private static final Map<String, String> OBSERVATION =
      Map.ofEntries(
          Map.entry("phenomenonTime", "$.time"),
          Map.entry("resultTime", "$.time"),
          Map.entry("result", "($.value / 1000.0)"),
          Map.entry(
              "resultQuality/verdict",
              "(CASE $.verdict WHEN 0 THEN 'accepted' WHEN 1 THEN 'corroborated' WHEN 2 THEN"
                  + " 'unverified' ELSE 'rejected' END)"),
          Map.entry("resultQuality/reasons", "(SELECT text FROM reasons WHERE id = $.reasons)"),
          Map.entry("parameters/epoch", "$.epoch"),
          Map.entry("parameters/revisedInEpoch", "$.revised"),
          Map.entry(
              "parameters/message", "(SELECT lower(hex(hash)) FROM message WHERE id = $.message)"),
          Map.entry(
              "parameters/simulated",
              "(SELECT n.simulated FROM series s JOIN device d ON d.id = s.device JOIN network n ON"
                  + " n.id = d.network WHERE s.id = $.series)"));

  private Tables() {}

  static String table(Entity entity) {
    return switch (entity) {
      case THING -> "device";
      case LOCATION, FEATURE_OF_INTEREST -> "place";
      case HISTORICAL_LOCATION -> "stay";
      case DATASTREAM, SENSOR -> "series";
      case OBSERVED_PROPERTY -> "quantity";
      case OBSERVATION -> "reading";
    };
  }

  /**
   * The columns of a field: one, or two of a geometry (longitude, latitude) and an interval (start,
   * end), which {@link Translation} adds where they depend on what may be shown.
   */
  static List<String> columns(Entity entity, Field field, String alias) {
    if (field.equals(Entity.ID)) {
      return List.of(alias + ".id");
    }
    Map<String, String> fields =
        switch (entity) {
          case THING -> THING;
          case LOCATION, FEATURE_OF_INTEREST -> PLACE;
          case HISTORICAL_LOCATION -> STAY;
          case DATASTREAM -> DATASTREAM;
          case SENSOR -> SENSOR;
          case OBSERVED_PROPERTY -> QUANTITIES;
          case OBSERVATION -> OBSERVATION;
        };
    String columns = fields.get(field.path());
    if (columns == null) {
      throw new IllegalArgumentException(entity + " has no column for " + field.path());
    }
    return List.of(columns.replace("$", alias).split(";"));
  }

  /** Where the device of a series stands now: longitude, latitude. */
  static List<String> stands(String alias) {
    String column = STANDS.replace("$", alias);
    return List.of(column.replace("#", "lon"), column.replace("#", "lat"));
  }

  /** The columns that are equal in linked entities: here, there. */
  record Keys(String here, String there) {}

  static Keys keys(Link link) {
    return switch (link.from()) {
      case THING ->
          switch (link.to()) {
            case LOCATION -> new Keys("place", "id");
            default -> new Keys("id", "device");
          };
      case LOCATION -> new Keys("id", "place");
      case HISTORICAL_LOCATION ->
          link.to() == Entity.LOCATION ? new Keys("place", "id") : new Keys("device", "id");
      case DATASTREAM ->
          switch (link.to()) {
            case OBSERVATION -> new Keys("id", "series");
            case OBSERVED_PROPERTY -> new Keys("quantity", "id");
            case SENSOR -> new Keys("id", "id");
            default -> new Keys("device", "id");
          };
      case SENSOR -> new Keys("id", "id");
      case OBSERVED_PROPERTY -> new Keys("id", "quantity");
      case OBSERVATION ->
          link.to() == Entity.DATASTREAM ? new Keys("series", "id") : new Keys("place", "id");
      case FEATURE_OF_INTEREST -> new Keys("id", "place");
    };
  }
}
