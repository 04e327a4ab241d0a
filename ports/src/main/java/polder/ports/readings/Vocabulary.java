package polder.ports.readings;

import java.util.Map;

/** What quantities and units are called in vocabularies that others use too. */
public final class Vocabulary {
  private static final String CF = "https://vocab.nerc.ac.uk/standard_name/";
  private static final String QUDT = "http://qudt.org/vocab/unit/";

  /**
   * What something is called elsewhere.
   *
   * @param title what people call it
   * @param definition where it is defined
   */
  public record Term(String title, String definition) {}

  private static final Map<String, Term> QUANTITIES =
      Map.ofEntries(
          Map.entry("temperature", new Term("Air temperature", CF + "air_temperature/")),
          Map.entry(
              "humidity", new Term("Relative humidity of the air", CF + "relative_humidity/")),
          Map.entry("pressure", new Term("Air pressure", CF + "air_pressure/")),
          Map.entry(
              "pm10",
              new Term(
                  "Particulate matter up to 10 µm",
                  CF + "mass_concentration_of_pm10_ambient_aerosol_particles_in_air/")),
          Map.entry(
              "pm25",
              new Term(
                  "Particulate matter up to 2.5 µm",
                  CF + "mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air/")),
          Map.entry("wind_speed", new Term("Wind speed", CF + "wind_speed/")),
          Map.entry("wind_direction", new Term("Wind direction", CF + "wind_from_direction/")),
          Map.entry("wind_gust", new Term("Wind gust", CF + "wind_speed_of_gust/")),
          Map.entry("rain", new Term("Rainfall rate", CF + "lwe_precipitation_rate/")));

  private static final Map<String, Term> UNITS =
      Map.ofEntries(
          Map.entry("Cel", new Term("degree Celsius", QUDT + "DEG_C")),
          Map.entry("%RH", new Term("percent relative humidity", QUDT + "PERCENT_RH")),
          Map.entry("%", new Term("percent", QUDT + "PERCENT")),
          Map.entry("Pa", new Term("pascal", QUDT + "PA")),
          Map.entry("hPa", new Term("hectopascal", QUDT + "HectoPA")),
          Map.entry("ug/m3", new Term("microgram per cubic metre", QUDT + "MicroGM-PER-M3")),
          Map.entry("m/s", new Term("metre per second", QUDT + "M-PER-SEC")),
          Map.entry("deg", new Term("degree of angle", QUDT + "DEG")),
          Map.entry("mm", new Term("millimetre", QUDT + "MilliM")),
          Map.entry("mm/h", new Term("millimetre per hour", QUDT + "MilliM-PER-HR")));

  private Vocabulary() {}

  /** What a quantity is called elsewhere; itself if that is not known. */
  public static Term quantity(String name) {
    return QUANTITIES.getOrDefault(name, new Term(name, "urn:polder:quantity:" + name));
  }

  /** What a unit is called elsewhere; itself if that is not known. */
  public static Term unit(String unit) {
    return UNITS.getOrDefault(unit, new Term(unit, "http://unitsofmeasure.org/ucum.html#" + unit));
  }
}
